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

// kindName names what a file writes for a field.
func kindName(kind string, t reflect.Type) string {
	switch {
	case t == durationType:
		return "duration"
	case t == distType:
		return "distribution"
	case IsText(t):
		return reflect.Zero(t).Interface().(Text).Kind()
	case t.Kind() == reflect.Slice:
		return "list of " + kindName(kind, t.Elem())
	case kind == "ppm":
		return "drift"
	case kind != "":
		return kind
	}
	switch t.Kind() {
	case reflect.Struct:
		return "table"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "flag"
	case reflect.Float32, reflect.Float64:
		return "number"
	}
	return "integer"
}

// usageOf says with an example how a value of a kind is written.
func usageOf(kind string) string {
	switch kind {
	case "duration":
		return `a duration such as "20s"`
	case "distribution":
		return `a distribution such as "20ms" or "exp 20ms"`
	case "link":
		return `a link such as "a -> b"`
	case "node":
		return `a node such as "a"`
	case "list of node":
		return `a node "a", an instance "a-2", any one "a:any" or the one that leads "a:leader", or a list of these`
	case "route":
		return `a route such as "bank.charge"`
	case "own route":
		return `a route such as "bank.charge", of a node that the pattern lies on`
	case "pattern":
		return `the name of a table [patterns.NAME]`
	case "ratio":
		return `a ratio such as "5%" or 0.05`
	case "rate":
		return `a rate such as "200/s"`
	case "size":
		return `a size such as "64KB"`
	case "bandwidth":
		return `a bandwidth such as "10MB/s"`
	case "drift":
		return `a drift such as "200ppm"`
	case "factor", "number":
		return "a number such as 2.5"
	case "integer":
		return "a whole number"
	case "text", "region", "fact", "variant", "end", "fault":
		return "a text"
	case "flag":
		return "true or false"
	}
	if of, ok := strings.CutPrefix(kind, "list of "); ok {
		return "a list, each " + usageOf(of)
	}
	return "a " + kind
}

// KindName names what a file writes for the field.
func (f Field) KindName() string {
	t := f.Value.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return kindName(f.Kind, t)
}

// Usage says how the value of the field is written.
func (f Field) Usage() string {
	kind := f.KindName()
	if len(f.Enum) == 0 {
		return usageOf(kind)
	}
	words := `"` + strings.Join(f.Enum, `", "`) + `"`
	if strings.HasPrefix(kind, "list of ") {
		return "a list of " + words
	}
	return "one of " + words
}
