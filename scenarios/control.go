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
	calm := *s
	calm.Faults, calm.Invariants, calm.Expects = nil, nil, nil
	calm.Loads = calmer(s, surges(s), 0)
	var (
		one      [][]uint64
		variants []int // of the comparison
		arms     []int // of the scenario
	)
	for arm := range s.Variants {
		for i, v := range c.Variants {
			if v.Name == s.Variants[arm].Name {
				for _, seed := range v.Uncontrolled() {
					one, variants, arms = append(one, []uint64{seed}), append(variants, i), append(arms, arm)
				}
			}
		}
	}
	states := make([][]reports.State, len(c.Variants))
	if one == nil {
		return states, nil
	}
	ended := make([]reports.State, len(one))
	o.Progress = nil
	err := eachJob(ctx, one, 1, o, func(i int) ([]*reports.Summary, error) {
		alone := calm
		alone.Variants = calm.Variants[arms[i] : arms[i]+1]
		sums, err := Task{Scenario: &alone, Seeds: one[i], Limits: o.Limits}.Carry(ctx, nil)
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
