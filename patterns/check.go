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

// Distinct returns an error if a list names something twice.
func Distinct(field string, got []string) *FieldError {
	for i, word := range got {
		if slices.Contains(got[:i], word) {
			return Wrong(field, "names %q twice", word)
		}
	}
	return nil
}

// EachOf returns an error unless the words of a list are of those allowed, and no
// two are the same.
func EachOf(field string, got []string, allowed ...string) *FieldError {
	for _, word := range got {
		if err := OneOf(field, word, allowed...); err != nil {
			return err
		}
	}
	return Distinct(field, got)
}

// If returns Wrong if a value is.
func If(wrong bool, field, format string, args ...any) *FieldError {
	if !wrong {
		return nil
	}
	return Wrong(field, format, args...)
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
