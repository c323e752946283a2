package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/scenarios"
)

// runFactorial compares every subset of some patterns of a scenario.
func (o compareOptions) runFactorial(c *cobra.Command, name string) error {
	base, err := scenarios.Open(name)
	if err != nil {
		return err
	}
	patterns := strings.Split(o.factorial, ",")
	for i := range patterns {
		patterns[i] = strings.TrimSpace(patterns[i])
	}
	s, factors, err := base.Factorial(patterns)
	if err != nil {
		return fmt.Errorf("--factorial: %w", err)
	}
	if err := o.complete(c, s); err != nil {
		return err
	}
	if err := writable(o.out); err != nil {
		return err
	}
	bar := newProgress(c.ErrOrStderr(), "seeds")
	bar.show(0, o.seeds)
	compared, err := scenarios.Compare(c.Context(), s, o.runs(name, bar))
	bar.end()
	interrupted, err := ended(err, compared != nil, name)
	if err != nil {
		return err
	}
	result, err := reports.NewFactorial(compared, factors)
	if err != nil {
		return err
	}
	if err := o.printFactorial(c, s, result); err != nil {
		return err
	}
	names, err := saveAll(o.out, result.Files(), chart.FactorialDrawings(result))
	if err != nil {
		return err
	}
	fmt.Fprintf(c.ErrOrStderr(), "wrote to %s: %s\n", o.out, strings.Join(names, ", "))
	if interrupted {
		fmt.Fprintf(c.ErrOrStderr(), "interrupted: these are %d of %d seeds\n", len(compared.Seeds), o.seeds)
		return &statusError{status: statusInterrupted, told: true}
	}
	return nil
}

func (o compareOptions) printFactorial(c *cobra.Command, s *scenarios.Scenario, f *reports.Factorial) error {
	w := c.OutOrStdout()
	if o.json {
		return f.WriteJSON(w)
	}
	fmt.Fprintf(w, "%s: %s (%s of %s, %s)\n\n", s.Name(), s.Title, reports.CountOf(len(f.Variants), "subset"),
		reports.CountOf(len(f.Factors), "pattern"), reports.CountOf(len(f.Seeds), "seed"))
	wrap(w, f.Finding(), "")
	fmt.Fprintln(w)
	if err := f.WriteTable(w); err != nil {
		return err
	}
	notes(w, s.Idle(f.Comparison))
	fmt.Fprintf(w, "\nAgain: %s\n", f.Command)
	return nil
}
