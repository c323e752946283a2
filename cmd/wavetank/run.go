package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
)

func runCommand() *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:        "run NAME|FILE",
		SuggestFor: []string{"simulate", "sim", "exec"},
		Short:      "Run a scenario with one seed",
		Long: `Run every variant of a scenario, or one, with one seed, and print what became of
the requests. One seed shows what happened once; compare says what it is worth, and
judges the scenario's expectations.`,
		Example:           "  wavetank run circuit-breaker --seed 7\n  wavetank run my.toml --only with --json",
		Args:              oneName("the name of a scenario, or a file"),
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, args []string) error {
			return o.guard(c, args[0], func() error { return o.run(c, args[0]) })
		},
	}
	o.choice.flags(c)
	o.ci.flags(c)
	c.Flags().Uint64Var(&o.seed, "seed", 1, "seed of the run (default: what the scenario says, or 1)")
	c.Flags().BoolVar(&o.details, "details", false, "print what facts told as well, and how often they happened")
	c.Flags().BoolVar(&o.json, "json", false, "print the results as JSON")
	c.Flags().BoolVar(&o.verify, "verify", false, "run twice as well, and name the first event that differs")
	return c
}

type runOptions struct {
	choice
	ci
	seed    uint64
	json    bool
	verify  bool
	details bool
}

func (o *runOptions) run(c *cobra.Command, name string) error {
	s, err := o.open(c.ErrOrStderr(), name)
	if err != nil {
		return err
	}
	if !c.Flags().Changed("seed") {
		o.seed = uint64(s.Seed)
	}
	s.Measure = true
	results := reports.Results{Scenario: s.Name(), Hash: s.Hash, Seed: o.seed, Build: built().String()}
	var violations []string
	for _, v := range s.Variants {
		var sum *reports.Summary
		if sum, err = o.one(c, s, v.Name); err != nil {
			break
		}
		results.Runs = append(results.Runs, sum)
		for _, j := range sum.Judged {
			if j.Broken {
				violations = append(violations, fmt.Sprintf("variant %s: %v", v.Name, j))
			}
		}
	}
	switch {
	case err != nil && !errors.Is(err, context.Canceled):
		return o.blame(err, name)
	case err != nil && len(results.Runs) == 0:
		return &statusError{status: statusInterrupted, err: errors.New("interrupted before a run was finished: there is nothing to show")}
	}
	if err := o.print(c.OutOrStdout(), s, results, name); err != nil {
		return err
	}
	brief := reports.Brief{Scenario: s.Name(), Title: s.Title, Command: o.command(name)}
	for _, sum := range results.Runs {
		brief.Cases = append(brief.Cases, invariants(s, sum.Tallies())...)
	}
	if err := o.tell(c, brief); err != nil {
		return err
	}
	for _, v := range violations {
		fmt.Fprintf(c.ErrOrStderr(), "INVARIANT VIOLATED, %s\n", v)
	}
	if err != nil {
		fmt.Fprintf(c.ErrOrStderr(), "interrupted: %d of %d variants are finished\n", len(results.Runs), len(s.Variants))
	}
	switch {
	case violations != nil:
		return &statusError{status: statusViolated, told: true}
	case err != nil:
		return &statusError{status: statusInterrupted, told: true}
	}
	return nil
}

func (o runOptions) one(c *cobra.Command, s *scenarios.Scenario, variant string) (*reports.Summary, error) {
	if o.verify {
		if err := verify(c, s, variant, o.seed); err != nil {
			return nil, err
		}
	}
	return storm.RunDeclared(c.Context(), s, variant, o.seed, limits(c))
}

// verify runs a variant twice in step.
func verify(c *cobra.Command, s *scenarios.Scenario, variant string, seed uint64) error {
	d, err := scenarios.Verify(c.Context(), s, variant, seed, limits(c))
	if err != nil {
		return err
	}
	if d != nil {
		return &statusError{status: statusInternal, err: fmt.Errorf("variant %s, seed %d is not deterministic: %v", variant, seed, d)}
	}
	fmt.Fprintf(c.ErrOrStderr(), "verified: variant %s ran twice with seed %d, and every event was the same\n", variant, seed)
	return nil
}

func (o runOptions) print(w io.Writer, s *scenarios.Scenario, results reports.Results, name string) error {
	if o.json {
		return reports.JSON(results)(w)
	}
	wrap(w, fmt.Sprintf("%s: %s (seed %d, %v of virtual time)", s.Name(), s.Title, o.seed, s.Duration), "")
	fmt.Fprintln(w)
	if err := reports.WriteTable(w, screenOf(w, o.details), results.Runs...); err != nil {
		return err
	}
	fmt.Fprintln(w)
	for _, sum := range results.Runs {
		fmt.Fprintf(w, "Digest of %s: %s\n", sum.Variant, sum.Digest)
	}
	notes(w, scenarios.Idle(s, results.Runs))
	fmt.Fprintln(w)
	again(w, o.command(name))
	return nil
}

// notes warns of what took no part in the runs.
func notes(w io.Writer, idle []string) {
	if len(idle) > 0 {
		fmt.Fprintln(w)
	}
	for _, words := range idle {
		wrap(w, fmt.Sprintf("Note: %s; the result says nothing about it.", words), "")
	}
}

// command returns the command line that repeats the run.
func (o runOptions) command(name string) string {
	return fmt.Sprintf("wavetank run %s%s --seed %d", quote(name), o.words(), o.seed)
}

// blame adds to a run that failed the command that repeats it.
func (x choice) blame(err error, name string) error {
	var run *scenarios.RunError
	if !errors.As(err, &run) {
		return err
	}
	return fmt.Errorf("%w\nAgain: %s", err, x.alone(run.Variant, run.Seed).command(name))
}
