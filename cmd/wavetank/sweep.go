package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/scenarios"
)

// runSweep compares a scenario at every point of a grid.
func (o compareOptions) runSweep(c *cobra.Command, name string) error {
	var axes []reports.Axis
	for _, text := range o.sweep {
		a, err := scenarios.ParseAxis(text)
		if err != nil {
			return fmt.Errorf("--sweep: %w", err)
		}
		axes = append(axes, a)
	}
	g, err := scenarios.OpenGrid(name, axes...)
	if err != nil {
		return err
	}
	if err := o.complete(c, g.Scenarios[0]); err != nil {
		return err
	}
	if err := writable(o.out); err != nil {
		return err
	}
	bar := newProgress(c.ErrOrStderr(), "points")
	total := o.seeds * len(g.Scenarios)
	bar.show(0, total)
	result, err := scenarios.Sweep(c.Context(), g, o.runs(name, bar))
	bar.end()
	interrupted, err := ended(err, result != nil, name)
	if err != nil {
		return err
	}
	if err := o.printSweep(c, result); err != nil {
		return err
	}
	files, err := saveAll(o.out, result.Files(), chart.SweepDrawings(result))
	if err != nil {
		return err
	}
	fmt.Fprintf(c.ErrOrStderr(), "wrote to %s: %s\n", o.out, strings.Join(files, ", "))
	if interrupted {
		fmt.Fprintf(c.ErrOrStderr(), "interrupted: these are %d of %d seeds at least\n", result.Seeds(), o.seeds)
		return &statusError{status: statusInterrupted, told: true}
	}
	return nil
}

func (o compareOptions) printSweep(c *cobra.Command, s *reports.Sweep) error {
	w := c.OutOrStdout()
	if o.json {
		return s.WriteJSON(w)
	}
	fmt.Fprintf(w, "%s: %s (%s, %s)\n\n", s.Scenario, s.Title, reports.CountOf(len(s.Points), "point"), reports.CountOf(s.Seeds(), "seed"))
	wrap(w, s.Finding(), "")
	fmt.Fprintln(w)
	if err := s.WriteTable(w); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nAgain: %s\n", s.Command)
	return nil
}
