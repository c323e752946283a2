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

// runSweep compares a scenario at every point of a grid.
func (o *compareOptions) runSweep(c *cobra.Command, name string) error {
	var axes []reports.Axis
	for _, text := range o.sweep {
		a, err := scenarios.ParseAxis(text)
		if err != nil {
			return fmt.Errorf("--sweep: %w", err)
		}
		axes = append(axes, a)
	}
	open, err := o.opener(name)
	if err != nil {
		return err
	}
	g, err := scenarios.OpenGrid(open, axes...)
	if err != nil {
		return err
	}
	if err := g.RankBy(o.by); err != nil {
		return fmt.Errorf("--by: %w", err)
	}
	o.remark(c.ErrOrStderr(), g.Base)
	return o.carryOut(c, name, study{g.Scenarios[0], fmt.Sprintf("seeds at %s", reports.CountOf(len(g.Scenarios), "point")), len(g.Scenarios), func(ctx context.Context, runs scenarios.CompareOptions) (*outcome, error) {
		swept, err := scenarios.Sweep(ctx, g, runs)
		if swept == nil {
			return nil, err
		}
		brief := reports.Brief{Finding: swept.Finding(), Table: swept.BriefTable()}
		var judged []reports.Expectation
		for i, point := range swept.Points {
			judged = append(judged, point.Expectations...)
			for _, one := range expected(g.Scenarios[i], point.Expectations) {
				one.Name += " (with " + strings.Join(swept.Values(i), ", ") + ")"
				brief.Cases = append(brief.Cases, one)
			}
			at := *o
			for k, value := range swept.Values(i) {
				at.sweep = append(at.sweep[:k:k], axes[k].Key+"="+value)
			}
			shown(point.Invariants, func(t reports.Tally) string { return at.again(name, swept.Scenario, t.Seed) })
		}
		return &outcome{
			finished: fmt.Sprintf("%d of %d seeds at least", swept.Seeds(), o.seeds),
			page:     page.Report{Sweep: swept},
			json:     reports.JSON(swept),
			print:    func(w io.Writer) error { return printSweep(w, swept) },
			files:    swept.Files(), drawings: chart.SweepDrawings(swept), tallies: swept.Invariants(), status: verdict(judged),
			brief: brief,
		}, err
	}})
}

// oneOfMany says how a point of a sweep is run again.
func (o *compareOptions) oneOfMany() error {
	var at strings.Builder
	for _, text := range o.sweep {
		a, err := scenarios.ParseAxis(text)
		if err != nil {
			return fmt.Errorf("--sweep: %w", err)
		}
		at.WriteString("--set " + quote(a.Key+"="+a.Values[0]) + " ")
	}
	return fmt.Errorf("--live runs one scenario again, and a sweep is many: write its page without --live, and another of the point to start from, such as with %s--live", at.String())
}

func printSweep(w io.Writer, s *reports.Sweep) error {
	wrap(w, fmt.Sprintf("%s: %s (%s, %s)", s.Scenario, s.Title, reports.CountOf(len(s.Points), "point"), reports.CountOf(s.Seeds(), "seed")), "")
	fmt.Fprintln(w)
	wrap(w, s.Finding(), "")
	fmt.Fprintln(w)
	if err := s.WriteTable(w, screenOf(w, false)); err != nil {
		return err
	}
	if words := s.StateWords(); words != "" {
		fmt.Fprintln(w)
		wrap(w, words, "")
	}
	printInvariants(w, s.Invariants())
	fmt.Fprintln(w)
	again(w, s.Command)
	return nil
}
