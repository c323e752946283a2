package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"wavetank/reports"
	"wavetank/scenarios/selection"
)

// A tuned knob is a key and the values that a tuning may give it.
type tunedKnob struct {
	reports.TunedKnob
	low, high int // among the values: what may be proposed
	ordered   bool
}

// knobForm is what --knob looks like.
const knobForm = "KEY=LOW..HIGH such as patterns.breaker.failure_rate=10%..70%, or KEY=VALUE,VALUE,… such as patterns.retry.backoff=none,exponential"

// wholeLevels is how many whole numbers a range is taken apart into at most, one by one.
const wholeLevels = 40

// parseKnob reads "KEY=LOW..HIGH", "KEY=LOW..HIGH log" or what an axis of a sweep is. A
// range becomes round numbers from one end to the other: of durations and rates at equal
// ratios, of others at equal distances.
func parseKnob(text string, s *Scenario) (tunedKnob, error) {
	k := tunedKnob{ordered: true}
	key, list, ok := cutOutside(text, '=')
	if k.Key, list = strings.TrimSpace(key), strings.TrimSpace(list); !ok || list == "" {
		return k, fmt.Errorf("%q is not %s", text, knobForm)
	}
	bare, log := strings.CutSuffix(list, " log")
	from, to, isRange := strings.Cut(bare, "..")
	low, u, isNumber := quantity(strings.TrimSpace(from))
	high, v, alike := quantity(strings.TrimSpace(to))
	if !isRange || !isNumber || !alike {
		a, err := ParseAxis(text)
		if err != nil {
			return k, err
		}
		k.Values, k.Log, k.high = a.Values, a.Log, len(a.Values)-1
		if k.ordered = numeric(a.Values); k.ordered {
			slices.SortFunc(k.Values, rising)
		}
		return k, nil
	}
	switch {
	case u.kind != v.kind:
		return k, fmt.Errorf("%s: %s and %s are not of one unit", k.Key, from, to)
	case low >= high:
		return k, fmt.Errorf("%s: %s is not below %s", k.Key, strings.TrimSpace(from), strings.TrimSpace(to))
	case log && low <= 0:
		return k, fmt.Errorf("%s: the range %q cannot be logarithmic, as it reaches zero", k.Key, list)
	}
	doc, known := s.Knob(k.Key)
	whole := u.kind == "" && low == math.Trunc(low) && high == math.Trunc(high) && (!known || doc.Kind == "integer")
	k.Log = log || low > 0 && (u.kind == "time" || u.kind != "%" && u.kind != "" || whole && high-low > wholeLevels && high >= 10*low)
	for _, x := range levels(low, high, k.Log, whole) {
		if value := u.text(x, whole); len(k.Values) == 0 || value != k.Values[len(k.Values)-1] {
			k.Values = append(k.Values, value)
		}
	}
	k.Values[0], k.Values[len(k.Values)-1] = strings.TrimSpace(from), strings.TrimSpace(to)
	k.high = len(k.Values) - 1
	return k, nil
}

// numeric reports whether values are numbers of one unit.
func numeric(values []string) bool {
	_, first, ok := quantity(values[0])
	return ok && !slices.ContainsFunc(values, func(v string) bool {
		_, u, ok := quantity(v)
		return !ok || u.kind != first.kind
	})
}

// preferred are Renard's kind of numbers: 24 to a decade, in two digits (IEC 60063, E24).
var preferred = []float64{1, 1.1, 1.2, 1.3, 1.5, 1.6, 1.8, 2, 2.2, 2.4, 2.7, 3, 3.3, 3.6, 3.9, 4.3, 4.7, 5.1, 5.6, 6.2, 6.8, 7.5, 8.2, 9.1}

// levels returns round numbers from low to high.
func levels(low, high float64, log, whole bool) []float64 {
	all := []float64{low}
	if !log {
		step := niceStep((high - low) / 30)
		if whole {
			step = max(1, step)
		}
		for n := math.Floor(low/step) + 1; n*step < high-step/1e6; n++ {
			if x := n * step; x > low+step/1e6 {
				all = append(all, x)
			}
		}
		return append(all, high)
	}
	each := 1
	if high >= 100*low {
		each = 2
	}
	for decade := math.Floor(math.Log10(low)); decade <= math.Ceil(math.Log10(high)); decade++ {
		for i := 0; i < len(preferred); i += each {
			x := preferred[i] * math.Pow(10, decade)
			if whole {
				x = math.Round(x)
			}
			if x > all[len(all)-1]*1.000001 && x < high*0.999999 {
				all = append(all, x)
			}
		}
	}
	return append(all, high)
}

// niceStep returns the largest of 1, 2, 5, 10, … in any decade that is not above x.
func niceStep(x float64) float64 {
	decade := math.Pow(10, math.Floor(math.Log10(x)))
	for _, digit := range []float64{5, 2} {
		if digit*decade <= x {
			return digit * decade
		}
	}
	return decade
}

// in writes a value in the unit that the knob's have: 0.4 as 40%.
func (k *tunedKnob) in(value string) string {
	x, u, ok := quantity(value)
	_, own, _ := quantity(k.Values[k.low])
	if ok && k.ordered && u.kind == "" && own.kind == "%" {
		return own.text(100*x, false)
	}
	return value
}

// add has a value among those of the knob, outside of what may be proposed if it lies
// beyond the range. The empty value leaves the file as it is.
func (k *tunedKnob) add(value string) {
	if k.level(value) >= 0 {
		return
	}
	at := len(k.Values)
	if x, u, ok := quantity(value); ok && k.ordered {
		for i, v := range k.Values {
			if y, w, ok := quantity(v); ok && w.kind == u.kind && x < y {
				at = i
				break
			}
		}
	}
	k.Values = slices.Insert(k.Values, at, value)
	if at <= k.low {
		k.low++
	}
	if at <= k.high {
		k.high++
	}
}

// level returns the place of a value, or -1.
func (k *tunedKnob) level(value string) int {
	return slices.IndexFunc(k.Values, func(v string) bool { return same(v, value) })
}

func (k *tunedKnob) selection() selection.Knob {
	return selection.Knob{Levels: len(k.Values), Low: k.low, High: k.high, Ordered: k.ordered}
}

// setting puts a level of the knob in the place of what the file says; one that leaves the
// file as it is sets nothing.
func (k *tunedKnob) setting(level int) []Setting {
	if k.Values[level] == "" {
		return nil
	}
	return []Setting{{Key: k.Key, Value: k.Values[level], From: "--knob " + k.Key + "=" + k.Values[level]}}
}
