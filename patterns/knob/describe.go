package knob

import (
	"fmt"
	"reflect"
	"strings"
)

// A Doc is one key of a table as a reader of the documentation sees it.
type Doc struct {
	Key      string // dotted for a key of a table within the table; steps[].name is one of each table in a list
	Kind     string // duration, distribution, ratio, rate, size, bandwidth, drift, factor, integer, number, text, flag, link, node; "list of …"
	Default  string // as a file would write it; "" = absent means none
	Range    string // what is allowed; "" = anything of its kind
	Enum     []string
	Required bool
	Only     string // the condition under which it matters; "" = always
	Doc      string
}

// Describe returns the keys that the struct behind the pointer config accepts, in
// the order of its declaration. Without a default tag the value that config
// holds is the default.
func Describe(config any) []Doc {
	return describe("", reflect.ValueOf(config).Elem())
}

func describe(prefix string, v reflect.Value) []Doc {
	var list []Doc
	for _, f := range Fields(v) {
		inner := f.Value
		if inner.Kind() == reflect.Pointer {
			inner = reflect.New(inner.Type().Elem()).Elem()
		}
		if inner.Kind() == reflect.Struct && !IsText(inner.Type()) {
			list = append(list, describe(prefix+f.Key+".", inner)...)
			continue
		}
		d := Doc{Key: prefix + f.Key, Kind: kindName(f.Kind, inner.Type()), Default: f.Default, Enum: f.Enum, Required: f.Required, Only: f.Only.String(), Doc: f.Doc}
		listed := strings.Contains(prefix, eachOf) && !f.Required && (inner.CanInt() || inner.Kind() == reflect.Bool) // has a zero
		if d.Default == "" && inner.Kind() != reflect.Slice && (listed || !f.Value.IsZero()) {
			d.Default = fmt.Sprint(inner.Interface())
		}
		if f.Value = inner; inner.CanInt() || inner.CanFloat() {
			if b := f.Bounds(); b.lowText != "" || b.highText != "" || b.malformed != "" {
				d.Range = b.String()
			}
		}
		list = append(list, d)
		if d.Kind == "list of table" {
			list = append(list, describe(d.Key+eachOf, reflect.New(inner.Type().Elem()).Elem())...)
		}
	}
	return list
}

// eachOf stands in a key for each table of a list.
const eachOf = "[]."
