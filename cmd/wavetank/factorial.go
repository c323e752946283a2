package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/reports/page"
	"wavetank/scenarios"
)

// runFactorial compares every subset of some patterns of a scenario.
func (o *compareOptions) runFactorial(c *cobra.Command, name string) error {
	base, err := o.open(c.ErrOrStderr(), name)
	if err != nil {
		return err
	}
	patterns := strings.Split(o.factorial, ",")
	for i := range patterns {
		patterns[i] = strings.TrimSpace(patterns[i])
	}
	s, factors, err := scenarios.Factorial(base, patterns)
	if err != nil {
		return fmt.Errorf("--factorial: %w", err)
	}
	return o.carryOut(c, name, study{s, "seeds", 1, func(ctx context.Context, runs scenarios.CompareOptions) (*outcome, error) {
		compared, err := scenarios.Compare(ctx, s, runs)
		if compared == nil {
			return nil, err
		}
		effects, failed := reports.NewFactorial(compared, factors)
		if failed != nil {
			return nil, failed
		}
		shown(effects.Invariants, func(t reports.Tally) string { return o.again(name, s.Name(), t.Seed) })
		return &outcome{
			finished: fmt.Sprintf("%d of %d seeds", len(compared.Seeds), o.seeds),
			page:     page.Report{Comparison: compared, Finding: effects.Finding(), Idle: scenarios.Idle(s, compared.Totals())},
			json:     reports.JSON(effects),
			print:    func(w io.Writer) error { return printFactorial(w, s, effects, o.details) },
			files:    effects.Files(), drawings: chart.FactorialDrawings(effects), tallies: effects.Invariants,
			brief: reports.Brief{Finding: effects.Finding(), Table: compared.BriefTable()},
		}, err
	}})
}

func printFactorial(w io.Writer, s *scenarios.Scenario, f *reports.Factorial, details bool) error {
	screen := screenOf(w, details)
	screen.Wrap(w, fmt.Sprintf("%s: %s (%s of %s, %s)", s.Name(), s.Title, reports.CountOf(len(f.Variants), "subset"),
		reports.CountOf(len(f.Factors), "pattern"), reports.CountOf(len(f.Seeds), "seed")), "")
	fmt.Fprintln(w)
	wrap(w, f.Finding(), "")
	fmt.Fprintln(w)
	if err := f.WriteTable(w, screen); err != nil {
		return err
	}
	printInvariants(w, f.Invariants)
	notes(w, scenarios.Idle(s, f.Comparison.Totals()))
	fmt.Fprintln(w)
	again(w, f.Command)
	return nil
}
