package patterns

import (
	"cmp"
	"fmt"
	"slices"
)

// Wrong returns the error of a value that a pattern cannot work with.
func Wrong(field, format string, args ...any) *FieldError {
	return &FieldError{Field: field, Msg: fmt.Sprintf(format, args...)}
}

// Within returns an error unless a value is in its range; what is not a number
// is in none.
func Within[T cmp.Ordered](field string, got, lo, hi T) *FieldError {
	if got >= lo && got <= hi {
		return nil
	}
	return Wrong(field, "%v is not in %v..%v", got, lo, hi)
}

// OneOf returns an error unless a word is one of those allowed.
func OneOf(field, got string, allowed ...string) *FieldError {
	if slices.Contains(allowed, got) {
		return nil
	}
	return Wrong(field, "%q is not one of %q", got, allowed)
}

// Idle returns an error if a knob was turned that nobody reads under the choices
// made. Silence would let a reader believe that it did something.
func Idle[T comparable](field string, got, preset T, read bool, why string) *FieldError {
	if read || got == preset {
		return nil
	}
	return Wrong(field, "has no effect %s", why)
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
