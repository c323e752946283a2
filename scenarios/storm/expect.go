package storm

import (
	"context"
	"errors"
	"fmt"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// expected runs every other variant of a trial's scenario than the trial's own, which came
// to that, and holds the expectations against this one seed, taken as it is.
func (r *runner) expected(x trial, own *reports.Summary) (*Violation, error) {
	s := *x.scenario
	s.Faults = x.storm
	info := reports.Info{Scenario: s.Name(), Title: s.Title}
	for _, v := range s.Variants {
		info.Variants = append(info.Variants, reports.Arm{Name: v.Name})
	}
	comparer := reports.NewComparer(info)
	var digest sim.Digest
	for _, v := range s.Variants {
		sum, err := own, error(nil)
		if v.Name != x.variant {
			sum, err = scenarios.Run(context.Background(), &s, v.Name, x.seed, r.plan.Limits, x.perturb)
		}
		if err == nil {
			err = comparer.Add(sum)
		}
		if err != nil {
			return nil, err
		}
		if _, err := fmt.Sscanf(sum.Digest, "%x", &digest); err != nil {
			return nil, err
		}
	}
	c, err := comparer.Comparison()
	if err != nil {
		return nil, err
	}
	for _, e := range s.Expects {
		if err := holds(&s, e, c); err != nil {
			name := e.That
			if e.Engaged {
				name = "engaged"
			}
			return &Violation{Property: "expectation " + name, Words: err.Error(), At: sim.Time(s.Duration), Digest: digest, Err: err}, nil
		}
	}
	return nil, nil
}

func holds(s *scenarios.Scenario, e language.Expect, c *reports.Comparison) error {
	if e.Engaged {
		if idle := scenarios.Idle(s, c.Totals()); len(idle) > 0 {
			return errors.New(idle[0])
		}
		return nil
	}
	claim, err := reports.ParseClaim(e.That)
	if err != nil {
		return err
	}
	if ok, words := claim.Holds(c); !ok {
		return fmt.Errorf("it does not hold: %s", words)
	}
	return nil
}
