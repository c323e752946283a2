package knob

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
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

	preset reflect.Value // of the type of Value: what Default stands for, if it is one
	bounds *Bounds       // nil is not known yet
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

// A plan is what the tags of a struct say: a field, and where its value lies.
type plan struct {
	Field
	index []int
}

// learn reads the texts that are the same for every value of the field.
func (p *plan) learn(t reflect.Type) {
	p.Value = reflect.New(t).Elem()
	if p.Default != "" && p.assign(p.Default) == nil {
		p.preset = p.Value
	}
	if p.Value.CanInt() || p.Value.CanFloat() {
		b := p.Bounds()
		p.bounds = &b
	}
}

// plans has what was read of a struct's tags, by its type: they never change.
var plans sync.Map

func planOf(t reflect.Type) []plan {
	if known, ok := plans.Load(t); ok {
		return known.([]plan)
	}
	var all []plan
	for i := range t.NumField() {
		f := t.Field(i)
		one := plan{index: f.Index}
		one.read(string(f.Tag))
		switch {
		case one.Key == "" && f.Anonymous && f.Type.Kind() == reflect.Struct:
			for _, inner := range planOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				all = append(all, inner)
			}
		case one.Key != "" && one.Key != "-" && f.IsExported():
			one.learn(f.Type)
			all = append(all, one)
		}
	}
	plans.Store(t, all)
	return all
}

// Fields returns the fields of the struct v in the order of its declaration.
func Fields(v reflect.Value) []Field {
	all := planOf(v.Type())
	fields := make([]Field, len(all))
	for i, one := range all {
		fields[i] = one.Field
		fields[i].Value = v.FieldByIndex(one.index)
	}
	return fields
}

// read takes over what a tag says. It goes through the tag once, where
// reflect.StructTag would do so for each key.
func (f *Field) read(tag string) {
	for {
		name, rest, ok := strings.Cut(strings.TrimLeft(tag, " "), ":")
		if !ok {
			return
		}
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return
		}
		text := quoted[1 : len(quoted)-1]
		if strings.IndexByte(text, '\\') >= 0 {
			text, _ = strconv.Unquote(quoted)
		}
		tag = rest[len(quoted):]
		switch name {
		case "toml":
			f.Key = text
		case "kind":
			f.Kind = text
		case "range":
			f.Range = text
		case "enum":
			f.Enum = strings.Split(text, ",")
		case "default":
			f.Default = text
		case "required":
			f.Required = text == "true"
		case "only":
			f.Only = parseCondition(text)
		case "idle":
			f.Why = text
		case "oneof":
			f.OneOf = text
		case "doc":
			f.Doc = text
		}
	}
}

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
	return f.Value.IsZero() || f.Value.Kind() == reflect.Slice && f.Value.Len() == 0
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

// Listed returns the key of the list of a kind that a configuration has, and how many
// elements it lists.
func Listed(config any, kind string) (key string, n int) {
	for _, f := range Fields(reflect.ValueOf(config).Elem()) {
		if f.Kind == kind && f.Value.Kind() == reflect.Slice && f.Value.Len() > 0 {
			return f.Key, f.Value.Len()
		}
	}
	return "", 0
}
