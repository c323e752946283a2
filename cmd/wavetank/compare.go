package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/scenarios"
)

func compareCommand() *cobra.Command {
	var o compareOptions
	c := &cobra.Command{
		Use:   "compare NAME|FILE",
		Short: "Compare the variants of a scenario over many seeds",
		Long: `Run every variant of a scenario with the same seeds, and tell what difference it
makes: a sentence, a table, paired differences with their 95 % intervals, charts, and
the numbers as CSV and JSON. Then hold the scenario's expectations against it.

An interrupt (Ctrl-C) keeps the seeds that are finished.`,
		Example:           "  wavetank compare circuit-breaker\n  wavetank compare my.toml --seeds 50 --out results",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeNames,
		RunE:              func(c *cobra.Command, args []string) error { return o.run(c, args[0]) },
	}
	c.Flags().IntVar(&o.seeds, "seeds", 0, "how many seeds (default: what the scenario says, or 20)")
	c.Flags().Uint64Var(&o.first, "seed", 1, "the first of the seeds")
	c.Flags().IntVar(&o.jobs, "jobs", 0, "how many runs at a time; the result does not depend on it (default: one for each core)")
	c.Flags().StringVar(&o.out, "out", "", "folder for charts and numbers (default: out/NAME)")
	c.Flags().BoolVar(&o.json, "json", false, "print the comparison as JSON")
	return c
}

type compareOptions struct {
	seeds int
	first uint64
	jobs  int
	out   string
	json  bool
}

func (o compareOptions) run(c *cobra.Command, name string) error {
	s, err := scenarios.Open(name)
	if err != nil {
		return err
	}
	if o.seeds == 0 {
		o.seeds = s.Seeds
	}
	if o.seeds < 1 || o.seeds > 100_000 || o.jobs < 0 {
		return fmt.Errorf("--seeds must be 1 to 100000, and --jobs not negative")
	}
	if o.out == "" {
		o.out = filepath.Join("out", s.Name())
	}
	bar := newProgress(c.ErrOrStderr())
	result, err := scenarios.Compare(c.Context(), s, scenarios.CompareOptions{
		Seeds: scenarios.Seeds(o.first, o.seeds), Jobs: o.jobs, Command: o.command(name), Progress: bar.show,
	})
	bar.end()
	interrupted := errors.Is(err, context.Canceled)
	if err != nil && !(interrupted && result != nil) {
		return err
	}
	s.Judge(result)
	if err := o.print(c.OutOrStdout(), s, result); err != nil {
		return err
	}
	files, err := save(o.out, result)
	if err != nil {
		return fmt.Errorf("%w: %w", errWriting, err)
	}
	fmt.Fprintf(c.ErrOrStderr(), "wrote %s\n", strings.Join(files, ", "))
	if interrupted {
		fmt.Fprintf(c.ErrOrStderr(), "interrupted: these are %d of %d seeds\n", len(result.Seeds), o.seeds)
		return &statusError{status: statusInterrupted, told: true}
	}
	return verdict(result)
}

// print writes the comparison to stdout.
func (o compareOptions) print(w io.Writer, s *scenarios.Scenario, c *reports.Comparison) error {
	if o.json {
		return c.WriteJSON(w)
	}
	fmt.Fprintf(w, "%s: %s (%d seeds, %v of virtual time each)\n\n", s.Name(), s.Title, len(c.Seeds), s.Duration)
	wrap(w, c.Finding(), "")
	fmt.Fprintln(w)
	if err := c.WriteTable(w); err != nil {
		return err
	}
	if len(c.Expectations) > 0 {
		fmt.Fprintln(w, "\nExpectations:")
	}
	for _, e := range c.Expectations {
		fmt.Fprintf(w, "  %-12s %s\n", e.Verdict.Status, e.That)
		if e.Verdict.Status != reports.Pass {
			wrap(w, e.Verdict.Words, "               ")
		}
	}
	for _, idle := range s.Idle(c) {
		fmt.Fprintf(w, "Note: %s; the result says nothing about it.\n", idle)
	}
	fmt.Fprintf(w, "\nAgain: %s\n", c.Command)
	return nil
}

// verdict turns failed or undecided expectations into an exit status.
func verdict(c *reports.Comparison) error {
	status := statusPass
	for _, e := range c.Expectations {
		switch {
		case e.Verdict.Status == reports.Fail:
			status = statusFailed
		case e.Verdict.Status == reports.Inconclusive && status == statusPass:
			status = statusInconclusive
		}
	}
	if status == statusPass {
		return nil
	}
	return &statusError{status: status, told: true}
}

// command returns the command line that repeats the comparison.
func (o compareOptions) command(name string) string {
	line := fmt.Sprintf("wavetank compare %s --seeds %d", quote(name), o.seeds)
	if o.first != 1 {
		line += fmt.Sprintf(" --seed %d", o.first)
	}
	return line
}

// save writes charts and numbers into a folder and returns their paths.
func save(dir string, c *reports.Comparison) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	type file struct {
		name  string
		write func(io.Writer) error
	}
	files := []file{
		{"comparison.json", c.WriteJSON},
		{"comparison.csv", c.WriteCSV},
		{"series.csv", c.WriteCurvesCSV},
	}
	errorRate, latency, apart := chart.FromComparison(c)
	for _, drawn := range []struct {
		name  string
		chart chart.Chart
	}{
		{"error-rate", chart.ErrorRate(errorRate)},
		{"latency", chart.Latency(latency)},
		{"differences", chart.Differences(apart)},
	} {
		files = append(files, file{drawn.name + ".png", drawn.chart.WritePNG}, file{drawn.name + ".svg", drawn.chart.WriteSVG})
	}
	var paths []string
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		if err := writeFile(path, f.write); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}
