package patterns

import (
	"cmp"
	"slices"

	"wavetank/patterns/knob"
)

// Within returns an error unless a value is in its range; what is not a number
// is in none.
func Within[T cmp.Ordered](field string, got, lo, hi T) *knob.FieldError {
	if got >= lo && got <= hi {
		return nil
	}
	return knob.Wrong(field, "%v is not in %v..%v", got, lo, hi)
}

// OneOf returns an error unless a word is one of those allowed.
func OneOf(field, got string, allowed ...string) *knob.FieldError {
	if slices.Contains(allowed, got) {
		return nil
	}
	return knob.Wrong(field, "%q is not one of %q", got, allowed)
}

// Distinct returns an error if a list names something twice.
func Distinct(field string, got []string) *knob.FieldError {
	for i, word := range got {
		if slices.Contains(got[:i], word) {
			return knob.Wrong(field, "names %q twice", word)
		}
	}
	return nil
}

// EachOf returns an error unless the words of a list are of those allowed, and no
// two are the same.
func EachOf(field string, got []string, allowed ...string) *knob.FieldError {
	for _, word := range got {
		if err := OneOf(field, word, allowed...); err != nil {
			return err
		}
	}
	return Distinct(field, got)
}

// Idle returns an error if a knob was turned that nobody reads under the choices
// made. Silence would let a reader believe that it did something.
func Idle[T comparable](field string, got, preset T, read bool, why string) *knob.FieldError {
	if read || got == preset {
		return nil
	}
	return knob.Wrong(field, "has no effect %s", why)
}
