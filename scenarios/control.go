package scenarios

import (
	"context"

	"wavetank/reports"
)

// Control runs those seeds again without faults and surges that ended overloaded after
// them, few of each variant: what is stable then was pushed over, and did not come back.
func Control(ctx context.Context, s *Scenario, c *reports.Comparison, o CompareOptions) error {
	states, err := controls(ctx, s, c, o)
	if err != nil {
		return err
	}
	for i, v := range c.Variants {
		c.Control(v.Name, states[i])
	}
	return nil
}

// controls returns, for each variant of a comparison that the scenario has, how those seeds
// end without faults and surges that ended overloaded after them.
func controls(ctx context.Context, s *Scenario, c *reports.Comparison, o CompareOptions) ([][]reports.State, error) {
	var (
		one      [][]uint64
		variants []int       // of the comparison
		alone    []*Scenario // with that variant
	)
	for arm := range s.Variants {
		bare := *s
		bare.Variants, bare.Invariants, bare.Expects = s.Variants[arm:arm+1], nil, nil
		for i, v := range c.Variants {
			if v.Name == s.Variants[arm].Name {
				for _, seed := range v.Uncontrolled() {
					one, variants, alone = append(one, []uint64{seed}), append(variants, i), append(alone, &bare)
				}
			}
		}
	}
	states := make([][]reports.State, len(c.Variants))
	if one == nil {
		return states, nil
	}
	ended := make([]reports.State, len(one))
	o.Progress, o.late, o.bend = nil, true, Bend{Calm: true}
	err := eachJob(ctx, one, 1, o, func(i int) ([]*reports.Summary, error) {
		sums, err := o.evaluate(ctx, alone[i], one[i], i)
		if err == nil {
			ended[i] = sums[0].State
		}
		return nil, err
	}, nil)
	for i, n := range variants {
		states[n] = append(states[n], ended[i])
	}
	return states, err
}

// control controls the points of a sweep, each arm where it was run, which speaks for all
// points that it stands in for.
func (at standIns) control(ctx context.Context, own []*Scenario, points []*reports.Comparison, o CompareOptions) error {
	for k, s := range own {
		states, err := controls(ctx, s, points[k], o)
		if err != nil {
			return err
		}
		for i, point := range points {
			for v := range at[i] {
				if at[i][v] == k {
					point.Control(point.Variants[v].Name, states[v])
				}
			}
		}
	}
	return nil
}
