package scenarios

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// text reads a value that is written as text.
func (r *reader) text(c cursor, f field, v reflect.Value) {
	text, ok := c.val.(string)
	if !ok {
		if n, bare := c.val.(int64); bare && v.Type() == durationType {
			r.mistyped(c, fmt.Sprintf(`a duration with its unit, such as "%ds"`, n))
			return
		}
		r.mistyped(c, usage(f))
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
		if len(f.enum) > 0 && !contains(f.enum, text) {
			r.add(c.at.value, "%q cannot be %q", f.key, text).oneOf(text, f.enum)
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
func (r *reader) refuse(c cursor, err error, usage string) {
	offset := c.at.value
	text, _ := c.val.(string)
	if n, ok := errorInt(err, "Offset"); ok && c.at.text >= 0 && n > 0 && n <= len(text) {
		offset = c.at.text + n
	}
	r.add(offset, "%s", err).allow("%s", usage)
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

// describe names a value for a message.
func describe(val any) string {
	switch v := val.(type) {
	case string:
		if len(v) > 60 {
			v = v[:57] + "..."
		}
		return fmt.Sprintf("the text %q", v)
	case int64:
		return fmt.Sprintf("the number %d", v)
	case float64:
		return fmt.Sprintf("the number %v", v)
	case bool:
		return strconv.FormatBool(v)
	case time.Time:
		return "a date"
	case []any, []map[string]any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return fmt.Sprintf("%v", val)
}

func contains(words []string, word string) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

// errorInt returns the int field of that name in err or in what it wraps.
func errorInt(err error, name string) (int, bool) {
	v, ok := errorField(err, name)
	if !ok || !v.CanInt() {
		return 0, false
	}
	return int(v.Int()), true
}

// errorText returns the string field of that name in err or in what it wraps.
func errorText(err error, name string) (string, bool) {
	v, ok := errorField(err, name)
	if !ok || v.Kind() != reflect.String {
		return "", false
	}
	return v.String(), true
}

// errorField looks for an exported field in a chain of errors. It goes by the
// name, so that a pattern need not import this package to point at its key.
func errorField(err error, name string) (reflect.Value, bool) {
	for err != nil {
		v := reflect.ValueOf(err)
		if v.Kind() == reflect.Pointer && !v.IsNil() {
			v = v.Elem()
		}
		if v.Kind() == reflect.Struct {
			if f, ok := v.Type().FieldByName(name); ok && f.IsExported() && len(f.Index) == 1 {
				return v.FieldByIndex(f.Index), true
			}
		}
		wrapped, ok := err.(interface{ Unwrap() error })
		if !ok {
			break
		}
		err = wrapped.Unwrap()
	}
	return reflect.Value{}, false
}
