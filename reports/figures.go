package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A scale is how numbers of about one size are written: with the same unit and
// the same decimals.
type scale struct {
	factor   float64
	suffix   string
	decimals int
}

// scale returns the scale that gives a number three digits, and a share two.
func (u unit) scale(size float64) scale {
	s := scale{factor: 1}
	size = math.Abs(size)
	switch {
	case u.seconds == 1 && size >= 0.9995 || u.seconds == 1 && size == 0:
		s.suffix = " s"
	case u.seconds == 1 && size >= 0.9995e-3:
		s.factor, s.suffix = 1e3, " ms"
	case u.seconds == 1:
		s.factor, s.suffix = 1e6, " µs"
	case u.seconds == -1:
		s.suffix = "/s"
	case u.share:
		s.factor, s.suffix = 100, " %"
	}
	x := size * s.factor
	switch {
	case x == 0 || x >= 99.95 || math.IsInf(x, 0) || u.count && x == math.Floor(x):
	case x >= 9.995:
		s.decimals = 1
	case x >= 0.9995:
		s.decimals = 2
	default:
		for s.decimals = 3; s.decimals < 9 && x < 0.09995; s.decimals++ {
			x *= 10
		}
	}
	if u.share && s.decimals > 1 {
		s.decimals--
	}
	return s
}

// number writes x without its unit, with commas between thousands.
func (s scale) number(x float64) string {
	switch {
	case math.IsNaN(x):
		return missing
	case math.IsInf(x, 1):
		return "∞"
	case math.IsInf(x, -1):
		return "-∞"
	}
	text := strconv.FormatFloat(math.Abs(x)*s.factor, 'f', s.decimals, 64)
	whole, part, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if part != "" {
		whole += "." + part
	}
	if x < 0 && strings.Trim(text, "0.") != "" {
		return "-" + whole
	}
	return whole
}

// missing stands where a number is undefined.
const missing = "–"

func (u unit) figure(x float64) string {
	s := u.scale(x)
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return s.number(x)
	}
	return s.number(x) + s.suffix
}

// gap writes a difference, of shares in points.
func (u unit) gap(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return u.scale(x).number(x)
	}
	s := u.gapScale(x)
	return s.number(x) + s.suffix
}

func (u unit) gapScale(size float64) scale {
	s := u.scale(size)
	if u.share {
		s.suffix = " points"
	}
	return s
}

// gaps writes the interval of a difference, if there is one.
func (u unit) gaps(i Interval) string {
	if i.Open() {
		return missing
	}
	size := 0.0
	for _, end := range []float64{i.Low, i.High} {
		if !math.IsInf(end, 0) {
			size = max(size, math.Abs(end))
		}
	}
	s := u.gapScale(size)
	if i.Low == i.High && math.IsInf(i.Low, 0) {
		return s.number(i.Low) // infinity needs no unit, and no other end
	}
	return s.span(i.Low, i.High) + s.suffix
}

// span writes two numbers as the ends of an interval.
func (s scale) span(low, high float64) string {
	if low < 0 || math.IsInf(high, 0) {
		return s.number(low) + " to " + s.number(high)
	}
	return s.number(low) + "–" + s.number(high)
}

// CountOf writes a number of things, the word being its singular: "1 seed", "20
// seeds".
func CountOf(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%s %ss", whole(int64(n)), thing)
}

// whole writes an integer with commas between thousands.
func whole(n int64) string { return scale{factor: 1}.number(float64(n)) }
