package knob

import (
	"math"
	"strings"
)

// Bounds is a range of numbers. An end that is not set is infinite.
type Bounds struct {
	low, high         float64
	lowText, highText string // as the tag writes them; "" if not set
	above, below      bool   // the end itself is excluded
	malformed         string // the tag, if it cannot be read
}

// span returns what the range tag says; without one, durations are not negative,
// ratios lie between 0 and 1, and factors between a thousandth and a million.
func (f Field) span() string {
	switch {
	case f.Range != "":
		return f.Range
	case f.Value.Type() == durationType:
		return "0s.."
	case f.Kind == "ratio":
		return "0%..100%"
	case f.Kind == "factor":
		return "0.001..1000000"
	}
	return ".."
}

// Bounds returns what the field allows.
func (f Field) Bounds() Bounds {
	if f.bounds != nil {
		return *f.bounds
	}
	span := f.span()
	b := Bounds{low: math.Inf(-1), high: math.Inf(1)}
	low, high, ok := strings.Cut(span, "..")
	low, b.above = strings.CutPrefix(low, ">")
	high, b.below = strings.CutPrefix(high, "<")
	b.lowText, b.highText = low, high
	var lowErr, highErr error
	if low != "" {
		b.low, _, lowErr = f.Parse(low)
	}
	if high != "" {
		b.high, _, highErr = f.Parse(high)
	}
	if !ok || lowErr != nil || highErr != nil {
		b.malformed = span
	}
	return b
}

// Holds reports whether n is within what the field allows. A malformed tag allows
// nothing, and what is not a number is allowed nowhere.
func (f Field) Holds(n float64) bool {
	b := f.Bounds()
	switch {
	case b.malformed != "":
		return false
	case b.above && n <= b.low, b.below && n >= b.high:
		return false
	}
	return n >= b.low && n <= b.high
}

// HoldsExactly is Holds of a whole number, which may lie just beyond a bound and be rounded
// onto it.
func (f Field) HoldsExactly(n int64) bool {
	b, near := f.Bounds(), float64(n)
	const exact = 1 << 62 // bounds below are whole numbers, as int64 too
	return f.Holds(near) && !(near == b.high && near < exact && n > int64(b.high)) && !(near == b.low && near > -exact && n < int64(b.low))
}

func (f Field) number() float64 {
	if f.Value.CanInt() {
		return float64(f.Value.Int())
	}
	return f.Value.Float()
}

// String says what the bounds allow; "any number" if there are none.
func (b Bounds) String() string {
	low, high := b.lowText+" or more", b.highText+" at most"
	if b.above {
		low = "more than " + b.lowText
	}
	if b.below {
		high = "less than " + b.highText
	}
	switch {
	case b.malformed != "":
		return "nothing, because the range tag " + b.malformed + " is malformed"
	case b.lowText != "" && b.highText != "" && !b.above && !b.below:
		return b.lowText + " to " + b.highText
	case b.lowText != "" && b.highText != "":
		return low + ", " + high
	case b.lowText != "":
		return low
	case b.highText != "":
		return high
	}
	return "any number"
}
