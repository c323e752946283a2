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
	if f.Value.Kind() == reflect.String && f.Value.String() == "" {
		return true
	}
	return f.preset.IsValid() && f.preset.Type() == f.Value.Type() && reflect.DeepEqual(f.preset.Interface(), f.Value.Interface())
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
	case v.CanInt() && (f.Kind == "" || f.Kind == "member"):
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
