package knob

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"wavetank/sim"
)

// A Field is one key of a struct, as its tags describe it.
type Field struct {
	Key      string
	Kind     string // of the kind tag: KindName has a name for every kind
	Range    string
	Default  string
	Doc      string
	Enum     []string
	Required bool
	Only     Condition // nil is always
	Why      string    // the idle tag
	OneOf    string
	Value    reflect.Value
}

// Text is a struct that a file writes as one text, such as a link. Kind is what
// describe calls such a text.
type Text interface {
	Kind() string
	String() string
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	distType     = reflect.TypeFor[sim.Dist]()
	textType     = reflect.TypeFor[Text]()
)

// IsText reports whether a type is a struct that is written as a text.
func IsText(t reflect.Type) bool { return t.Kind() == reflect.Struct && t.Implements(textType) }

// Fields returns the fields of the struct v in the order of its declaration.
func Fields(v reflect.Value) []Field {
	var fields []Field
	for i := range v.NumField() {
		f := v.Type().Field(i)
		key := f.Tag.Get("toml")
		if key == "" && f.Anonymous && f.Type.Kind() == reflect.Struct {
			fields = append(fields, Fields(v.Field(i))...)
			continue
		}
		if key == "" || key == "-" || !f.IsExported() {
			continue
		}
		one := Field{
			Key: key, Kind: f.Tag.Get("kind"), Range: f.Tag.Get("range"), Default: f.Tag.Get("default"),
			Doc: f.Tag.Get("doc"), Required: f.Tag.Get("required") == "true", OneOf: f.Tag.Get("oneof"), Why: f.Tag.Get("idle"),
			Only: parseCondition(f.Tag.Get("only")), Value: v.Field(i),
		}
		if words := f.Tag.Get("enum"); words != "" {
			one.Enum = strings.Split(words, ",")
		}
		fields = append(fields, one)
	}
	return fields
}

// named returns the field of that key.
func named(fields []Field, key string) Field {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		panic("knob: a condition names the key " + key + ", which there is not")
	}
	return fields[i]
}

// absent reports whether the value is what a struct has where a file says
// nothing, and no default does either.
func (f Field) absent() bool {
	switch v := f.Value; v.Kind() {
	case reflect.Slice:
		return v.Len() == 0
	default:
		return v.IsZero()
	}
}

// set reports whether the field has a value that is not nothing: a number other
// than 0, true, a word, a list that is not empty.
func (f Field) set() bool {
	if d, ok := f.Value.Interface().(sim.Dist); ok && f.Default != "" {
		return d.Mean() > 0
	}
	return !f.absent()
}

// turned reports whether the field says something else than its absence would.
func (f Field) turned() bool {
	if f.Default == "" {
		return !f.absent()
	}
	return !f.IsDefault()
}

// References returns what the texts of these kinds in the struct behind config
// name.
func References(config any, kinds ...string) []string {
	var names []string
	var visit func(kind string, v reflect.Value)
	visit = func(kind string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				visit(kind, v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(kind, v.Index(i))
			}
		case reflect.Struct:
			for _, inner := range Fields(v) {
				visit(inner.Kind, inner.Value)
			}
		case reflect.String:
			if slices.Contains(kinds, kind) && v.String() != "" {
				names = append(names, v.String())
			}
		}
	}
	visit("", reflect.ValueOf(config))
	return names
}
