package knob

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"wavetank/sim"
)

// A kind is a way of writing a value.
type kind struct {
	usage string                        // with an example
	form  string                        // of the text, as a regular expression; "" is any
	unit  string                        // behind the digits of what is always a text
	parse func(string) (float64, error) // what is not whole; nil is as Go does
	whole func(string) (int64, error)   // free of rounding
}

// The forms of what is written as text.
const (
	numberForm   = ` *([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)? *`
	durationForm = `(0|([0-9.]+(ns|us|µs|ms|s|m|h))+)`
	distForm     = `^ *(` + durationForm + `( *[+].*)?|(const|uniform|exp|normal|lognormal|erlang|hyperexp|pareto|gamma|weibull|mix|csv) .*|[(].*)$`
)

// kindOf returns the kind of that name.
func kindOf(name string) kind {
	switch name {
	case "duration":
		return kind{usage: `a duration such as "20s"`, form: `^-?` + durationForm + `$`, whole: nanoseconds}
	case "distribution":
		return kind{usage: `a distribution such as "20ms" or "exp 20ms"`, form: distForm}
	case "ratio":
		return kind{usage: `a ratio such as "5%" or 0.05`, form: `^` + numberForm + `(% *|/` + numberForm + `)?$`, parse: sim.ParseRatio}
	case "rate":
		return kind{usage: `a rate such as "200/s"`, form: `^` + numberForm + `/ *([0-9.]*(ns|us|µs|ms|s|min|m|h))+ *$`, unit: "/s", parse: sim.ParseRate}
	case "size":
		return kind{usage: `a size such as "64KB"`, form: `^(0|` + numberForm + `[kKMGT]?i?B)$`, unit: "B", whole: sim.ParseSize}
	case "bandwidth":
		return kind{usage: `a bandwidth such as "10MB/s"`, form: `^` + numberForm + `[kKMGT]?i?(B|bit)/s$`, unit: "B/s", parse: sim.ParseBandwidth}
	case "drift":
		return kind{usage: `a drift such as "200ppm"`, form: `^[-+]?` + numberForm + `ppm$`, unit: "ppm", parse: ParseDrift}
	case "link":
		return kind{usage: `a link such as "a -> b"`}
	case "node":
		return kind{usage: `a node such as "a"`}
	case "list of node":
		return kind{usage: `a node "a", an instance "a-2", any one "a:any" or the one that leads "a:leader", or a list of these`}
	case "route":
		return kind{usage: `a route such as "bank.charge"`}
	case "own route":
		return kind{usage: `a route such as "bank.charge", of a node that the pattern lies on`}
	case "pattern":
		return kind{usage: `the name of a table [patterns.NAME]`}
	case "factor", "number":
		return kind{usage: "a number such as 2.5"}
	case "integer":
		return kind{usage: "a whole number"}
	case "member":
		return kind{usage: "the number of a member, the first being 1"}
	case "text", "region", "fact", "variant", "end", "fault":
		return kind{usage: "a text"}
	case "flag":
		return kind{usage: "true or false"}
	}
	if of, ok := strings.CutPrefix(name, "list of "); ok {
		return kind{usage: "a list, each " + kindOf(of).usage}
	}
	return kind{usage: "a " + name}
}

// kindName names what a file writes for a field.
func kindName(kind string, t reflect.Type) string {
	switch {
	case t == durationType:
		return "duration"
	case t == distType:
		return "distribution"
	case IsText(t):
		return reflect.Zero(t).Interface().(Text).Kind()
	case t.Kind() == reflect.Slice:
		return "list of " + kindName(kind, t.Elem())
	case kind != "":
		return kind
	}
	switch t.Kind() {
	case reflect.Struct:
		return "table"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "flag"
	case reflect.Float32, reflect.Float64:
		return "number"
	}
	return "integer"
}

// KindName names what a file writes for the field.
func (f Field) KindName() string {
	t := f.Value.Type()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return kindName(f.Kind, t)
}

// Usage says how the value of the field is written.
func (f Field) Usage() string {
	name := f.KindName()
	if len(f.Enum) == 0 {
		return kindOf(name).usage
	}
	words := `"` + strings.Join(f.Enum, `", "`) + `"`
	if strings.HasPrefix(name, "list of ") {
		return "a list of " + words
	}
	return "one of " + words
}

// Unit returns the unit of a number that is always written as a text, or "".
func (f Field) Unit() string { return kindOf(f.Kind).unit }

// Parse reads the number that the field's kind writes as text. Durations are in
// nanoseconds, drift is in parts per million. Whole is the number again where it
// is an integer, and free of rounding.
func (f Field) Parse(text string) (n float64, whole int64, err error) {
	k := kindOf(f.KindName())
	switch {
	case k.whole != nil:
		whole, err = k.whole(text)
		return float64(whole), whole, err
	case k.parse != nil:
		n, err = k.parse(text)
	default:
		n, err = strconv.ParseFloat(text, 64)
	}
	return n, int64(n), err
}

func nanoseconds(text string) (int64, error) {
	d, err := ParseDuration(text)
	return int64(d), err
}

// ParseDuration reads a duration that may be negative.
func ParseDuration(text string) (time.Duration, error) {
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

// ParseDrift reads a signed number of parts per million, as in "-200ppm".
func ParseDrift(text string) (float64, error) {
	digits, ok := strings.CutSuffix(text, "ppm")
	n, err := strconv.ParseFloat(digits, 64)
	if !ok || err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, &sim.ParseError{Msg: fmt.Sprintf(`%q is not a drift: write it as in "200ppm" or "-15ppm"`, text)}
	}
	return n, nil
}
