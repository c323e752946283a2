package scenarios

import (
	"fmt"
	"reflect"
	"strings"
)

// A Knob is one key of a table as a reader of the documentation sees it.
type Knob struct {
	Key      string // dotted for a key of a table within the table; steps[].name is one of each table in a list
	Kind     string // duration, distribution, ratio, rate, size, bandwidth, drift, factor, integer, number, text, flag, link, node; "list of …"
	Default  string // as a file would write it; "" = absent means none
	Range    string // what is allowed; "" = anything of its kind
	Enum     []string
	Required bool
	Doc      string
}

// Knobs returns the keys that the struct behind the pointer config accepts, in
// the order of its declaration. Without a default tag the value that config
// holds is the default.
func Knobs(config any) []Knob {
	return knobs("", reflect.ValueOf(config).Elem())
}

func knobs(prefix string, v reflect.Value) []Knob {
	var list []Knob
	for _, f := range fieldsOf(v) {
		inner := f.value
		if inner.Kind() == reflect.Pointer {
			inner = reflect.New(inner.Type().Elem()).Elem()
		}
		if inner.Kind() == reflect.Struct && inner.Type() != edgeType && inner.Type() != victimType {
			list = append(list, knobs(prefix+f.key+".", inner)...)
			continue
		}
		k := Knob{Key: prefix + f.key, Kind: kindName(f.kind, inner.Type()), Default: f.preset, Enum: f.enum, Required: f.required, Doc: f.doc}
		listed := strings.Contains(prefix, eachOf) && !f.required && (inner.CanInt() || inner.Kind() == reflect.Bool) // has a zero
		if k.Default == "" && inner.Kind() != reflect.Slice && (listed || !f.value.IsZero()) {
			k.Default = fmt.Sprint(inner.Interface())
		}
		if f.value = inner; inner.CanInt() || inner.CanFloat() {
			if b := f.bounds(); b.lowText != "" || b.highText != "" || b.malformed != "" {
				k.Range = b.String()
			}
		}
		list = append(list, k)
		if inner.Kind() == reflect.Slice && inner.Type().Elem().Kind() == reflect.Struct && k.Kind == "list of table" {
			list = append(list, knobs(k.Key+eachOf, reflect.New(inner.Type().Elem()).Elem())...)
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
	case t == edgeType:
		return "link"
	case t == victimType:
		return "node"
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
	case "text":
		return "a text"
	case "flag":
		return "true or false"
	}
	if of, ok := strings.CutPrefix(kind, "list of "); ok {
		return "a list, each " + usageOf(of)
	}
	return "a " + kind
}

// usage says how the value of f is written.
func usage(f field) string {
	t := f.value.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Slice && t.Elem() == victimType {
		return `a node "a", an instance "a-2", any one "a:any" or the one that leads "a:leader", or a list of these`
	}
	if len(f.enum) > 0 {
		words := `"` + strings.Join(f.enum, `", "`) + `"`
		if t.Kind() == reflect.Slice {
			return "a list of " + words
		}
		return "one of " + words
	}
	return usageOf(kindName(f.kind, t))
}
