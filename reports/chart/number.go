package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// span writes seconds as people say them, in µs, ms or s.
func span(seconds float64) string { return inUnit(seconds, short) }

// precise is span with exactly three significant digits, for numbers that stand
// beside each other.
func precise(seconds float64) string { return inUnit(seconds, threeDigits) }

// percent writes a ratio with exactly three significant digits. Nothing less than all is
// written as 100 %.
func percent(ratio float64) string {
	s := threeDigits(ratio * 100)
	if s == "100" && ratio < 1 {
		s = "99.9+"
	}
	return s + " %"
}

// quantity writes a number of things: whole from a thousand on, else in three significant
// digits. A greater number is never written as a smaller one.
func quantity(v float64) string {
	switch {
	case v < 0:
		return "−" + quantity(-v)
	case v >= 999.5 && usual(v):
		return strconv.FormatFloat(math.Round(v), 'f', -1, 64)
	}
	s := threeDigits(v)
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// inUnit leaves a value just below a unit, which would be rounded up, to the
// larger one.
func inUnit(seconds float64, write func(float64) string) string {
	switch {
	case seconds == 0:
		return "0 s"
	case seconds < 0.9995e-4:
		return write(seconds*1e6) + " µs"
	case seconds < 0.9995:
		return write(seconds*1e3) + " ms"
	}
	return write(seconds) + " s"
}

// signed writes a difference with its sign.
func signed(v float64, write func(float64) string) string {
	switch {
	case v > 0:
		return "+" + write(v)
	case v < 0:
		return "−" + write(-v)
	}
	return write(v)
}

// short writes a number in at most four significant digits.
func short(v float64) string {
	s := strconv.FormatFloat(v, 'g', 4, 64)
	if f, err := strconv.ParseFloat(s, 64); err == nil && usual(f) {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return s
}

// threeDigits writes a number in three significant digits, also if they are
// zeros.
func threeDigits(v float64) string {
	if v == 0 {
		return "0"
	}
	if !usual(v) {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	f, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	if err != nil || math.Abs(f) >= 1000 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strings.TrimSuffix(fmt.Sprintf("%#.3g", v), ".")
}

// usual sizes are written without an exponent.
func usual(v float64) bool {
	v = math.Abs(v)
	return v == 0 || 1e-4 <= v && v < 1e9
}
