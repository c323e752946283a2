package scenarios

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// text reads a value that is written as text.
func (r *reader) text(c document.Value, f field, v reflect.Value) {
	text, ok := c.Val.(string)
	if !ok {
		if n, bare := c.Val.(int64); bare && v.Type() == durationType {
			r.Mistyped(c, fmt.Sprintf(`a duration with its unit, such as "%ds"`, n))
			return
		}
		r.Mistyped(c, usage(f))
		return
	}
	switch v.Type() {
	case distType:
		if d, err := sim.ParseDist(text, r.open); err != nil {
			r.refuse(c, err, usage(f))
		} else {
			v.Set(reflect.ValueOf(d))
		}
		return
	case edgeType:
		if e, err := parseEdge(text); err != nil {
			r.refuse(c, err, usage(f))
		} else {
			v.Set(reflect.ValueOf(e))
		}
		return
	case victimType:
		v.Set(reflect.ValueOf(fault.ParseVictim(text)))
		return
	}
	if v.Kind() == reflect.String {
		if len(f.enum) > 0 && !slices.Contains(f.enum, text) {
			r.Complain(c.At(), "%q cannot be %q", f.key, text).OneOf(text, f.enum)
			return
		}
		v.SetString(text)
		return
	}
	n, exact, err := f.parse(text)
	switch {
	case err != nil:
		r.refuse(c, err, usage(f))
	case !f.holds(n):
		r.outside(c, f)
	case v.CanFloat():
		v.SetFloat(n)
	case v.OverflowInt(exact):
		r.outside(c, f)
	default:
		v.SetInt(exact)
	}
}

// refuse complains about a text, at the character that its error names.
func (r *reader) refuse(c document.Value, err error, usage string) {
	offset := 0
	if wrong := (*sim.ParseError)(nil); errors.As(err, &wrong) {
		offset = wrong.Offset
	}
	r.Refuse(c, err, offset, usage)
}

// parse reads the number that f's kind writes as text. Durations are in
// nanoseconds, drift is in parts per million. Whole is the number again where it
// is an integer, and free of rounding.
func (f field) parse(text string) (n float64, whole int64, err error) {
	switch {
	case f.value.Type() == durationType:
		var d time.Duration
		d, err = parseDuration(text)
		return float64(d), int64(d), err
	case f.kind == "size":
		whole, err = sim.ParseSize(text)
		return float64(whole), whole, err
	case f.kind == "ratio":
		n, err = sim.ParseRatio(text)
	case f.kind == "rate":
		n, err = sim.ParseRate(text)
	case f.kind == "bandwidth":
		n, err = sim.ParseBandwidth(text)
	case f.kind == "ppm":
		n, err = parsePPM(text)
	default:
		n, err = strconv.ParseFloat(text, 64)
	}
	return n, int64(n), err
}

// parseDuration reads a duration that may be negative.
func parseDuration(text string) (time.Duration, error) {
	positive, negative := strings.CutPrefix(text, "-")
	if strings.HasPrefix(positive, "-") {
		return 0, &sim.ParseError{Msg: fmt.Sprintf("%q is not a duration", text)}
	}
	d, err := sim.ParseDuration(positive)
	if negative {
		d = -d
	}
	return d, err
}

// parsePPM reads a signed number of parts per million, as in "-200ppm".
func parsePPM(text string) (float64, error) {
	digits, ok := strings.CutSuffix(text, "ppm")
	n, err := strconv.ParseFloat(digits, 64)
	if !ok || err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, &sim.ParseError{Msg: fmt.Sprintf(`%q is not a drift: write it as in "200ppm" or "-15ppm"`, text)}
	}
	return n, nil
}

// presetValue returns the default of f as the TOML library would return it.
func presetValue(f field) any {
	switch v := f.value; {
	case v.Type() == durationType:
	case v.Kind() == reflect.Slice:
		var words []any
		for word := range strings.SplitSeq(f.preset, ",") {
			words = append(words, word)
		}
		return words
	case v.Kind() == reflect.Bool:
		return f.preset == "true"
	case v.CanInt() && f.kind == "":
		n, err := strconv.ParseInt(f.preset, 10, 64)
		if err == nil {
			return n
		}
	case v.CanFloat() && (f.kind == "" || f.kind == "factor"):
		n, err := strconv.ParseFloat(f.preset, 64)
		if err == nil {
			return n
		}
	}
	return f.preset
}

// brief returns d without the zeros that time.Duration prints: "1m", not "1m0s".
func brief(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
