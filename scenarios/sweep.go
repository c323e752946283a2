package scenarios

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"wavetank/reports"
	"wavetank/scenarios/document"
	"wavetank/scenarios/language"
)

// Limits on what a sweep may hold.
const (
	mostAxes   = 2
	mostPoints = 100
)

// ParseAxis reads "KEY=VALUE,VALUE,…". Commas within quotes or brackets belong
// to a value.
func ParseAxis(text string) (reports.Axis, error) {
	key, list, ok := cutOutside(text, '=')
	a := reports.Axis{Key: strings.TrimSpace(key)}
	if !ok {
		return a, fmt.Errorf("%q is not KEY=VALUE,VALUE,… such as patterns.breaker.failure_rate=10%%,30%%,50%%", text)
	}
	for ok {
		var value string
		value, list, ok = cutOutside(list, ',')
		if value = strings.TrimSpace(value); value == "" {
			return a, fmt.Errorf("%q holds an empty value", text)
		}
		a.Values = append(a.Values, value)
	}
	_, err := language.ParseKey(a.Key)
	return a, err
}

// cutOutside cuts text around the first sep that is not in quotes or brackets.
func cutOutside(text string, sep byte) (before, after string, found bool) {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == sep && depth <= 0:
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// A Grid is a scenario with every combination of the values of some keys.
type Grid struct {
	Axes      []reports.Axis
	Base      *Scenario   // as it is written
	Scenarios []*Scenario // in the order of the values, those of the last axis first
}

// OpenGrid opens a scenario once for each combination of values.
func OpenGrid(open Opener, axes ...reports.Axis) (*Grid, error) {
	if len(axes) < 1 || len(axes) > mostAxes {
		return nil, fmt.Errorf("a sweep has one axis or %d, not %d", mostAxes, len(axes))
	}
	points := [][]document.Setting{nil}
	for _, a := range axes {
		var more [][]document.Setting
		for _, point := range points {
			for _, value := range a.Values {
				set := document.Setting{Key: a.Key, Value: value, From: fmt.Sprintf("--sweep %s=%s", a.Key, value)}
				more = append(more, append(point[:len(point):len(point)], set))
			}
		}
		points = more
	}
	if len(points) > mostPoints {
		return nil, fmt.Errorf("a sweep of %d points is too much: at most %d", len(points), mostPoints)
	}
	base, err := open()
	if err != nil {
		return nil, err
	}
	g := &Grid{Axes: axes, Base: base}
	for _, set := range points {
		s, err := open(set...)
		if err != nil {
			return nil, err
		}
		g.Scenarios = append(g.Scenarios, s)
	}
	return g, nil
}

// Sweep compares the variants at every point of a grid, with the same seeds. All
// points of a seed are run before the next seed, so that a sweep cut short by
// the context still covers the grid; what was finished is returned with the
// context's error.
func Sweep(ctx context.Context, g *Grid, o CompareOptions) (*reports.Sweep, error) {
	points := len(g.Scenarios)
	comparers := make([]*reports.Comparer, points)
	for i, s := range g.Scenarios {
		comparers[i] = reports.NewComparer(info(s, o))
	}
	err := eachJob(ctx, points*len(o.Seeds), o, func(i int) ([]*reports.Summary, error) {
		return allVariants(ctx, g.Scenarios[i%points], o.Seeds[i/points], o)
	}, func(i int, sum *reports.Summary) error { return comparers[i%points].Add(sum) })
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	out := &reports.Sweep{Info: info(g.Base, o), Axes: g.Axes}
	for _, c := range comparers {
		comparison, failed := c.Comparison()
		if failed != nil {
			return nil, errors.Join(failed, err)
		}
		out.Points = append(out.Points, comparison)
	}
	return out, err
}
