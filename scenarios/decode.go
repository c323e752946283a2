package scenarios

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// A field is one key that a struct accepts, as its tags describe it:
//
//	toml:"key"                 the key; a field without it is not read
//	kind:"ratio"               how a number is written: ratio, rate, size, bandwidth, ppm or factor;
//	                           what a text names: a route ("bank.charge"), an own route, which is of a
//	                           node that the pattern lies on, or a pattern of the scenario
//	range:"1..10"              what is allowed; either end may be open, > excludes it
//	enum:"a,b"                 the words allowed
//	default:"5s"               what an absent key means, as a file would write it
//	required:"true"            the key must be there
//	doc:"…"                    one line for describe
//
// A struct embedded without a tag lends its keys to the one around it.
type field struct {
	key, kind, span, preset, doc string
	enum                         []string
	required                     bool
	value                        reflect.Value
}

// fieldsOf returns the fields of the struct v in the order of its declaration.
func fieldsOf(v reflect.Value) []field {
	var fields []field
	for i := range v.NumField() {
		f := v.Type().Field(i)
		key := f.Tag.Get("toml")
		if key == "" && f.Anonymous && f.Type.Kind() == reflect.Struct {
			fields = append(fields, fieldsOf(v.Field(i))...)
			continue
		}
		if key == "" || key == "-" || !f.IsExported() {
			continue
		}
		one := field{
			key: key, kind: f.Tag.Get("kind"), span: f.Tag.Get("range"),
			preset: f.Tag.Get("default"), doc: f.Tag.Get("doc"),
			required: f.Tag.Get("required") == "true", value: v.Field(i),
		}
		if words := f.Tag.Get("enum"); words != "" {
			one.enum = strings.Split(words, ",")
		}
		fields = append(fields, one)
	}
	return fields
}

// table reads the table at c into dests, which are pointers to structs. Keys in
// others are left to the caller; any other key is a mistake.
func (r *reader) table(c document.Value, dests []any, others ...string) bool {
	before := r.Complaints()
	if !c.IsTable() {
		r.Mistyped(c, "a table")
		return false
	}
	var fields []field
	for _, dest := range dests {
		fields = append(fields, fieldsOf(reflect.ValueOf(dest).Elem())...)
	}
	known := make(map[string]bool)
	words := others
	for _, key := range others {
		known[key] = true
	}
	for _, f := range fields {
		if known[f.key] {
			continue
		}
		known[f.key] = true
		words = append(words[:len(words):len(words)], f.key)
		r.field(c, f)
	}
	for _, key := range c.Keys() {
		if !known[key] {
			r.Complain(c.Of(key).KeyAt(), "unknown key %q%s", key, c.In()).OneOf(key, words)
		}
	}
	return r.Complaints() == before
}

// field reads the value of one key, or puts its default in place.
func (r *reader) field(c document.Value, f field) {
	if v, ok := c.Get(f.key); ok {
		r.value(v, f, f.value)
		return
	}
	switch {
	case f.required:
		r.Complain(c.KeyAt(), "%q is missing%s", f.key, c.In()).Allow("%s", usage(f))
	case f.preset != "" && f.value.IsZero():
		r.value(c.With(presetValue(f)), f, f.value)
	case f.preset == "" && f.value.Kind() == reflect.Struct:
		for _, inner := range fieldsOf(f.value) {
			inner.required = false
			r.field(c.With(map[string]any{}), inner)
		}
	}
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	distType     = reflect.TypeFor[sim.Dist]()
	edgeType     = reflect.TypeFor[Edge]()
	victimType   = reflect.TypeFor[fault.Victim]()
)

// value reads the value at c into v, which f describes.
func (r *reader) value(c document.Value, f field, v reflect.Value) {
	switch f.kind {
	case "route", "own route", "pattern":
		if v.Kind() == reflect.String {
			r.reference(c, f, v)
			return
		}
	}
	switch v.Type() {
	case durationType, distType, edgeType, victimType:
		r.text(c, f, v)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		before := r.Complaints()
		fresh := reflect.New(v.Type().Elem())
		f.value = fresh.Elem()
		if r.value(c, f, f.value); r.Complaints() == before {
			v.Set(fresh)
		}
	case reflect.Struct:
		r.table(c, []any{v.Addr().Interface()})
	case reflect.Slice:
		r.slice(c, f, v)
	case reflect.String:
		r.text(c, f, v)
	case reflect.Bool:
		if b, ok := c.Val.(bool); ok {
			v.SetBool(b)
		} else {
			r.Mistyped(c, usage(f))
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		if _, isText := c.Val.(string); isText && f.kind != "" && f.kind != "factor" {
			r.text(c, f, v)
			return
		}
		r.number(c, f, v)
	default:
		r.Complain(c.KeyAt(), "%q cannot be set from a file", f.key)
	}
}

// reference reads the name of a route or of a pattern, which must exist.
func (r *reader) reference(c document.Value, f field, v reflect.Value) {
	text, ok := c.Val.(string)
	if !ok {
		r.Mistyped(c, usage(f))
		return
	}
	switch {
	case text == "":
	case f.kind == "route", f.kind == "own route":
		r.checkTarget(c, text)
	case !slices.Contains(r.names.patterns, text):
		r.Complain(c.At(), "there is no pattern %q", text).OneOf(text, r.names.patterns)
	}
	v.SetString(text)
}

// slice reads an array. Names of nodes and edges may also stand alone.
func (r *reader) slice(c document.Value, f field, v reflect.Value) {
	items, ok := c.List()
	elem := v.Type().Elem()
	if _, isText := c.Val.(string); isText && (elem == edgeType || elem == victimType) {
		items, ok = []document.Value{c}, true
	}
	if !ok {
		r.Mistyped(c, usage(f))
		return
	}
	list := reflect.MakeSlice(v.Type(), len(items), len(items))
	f.value = reflect.New(elem).Elem()
	for i, item := range items {
		r.value(item, f, list.Index(i))
	}
	v.Set(list)
}

// number reads an integer or a float that is not written as text.
func (r *reader) number(c document.Value, f field, v reflect.Value) {
	if f.kind == "rate" || f.kind == "size" || f.kind == "bandwidth" || f.kind == "ppm" {
		r.Mistyped(c, usage(f))
		return
	}
	isFloat := v.CanFloat()
	var n float64
	switch x := c.Val.(type) {
	case int64:
		if !isFloat && v.OverflowInt(x) {
			r.outside(c, f)
			return
		}
		n = float64(x)
		if !isFloat {
			v.SetInt(x)
		}
	case float64:
		if !isFloat {
			r.Mistyped(c, usage(f))
			return
		}
		n = x
	default:
		r.Mistyped(c, usage(f))
		return
	}
	if math.IsNaN(n) || math.IsInf(n, 0) {
		r.Complain(c.At(), "%q is %v: it must be a finite number", f.key, n).Allow("%s", usage(f))
		return
	}
	if isFloat {
		v.SetFloat(n)
	}
	if !f.holds(n) {
		r.outside(c, f)
	}
}

// outside complains that the value at c is out of its range.
func (r *reader) outside(c document.Value, f field) {
	r.Complain(c.At(), "%q is out of range: %v", f.key, c.Val).Allow("%s", f.bounds().String())
}
