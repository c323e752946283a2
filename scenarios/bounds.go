package scenarios

import (
	"math"
	"strings"
)

// A bounds is a range of numbers. An end that is not set is infinite.
type bounds struct {
	low, high         float64
	lowText, highText string // as the tag writes them; "" if not set
	above, below      bool   // the end itself is excluded
	malformed         string // the tag, if it cannot be read
}

// bounds returns what f allows: what its range tag says; otherwise durations
// are not negative, ratios lie between 0 and 1, and factors between a thousandth
// and a million.
func (f field) bounds() bounds {
	span := f.span
	switch {
	case span != "":
	case f.value.Type() == durationType:
		span = "0s.."
	case f.kind == "ratio":
		span = "0%..100%"
	case f.kind == "factor":
		span = "0.001..1000000"
	default:
		span = ".."
	}
	b := bounds{low: math.Inf(-1), high: math.Inf(1)}
	low, high, ok := strings.Cut(span, "..")
	low, b.above = strings.CutPrefix(low, ">")
	high, b.below = strings.CutPrefix(high, "<")
	b.lowText, b.highText = low, high
	var lowErr, highErr error
	if low != "" {
		b.low, _, lowErr = f.parse(low)
	}
	if high != "" {
		b.high, _, highErr = f.parse(high)
	}
	if !ok || lowErr != nil || highErr != nil {
		b.malformed = span
	}
	return b
}

// holds reports whether n is within what f allows. A malformed tag allows
// nothing.
func (f field) holds(n float64) bool {
	b := f.bounds()
	switch {
	case b.malformed != "":
		return false
	case b.above && n <= b.low, b.below && n >= b.high:
		return false
	}
	return n >= b.low && n <= b.high
}

// String says what b allows.
func (b bounds) String() string {
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
