package knob

import (
	"fmt"
	"reflect"
	"slices"
)

// Sound returns an error for the first tag of the struct behind the pointer config
// that cannot be read, or speaks of what there is not. It is for tests: whoever
// writes a tag finds out there.
func Sound(config any) error { return sound(reflect.ValueOf(config).Elem()) }

func sound(v reflect.Value) error {
	fields := Fields(v)
	for _, f := range fields {
		if err := f.sound(fields); err != nil {
			return fmt.Errorf("%s of %v: %w", f.Key, v.Type(), err)
		}
		t := f.Value.Type()
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() == reflect.Struct && !IsText(t) {
			if err := sound(reflect.New(t).Elem()); err != nil {
				return err
			}
		}
	}
	return nil
}

// sound checks the tags of one field, which is one of fields.
func (f Field) sound(fields []Field) error {
	if t := f.Value.Type(); t.Kind() == reflect.Pointer {
		f.Value = reflect.New(t.Elem()).Elem()
	}
	if f.Value.CanInt() || f.Value.CanFloat() {
		if b := f.Bounds(); b.malformed != "" {
			return fmt.Errorf("the range %s is malformed", b.malformed)
		}
	}
	if f.Default != "" {
		f.Value = reflect.New(f.Value.Type()).Elem()
		if err := f.assign(f.Default); err != nil {
			return fmt.Errorf("its default: %w", err)
		}
		if err := f.check(""); err != nil {
			return fmt.Errorf("its default: %w", err)
		}
	}
	for _, clauses := range f.Only {
		for _, x := range clauses {
			other := named(fields, x.Key)
			for _, word := range x.Words {
				if x.Op == "=" || x.Op == "!=" {
					if len(other.Enum) > 0 && !slices.Contains(other.Enum, word) {
						return fmt.Errorf("its condition: %s is never %q", x.Key, word)
					}
				} else if _, _, err := other.Parse(word); err != nil {
					return fmt.Errorf("its condition on %s: %w", x.Key, err)
				}
			}
		}
	}
	return nil
}
