package knob

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A FieldError is a value of a configuration that cannot work. Field is the key
// as a file writes it, dotted for a key of a table within; an element of a list
// has its number, from 1.
type FieldError struct {
	Field string
	Msg   string
	Right string // what may stand there; "" if the message or the tags say it
}

// Instead says what may stand there, in the place of a value that cannot work. Durations
// are written as a file does. Of no error it says nothing.
func (e *FieldError) Instead(format string, args ...any) *FieldError {
	if e == nil {
		return nil
	}
	for i, arg := range args {
		if d, ok := arg.(time.Duration); ok {
			args[i] = Brief(d)
		}
	}
	e.Right = fmt.Sprintf(format, args...)
	return e
}

// Error returns the key and what is wrong with its value.
func (e *FieldError) Error() string { return e.Field + ": " + e.Msg }

// Check returns a *FieldError for the first value that the struct behind the
// pointer config must not have: out of its range, no word that is allowed, turned
// although nothing reads it. What takes two keys to judge is up to the struct's
// own Validate, if it has one, which comes last.
func Check(config any) error {
	if err := checkStruct("", reflect.ValueOf(config).Elem()); err != nil {
		return err
	}
	if c, ok := config.(interface{ Validate() error }); ok {
		return c.Validate()
	}
	return nil
}

// checkStruct checks the values of a struct first, then what they mean to each
// other.
func checkStruct(prefix string, v reflect.Value) *FieldError {
	fields := Fields(v)
	for _, f := range fields {
		if err := f.check(prefix); err != nil {
			return err
		}
	}
	for _, f := range fields {
		if f.turned() && !f.Only.Holds(fields) {
			why, _ := f.Idle(fields)
			return Wrong(prefix+f.Key, "has no effect%s", why)
		}
		if f.OneOf == "" {
			continue
		}
		var given []string
		for _, other := range fields {
			if other.OneOf == f.OneOf && other.set() {
				given = append(given, other.Key)
			}
		}
		if len(given) != 1 {
			return Wrong(prefix+f.Key, "exactly one of %s must be set, not %d", strings.Join(Group(fields, f.OneOf), ", "), len(given))
		}
	}
	return nil
}

// Group returns the keys of an exclusive group.
func Group(fields []Field, name string) []string {
	var keys []string
	for _, f := range fields {
		if f.OneOf == name {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

func (f Field) check(prefix string) *FieldError {
	if f.absent() {
		switch {
		case f.Required && !f.Value.CanInt() && !f.Value.CanFloat():
			return Wrong(prefix+f.Key, "is missing")
		case f.Default == "", f.Value.Kind() == reflect.Slice:
			return nil
		}
	}
	v := f.Value
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	f.Value = v
	switch {
	case IsText(v.Type()):
		return nil
	case v.Kind() == reflect.Struct:
		return checkStruct(prefix+f.Key+".", v)
	case v.Kind() == reflect.Slice:
		return f.checkList(prefix)
	case v.Kind() == reflect.String && len(f.Enum) > 0 && !slices.Contains(f.Enum, v.String()):
		return Wrong(prefix+f.Key, "%q is not one of %q", v.String(), f.Enum)
	case (v.CanInt() || v.CanFloat()) && !f.Holds(f.number()):
		return Wrong(prefix+f.Key, "%v is not in %s", v.Interface(), f.span())
	}
	return nil
}

// checkList checks the elements of a list. No word of a few, and no pattern, is
// named twice.
func (f Field) checkList(prefix string) *FieldError {
	list := f.Value
	for i := range list.Len() {
		x := list.Index(i)
		switch {
		case x.Kind() == reflect.Struct && !IsText(x.Type()):
			if err := checkStruct(prefix+f.Key+"."+strconv.Itoa(i+1)+".", x); err != nil {
				return err
			}
		case x.Kind() != reflect.String:
		case len(f.Enum) > 0 && !slices.Contains(f.Enum, x.String()):
			return Wrong(prefix+f.Key, "%q is not one of %q", x.String(), f.Enum)
		case len(f.Enum) > 0 || f.Kind == "pattern":
			for k := range i {
				if list.Index(k).String() == x.String() {
					return Wrong(prefix+f.Key, "names %q twice", x.String())
				}
			}
		}
	}
	return nil
}

// Wrong returns the error of a value that cannot work.
func Wrong(field, format string, args ...any) *FieldError {
	return &FieldError{Field: field, Msg: fmt.Sprintf(format, args...)}
}

// If returns Wrong if a value is.
func If(wrong bool, field, format string, args ...any) *FieldError {
	if !wrong {
		return nil
	}
	return Wrong(field, format, args...)
}

// First returns the first error that is one, for a Validate.
func First(found ...*FieldError) error {
	for _, err := range found {
		if err != nil {
			return err
		}
	}
	return nil
}
