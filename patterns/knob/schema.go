package knob

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Schema is a JSON Schema, draft 2020-12.
type Schema = map[string]any

// SchemaOf returns the schema of the table that the structs behind these pointers
// read together. It is laxer than Check where JSON Schema has no words: about the
// size of what is written as text, and about what takes two keys to judge.
func SchemaOf(configs ...any) Schema {
	var fields []Field
	for _, config := range configs {
		fields = append(fields, Fields(reflect.ValueOf(config).Elem())...)
	}
	return tableSchema(fields)
}

func tableSchema(fields []Field) Schema {
	properties := Schema{}
	var required []string
	var rules []any
	for _, f := range fields {
		properties[f.Key] = f.schema()
		if f.Required {
			required = append(required, f.Key)
		}
		if f.Only != nil {
			rules = append(rules, Schema{"if": Schema{"not": f.Only.schema(fields)}, "then": Schema{"properties": Schema{f.Key: f.idleSchema()}}})
		}
		if group := Group(fields, f.OneOf); f.OneOf != "" && group[0] == f.Key {
			var one []any
			for _, key := range group {
				one = append(one, Schema{"required": []string{key}})
			}
			rules = append(rules, Schema{"oneOf": one})
		}
	}
	s := Schema{"type": "object", "properties": properties, "additionalProperties": false}
	if required != nil {
		s["required"] = required
	}
	if rules != nil {
		s["allOf"] = rules
	}
	return s
}

func (f Field) schema() Schema {
	if t := f.Value.Type(); t.Kind() == reflect.Pointer {
		f.Value = reflect.New(t.Elem()).Elem()
	}
	s := f.valueSchema()
	if f.Doc != "" {
		s["description"] = f.Doc
		if f.Only != nil {
			s["description"] = f.Doc + " (only with " + f.Only.String() + ")"
		}
	}
	if f.Default != "" {
		s["default"] = f.Preset()
	}
	return s
}

func (f Field) valueSchema() Schema {
	v := f.Value
	kind := f.KindName()
	switch {
	case strings.HasPrefix(kind, "list of "):
		item := f
		item.Value, item.Default = reflect.New(v.Type().Elem()).Elem(), ""
		list := Schema{"type": "array", "items": item.valueSchema()}
		if f.Enum != nil || f.Kind == "pattern" {
			list["uniqueItems"] = true
		}
		if f.Required {
			list["minItems"] = 1
		}
		if IsText(v.Type().Elem()) {
			return Schema{"anyOf": []any{Schema{"type": "string"}, list}}
		}
		return list
	case v.Kind() == reflect.Struct && !IsText(v.Type()):
		return SchemaOf(v.Addr().Interface())
	case kind == "ratio":
		return Schema{"anyOf": []any{f.numberSchema("number"), Schema{"type": "string", "pattern": kindOf(kind).form}}}
	case kind == "factor" || kind == "number":
		return f.numberSchema("number")
	case kind == "integer" || kind == "member":
		return f.numberSchema("integer")
	case kind == "flag":
		return Schema{"type": "boolean"}
	}
	s := Schema{"type": "string"}
	if f.Enum != nil {
		s["enum"] = f.Enum
	}
	if form := kindOf(kind).form; form != "" {
		s["pattern"] = form
		switch span := f.span(); {
		case strings.HasPrefix(span, ">0"):
			s["not"] = Schema{"pattern": zero}
			s["pattern"] = strings.Replace(form, "-?", "", 1)
		case !strings.HasPrefix(span, "-"):
			s["pattern"] = strings.Replace(form, "-?", "", 1)
		}
	}
	return s
}

// zero is the form of a text without a digit above 0.
const zero = `^[^1-9]*$`

// numberSchema returns the range of a number that is written as one.
func (f Field) numberSchema(of string) Schema {
	s := Schema{"type": of}
	b := f.Bounds()
	low, high := "minimum", "maximum"
	if b.above {
		low = "exclusiveMinimum"
	}
	if b.below {
		high = "exclusiveMaximum"
	}
	if b.lowText != "" {
		s[low] = b.low
	}
	if b.highText != "" {
		s[high] = b.high
	}
	return s
}

// idleSchema returns what a key may say that nobody reads: its default, or nothing.
func (f Field) idleSchema() any {
	if f.Default == "" {
		return false
	}
	allowed := []any{f.Preset()}
	if n, err := strconv.ParseFloat(f.Default, 64); err == nil {
		allowed = append(allowed, n)
	} else if n, _, err := f.Parse(f.Default); err == nil && f.Kind == "ratio" {
		allowed = append(allowed, n)
	}
	return Schema{"enum": allowed}
}

// schema returns the tables in which the condition holds.
func (c Condition) schema(fields []Field) Schema {
	var alternatives []any
	for _, clauses := range c {
		var all []any
		for _, x := range clauses {
			all = append(all, x.schema(named(fields, x.Key)))
		}
		alternatives = append(alternatives, Schema{"allOf": all})
	}
	return Schema{"anyOf": alternatives}
}

// schema returns the tables in which the clause about a field holds. What is
// absent has the default.
func (x Clause) schema(f Field) Schema {
	var value any
	holds := false // if absent
	switch x.Op {
	case "=":
		value, holds = Schema{"enum": x.Words}, slices.Contains(x.Words, f.Default)
	case "!=":
		value, holds = Schema{"not": Schema{"enum": x.values()}}, !slices.Contains(x.Words, f.Default)
	case "":
		value = Schema{"not": Schema{"anyOf": []any{Schema{"enum": []any{false, 0}}, Schema{"type": "string", "pattern": `^(0[a-z%/]*)?$`}}}}
		holds = f.Default != "" && f.Default != "false" && strings.ContainsAny(f.Default, "123456789abcdefghijklmnopqrtuvwxyz")
	default:
		bound, _, _ := f.Parse(x.Words[0])
		limit := map[string]string{">": "exclusiveMinimum", "<": "exclusiveMaximum"}[x.Op]
		value = Schema{limit: bound, "not": Schema{"const": x.Words[0]}}
		if n, _, err := f.Parse(f.Default); err == nil {
			holds = x.Op == ">" && n > bound || x.Op == "<" && n < bound
		}
	}
	s := Schema{"properties": Schema{x.Key: value}}
	if !holds {
		s["required"] = []string{x.Key}
	}
	return s
}

// values returns the words, and as numbers those that are.
func (x Clause) values() []any {
	var values []any
	for _, word := range x.Words {
		values = append(values, word)
		if n, err := strconv.ParseFloat(word, 64); err == nil {
			values = append(values, n)
		}
	}
	return values
}
