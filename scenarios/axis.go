package scenarios

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"wavetank/reports"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// axisForm is what an axis looks like.
const axisForm = "KEY=VALUE,VALUE,… such as patterns.breaker.failure_rate=10%,30%,50%, or a range such as KEY=10%..90%/9 or KEY=1ms..1s log 7"

// ParseAxis reads "KEY=VALUE,VALUE,…", where a VALUE may be a range: "FROM..TO/N" is N
// values from one to the other with equal distances, "FROM..TO log N" with equal ratios,
// and "FROM..TO" each whole number. Commas within quotes or brackets belong to a value.
// Numbers are sorted. No value may stand there twice, nor may the key be one that no run
// depends on.
func ParseAxis(text string) (reports.Axis, error) {
	key, list, ok := cutOutside(text, '=')
	a := reports.Axis{Key: strings.TrimSpace(key)}
	if !ok {
		return a, fmt.Errorf("%q is not %s", text, axisForm)
	}
	for ok {
		var value string
		value, list, ok = cutOutside(list, ',')
		if value = strings.TrimSpace(value); value == "" {
			return a, fmt.Errorf("%q holds an empty value", text)
		}
		values, log, err := rangeOf(value)
		if err != nil {
			return a, err
		}
		a.Values, a.Log = append(a.Values, values...), a.Log || log
	}
	if err := matters(a.Key); err != nil {
		return a, err
	}
	for i, v := range a.Values {
		for _, w := range a.Values[:i] {
			if same(v, w) {
				return a, fmt.Errorf("%s=%s: the value stands there twice (%s)", a.Key, v, w)
			}
		}
	}
	sortNumbers(a.Values)
	return a, nil
}

// matters complains about a key on which no run depends.
func matters(key string) error {
	parts, err := language.ParseKey(key)
	if err != nil {
		return err
	}
	if slices.Contains([]string{"title", "seeds", "seed", "expect", "invariant", "storm"}, parts[0]) {
		return fmt.Errorf("no run depends on %s: there is nothing to sweep", parts[0])
	}
	return nil
}

// sortNumbers puts values that are numbers of one unit in their order, as neighbours and
// ends mean something then; those that fall all the way stay.
func sortNumbers(values []string) {
	_, first, _ := quantity(values[0])
	for _, v := range values {
		if _, u, ok := quantity(v); !ok || u.kind != first.kind {
			return
		}
	}
	if !slices.IsSortedFunc(values, func(v, w string) int { return rising(w, v) }) {
		slices.SortFunc(values, rising)
	}
}

// rising compares two values that are numbers of one unit.
func rising(v, w string) int {
	x, _, _ := quantity(v)
	y, _, _ := quantity(w)
	return cmp.Compare(x, y)
}

// same reports whether two values are the same, however they are written.
func same(v, w string) bool {
	if v == w {
		return true
	}
	for _, parse := range []func(string) (float64, error){
		func(s string) (float64, error) { return strconv.ParseFloat(s, 64) }, sim.ParseRatio, sim.ParseRate,
		func(s string) (float64, error) { d, err := sim.ParseDuration(s); return d.Seconds(), err },
	} {
		x, err := parse(v)
		y, wrong := parse(w)
		if err == nil && wrong == nil {
			return x == y
		}
	}
	return false
}

// rangeOf returns the values of a range, or the value alone if it is none.
func rangeOf(text string) (values []string, log bool, err error) {
	from, rest, ok := strings.Cut(text, "..")
	lo, unit, isNumber := quantity(from)
	if !ok || !isNumber {
		return []string{text}, false, nil
	}
	to, count, log := strings.Cut(rest, " log ")
	linear := false
	if !log {
		if i := strings.LastIndexByte(rest, '/'); i >= 0 { // a rate has a slash of its own
			to, count, linear = rest[:i], rest[i+1:], true
		}
	}
	hi, other, isNumber := quantity(strings.TrimSpace(to))
	whole := unit.kind == "" && lo == math.Trunc(lo) && hi == math.Trunc(hi)
	if steps := math.Abs(hi - lo); isNumber && other.kind == "" && whole && !log && !linear && steps < mostPoints {
		count, linear = strconv.Itoa(int(steps)+1), true
	}
	n, bad := strconv.Atoi(strings.TrimSpace(count))
	switch {
	case !log && !linear || bad != nil || n < 2 || n > mostPoints:
		return nil, false, fmt.Errorf("the range %q says how many values as in %s..%s/9 or %s..%s log 7, 2 to %d", text, from, rangeEnd(rest), from, rangeEnd(rest), mostPoints)
	case !isNumber:
		return nil, false, fmt.Errorf("the range %q: %q is no number like %s", text, to, from)
	case unit.kind != other.kind:
		return nil, false, fmt.Errorf("the range %q: %s and %s are not of one unit", text, from, to)
	case lo == hi:
		return nil, false, fmt.Errorf("the range %q begins where it ends", text)
	case log && (lo <= 0 || hi <= 0):
		return nil, false, fmt.Errorf("the range %q cannot be logarithmic, as it reaches zero", text)
	}
	for i := range n {
		part := float64(i) / float64(n-1)
		x := lo + float64(part*(hi-lo))
		if log {
			x = lo * math.Pow(hi/lo, part)
		}
		switch value := unit.text(x, whole); {
		case i == 0:
			values = append(values, strings.TrimSpace(from))
		case i == n-1:
			values = append(values, strings.TrimSpace(to))
		case value == values[i-1]:
			return nil, false, fmt.Errorf("the range %q holds fewer than %d whole numbers", text, n)
		default:
			values = append(values, value)
		}
	}
	return values, log, nil
}

// rangeEnd returns the end of a range, for a complaint.
func rangeEnd(rest string) string {
	to, _, _ := strings.Cut(rest, " ")
	if _, _, ok := quantity(to); !ok {
		to, _, _ = strings.Cut(to, "/")
	}
	return to
}

// A unit is what stands behind the numbers of a range. Durations are in seconds.
type unit struct {
	kind   string // "", "%", "/s" or "time"
	suffix string
}

func quantity(text string) (x float64, u unit, ok bool) {
	for _, suffix := range []string{"%", "/s", "/min", "/h", ""} {
		bare, found := strings.CutSuffix(text, suffix)
		if x, err := strconv.ParseFloat(bare, 64); found && err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) {
			return x, unit{suffix, suffix}, true
		}
	}
	d, err := sim.ParseDuration(text)
	return d.Seconds(), unit{kind: "time"}, err == nil
}

// text writes a number in three digits, or as a whole one.
func (u unit) text(x float64, whole bool) string {
	if u.kind == "time" {
		suffix := "s"
		switch {
		case x < 1e-6:
			x, suffix = x*1e9, "ns"
		case x < 1e-3:
			x, suffix = x*1e6, "us"
		case x < 1:
			x, suffix = x*1e3, "ms"
		case x >= 600:
			return time.Duration(math.Round(x) * 1e9).String()
		}
		return digits(x) + suffix
	}
	if whole {
		return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
	}
	return digits(x) + u.suffix
}

func digits(x float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 3, 64), 64)
	if x >= 1000 {
		rounded = math.Round(x)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}
