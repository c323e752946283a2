package knob

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"wavetank/sim"
)

// Default returns a configuration as an empty table means it. It panics for a
// default that its own field cannot hold.
func Default[C any]() C {
	var c C
	fill(reflect.ValueOf(&c).Elem())
	return c
}

// fill gives the fields of a struct their defaults.
func fill(v reflect.Value) {
	for _, f := range Fields(v) {
		switch {
		case f.Default != "":
			if err := f.assign(f.Default); err != nil {
				panic(fmt.Sprintf("knob: the default of %s in %v: %v", f.Key, v.Type(), err))
			}
		case f.Value.Kind() == reflect.Struct && !IsText(f.Value.Type()):
			fill(f.Value)
		}
	}
}

// assign gives the field the value that a text stands for.
func (f Field) assign(text string) error {
	switch v := f.Value; {
	case v.Type() == distType:
		d, err := sim.ParseDist(text, nil)
		if err != nil {
			return err
		}
		v.Set(reflect.ValueOf(d))
	case v.Kind() == reflect.String:
		v.SetString(text)
	case v.Kind() == reflect.Bool:
		v.SetBool(text == "true")
	case v.Kind() == reflect.Slice:
		v.Set(reflect.ValueOf(strings.Split(text, ",")).Convert(v.Type()))
	default:
		n, whole, err := f.Parse(text)
		if err != nil {
			return err
		}
		if v.CanInt() {
			v.SetInt(whole)
		} else {
			v.SetFloat(n)
		}
	}
	return nil
}

// IsDefault reports whether the field has the value that its absence means. An
// empty word stands for that, too.
func (f Field) IsDefault() bool {
	switch v := f.Value; v.Kind() {
	case reflect.String:
		return v.String() == f.Default || v.String() == ""
	case reflect.Slice:
		var words []string
		for i := range v.Len() {
			words = append(words, fmt.Sprint(v.Index(i).Interface()))
		}
		return strings.Join(words, ",") == f.Default
	case reflect.Bool:
		return v.Bool() == (f.Default == "true")
	case reflect.Interface:
		d, err := sim.ParseDist(f.Default, nil)
		return err == nil && reflect.DeepEqual(v.Interface(), d)
	}
	n, whole, err := f.Parse(f.Default)
	switch {
	case err != nil:
		return false
	case f.Value.CanFloat():
		return f.Value.Float() == n
	}
	return f.Value.CanInt() && f.Value.Int() == whole
}

// Preset returns the default as the TOML library would return it.
func (f Field) Preset() any {
	switch v := f.Value; {
	case v.Type() == durationType:
	case v.Kind() == reflect.Slice:
		var words []any
		for word := range strings.SplitSeq(f.Default, ",") {
			words = append(words, word)
		}
		return words
	case v.Kind() == reflect.Bool:
		return f.Default == "true"
	case v.CanInt() && f.Kind == "":
		if n, err := strconv.ParseInt(f.Default, 10, 64); err == nil {
			return n
		}
	case v.CanFloat() && (f.Kind == "" || f.Kind == "factor"):
		if n, err := strconv.ParseFloat(f.Default, 64); err == nil {
			return n
		}
	}
	return f.Default
}
