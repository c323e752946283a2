package scenarios

import (
	"context"

	"wavetank/reports"
)

// Control runs those seeds again without faults and surges that ended overloaded after
// them, few of each variant: what is stable then was pushed over, and did not come back.
func Control(ctx context.Context, s *Scenario, c *reports.Comparison, o CompareOptions) error {
	calm := *s
	calm.Faults, calm.Invariants, calm.Expects = nil, nil, nil
	calm.Loads = calmer(s, surges(s), 0)
	var (
		one      [][]uint64
		variants []int
	)
	for i, v := range c.Variants {
		for _, seed := range v.Uncontrolled() {
			one, variants = append(one, []uint64{seed}), append(variants, i)
		}
	}
	if one == nil {
		return nil
	}
	states := make([]reports.State, len(one))
	o.Progress = nil
	err := eachJob(ctx, one, 1, o, func(i int) ([]*reports.Summary, error) {
		alone := calm
		alone.Variants = calm.Variants[variants[i] : variants[i]+1]
		sums, err := Task{Scenario: &alone, Seeds: one[i], Limits: o.Limits}.Carry(ctx, nil)
		if err == nil {
			states[i] = sums[0].State
		}
		return nil, err
	}, nil)
	if err != nil {
		return err
	}
	for i, v := range c.Variants {
		var its []reports.State
		for n, state := range states {
			if variants[n] == i {
				its = append(its, state)
			}
		}
		c.Control(v.Name, its)
	}
	return nil
}
