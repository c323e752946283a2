package scenarios

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"wavetank/reports"
	"wavetank/scenarios/document"
	"wavetank/scenarios/language"
)

// Limits on what a sweep may hold.
const (
	mostAxes   = 2
	mostPoints = 100
)

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
	By        []string    // metrics that rank the points, the first first; nil is reports.SweptMetrics
}

// OpenGrid opens a scenario once for each combination of values.
func OpenGrid(open Opener, axes ...reports.Axis) (*Grid, error) {
	if len(axes) < 1 || len(axes) > mostAxes {
		return nil, fmt.Errorf("a sweep has one axis or %d, not %d", mostAxes, len(axes))
	}
	if len(axes) == 2 && sameKey(axes[0].Key, axes[1].Key) {
		return nil, fmt.Errorf("both axes are %s: a grid has two keys", axes[0].Key)
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
	return g, g.idle()
}

// sameKey reports whether two keys are the same, however they are quoted.
func sameKey(a, b string) bool {
	x, _ := language.ParseKey(a)
	y, _ := language.ParseKey(b)
	return slices.Equal(x, y)
}

// RankBy has metrics rank the points, the first first, and measures what they are about.
// Without any, what the scenario claims something of comes before the usual ones. It
// complains about one that is none, or that stands there twice.
func (g *Grid) RankBy(metrics []string) error {
	const most = 4
	if len(metrics) > most {
		return fmt.Errorf("%d metrics are too many to rank by: at most %d", len(metrics), most)
	}
	if g.By = nil; metrics == nil {
		var claims []string
		for _, e := range g.Base.Expects {
			claims = append(claims, e.That)
		}
		g.By = reports.RankedBy(claims)
		return nil
	}
	for _, name := range metrics {
		m, err := reports.FindMetric(name)
		if err != nil {
			return err
		}
		if slices.Contains(g.By, m.Name) {
			return fmt.Errorf("%s stands there twice", name)
		}
		if sort, place, ok := reports.PlaceOf(m.Name); ok {
			if known := places(g.Base, sort); !slices.Contains(known, place) {
				return errors.New(sort.Missing(place, known))
			}
			for _, s := range g.Scenarios {
				s.Measure = true
			}
		}
		if family, fact, ok := reports.FactOf(m.Name); ok && !slices.Contains(factNames(family), fact) {
			return errors.New(unknownFact(family, fact, factNames(family)))
		}
		g.By = append(g.By, m.Name)
	}
	return nil
}

// idle complains about an axis that changes no variant.
func (g *Grid) idle() error {
	step := len(g.Scenarios)
	for _, a := range g.Axes {
		step /= len(a.Values)
		if len(a.Values) < 2 {
			continue
		}
		moves := false
		for i := range g.Scenarios {
			for v := range g.Base.Variants {
				moves = moves || i/step%len(a.Values) > 0 && !sameArm(g.Scenarios[i-step], g.Scenarios[i], v)
			}
		}
		if !moves {
			return fmt.Errorf("--sweep %s: no variant is any different with another value", a.Key)
		}
	}
	return nil
}

// Sweep compares the variants at every point of a grid, with the same seeds, and holds the
// scenario's expectations against each point. A variant that is the same at several points
// is run at the first and counts at all. All points of a seed are run before the next seed,
// so that a sweep cut short by the context still covers the grid; what was finished is
// returned with the context's error.
func Sweep(ctx context.Context, g *Grid, o CompareOptions) (*reports.Sweep, error) {
	points := len(g.Scenarios)
	comparers := make([]*reports.Comparer, points)
	for i, s := range g.Scenarios {
		comparers[i] = reports.NewComparer(info(s, o))
	}
	at := g.standIns()
	own := make([]*Scenario, points) // with the variants that nobody stands in for
	for i, s := range g.Scenarios {
		alone := *s
		alone.Variants = nil
		for v := range s.Variants {
			if at[i][v] == i {
				alone.Variants = append(alone.Variants, s.Variants[v])
			}
		}
		own[i] = &alone
	}
	blocks := o.blocks()
	err := eachJob(ctx, blocks, points, o, func(i int) ([]*reports.Summary, error) {
		return o.evaluate(ctx, own[i%points], blocks[i/points], i)
	}, func(i int, sum *reports.Summary) error {
		v := slices.IndexFunc(g.Base.Variants, func(v Variant) bool { return v.Name == sum.Variant })
		for point := range points {
			if at[point][v] == i%points {
				if err := comparers[point].Add(sum); err != nil {
					return err
				}
			}
		}
		return o.room(len(o.Seeds)*len(g.Base.Variants)*points, comparers...)
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		return nil, err
	}
	out := &reports.Sweep{Info: info(g.Base, o), Axes: g.Axes, By: g.By}
	for _, c := range comparers {
		comparison, failed := c.Comparison()
		if failed != nil {
			return nil, errors.Join(failed, err)
		}
		out.Points = append(out.Points, comparison)
	}
	if err == nil {
		err = at.control(ctx, own, out.Points, o)
	}
	for i, point := range out.Points {
		Judge(g.Scenarios[i], point)
	}
	out.Still = g.still(at)
	return out, err
}

// still says which knobs touch no variant's runs: each value of them is as the first.
func (g *Grid) still(at standIns) map[string][]bool {
	still := make(map[string][]bool)
	for v, arm := range g.Base.Variants {
		step := len(g.Scenarios)
		for _, a := range g.Axes {
			step /= len(a.Values)
			same := true
			for i := range at {
				same = same && at[i][v] == at[i-step*(i/step%len(a.Values))][v]
			}
			still[arm.Name] = append(still[arm.Name], same)
		}
	}
	return still
}
