package chart

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"wavetank/reports"
)

// widely is from what ratio of its ends on an axis of values is logarithmic.
const widely = 20

// valueAxis returns the axis of the values of a sweep, and where on it each lies. Numbers
// of one unit lie where they are, on a logarithmic axis if they reach far; other values lie
// side by side.
func valueAxis(swept reports.Axis) (axis, []float64) {
	values := swept.Values
	places, ok := numbersIn(values)
	if !ok {
		places = make([]float64, len(values))
		for i := range values {
			places[i] = float64(i)
		}
	}
	lo, hi := slices.Min(places), slices.Max(places)
	a := axis{log: ok && lo > 0 && (swept.Log || hi >= widely*lo)}
	if a.log {
		a.lo, a.hi = lo/1.15, hi*1.15
	} else {
		room := 0.3 // of a place
		if ok {
			room = (hi - lo) / 25
		}
		a.lo, a.hi = lo-room, hi+room
	}
	for _, i := range inOrderOf(places) {
		a.ticks = append(a.ticks, tick{at: places[i], label: tickLetter.shorten(values[i], 110)})
	}
	return a, places
}

// inOrderOf returns the places from the lowest to the highest.
func inOrderOf(places []float64) []int {
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(places[a], places[b]) })
	return order
}

// numbersIn reads values as numbers: plain ones, or durations, percentages or rates. It is
// not ok unless there are two at least, all of one sort and no two equal.
func numbersIn(values []string) (numbers []float64, ok bool) {
	for _, sort := range []func(string) (float64, error){
		func(s string) (float64, error) { return strconv.ParseFloat(s, 64) },
		func(s string) (float64, error) { d, err := time.ParseDuration(s); return d.Seconds(), err },
		suffixed("%"), suffixed("/s"), suffixed("/m"), suffixed("/h"),
	} {
		numbers = numbers[:0]
		for _, v := range values {
			if x, err := sort(strings.TrimSpace(v)); err == nil && finite(x) && !slices.Contains(numbers, x) {
				numbers = append(numbers, x)
			}
		}
		if len(numbers) == len(values) && len(numbers) > 1 {
			return numbers, true
		}
	}
	return nil, false
}

func suffixed(unit string) func(string) (float64, error) {
	return func(s string) (float64, error) {
		bare, found := strings.CutSuffix(s, unit)
		if !found {
			return 0, strconv.ErrSyntax
		}
		return strconv.ParseFloat(strings.TrimSpace(bare), 64)
	}
}
