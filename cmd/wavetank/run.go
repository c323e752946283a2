package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

func runCommand() *cobra.Command {
	var o runOptions
	c := &cobra.Command{
		Use:   "run NAME|FILE",
		Short: "Run a scenario with one seed",
		Long: `Run every variant of a scenario, or one, with one seed, and print what became of
the requests. One seed shows what happened once; compare says what it is worth.`,
		Example:           "  wavetank run circuit-breaker --seed 7\n  wavetank run my.toml --variant with --json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeNames,
		RunE:              func(c *cobra.Command, args []string) error { return o.run(c, args[0]) },
	}
	c.Flags().StringVar(&o.variant, "variant", "", "run only this variant")
	c.Flags().Uint64Var(&o.seed, "seed", 1, "seed of the run")
	c.Flags().BoolVar(&o.json, "json", false, "print the results as JSON")
	c.Flags().BoolVar(&o.verify, "verify", false, "run twice, and name the first event that differs")
	return c
}

type runOptions struct {
	variant string
	seed    uint64
	json    bool
	verify  bool
}

func (o runOptions) run(c *cobra.Command, name string) error {
	s, err := scenarios.Open(name)
	if err != nil {
		return err
	}
	variants := s.Variants
	if o.variant != "" {
		v, err := s.Variant(o.variant)
		if err != nil {
			return err
		}
		variants = []scenarios.Variant{v}
	}
	results := reports.Results{Scenario: s.Name(), Hash: s.Hash, Seed: o.seed}
	for _, v := range variants {
		if o.verify {
			if err := verify(c, s, v.Name, o.seed); err != nil {
				return err
			}
		}
		sum, err := scenarios.Run(c.Context(), s, v.Name, o.seed, sim.Limits{})
		if err != nil {
			return err
		}
		results.Runs = append(results.Runs, sum)
	}
	if o.json {
		return results.WriteJSON(c.OutOrStdout())
	}
	out := c.OutOrStdout()
	fmt.Fprintf(out, "%s: %s (seed %d, %v of virtual time)\n\n", s.Name(), s.Title, o.seed, s.Duration)
	if err := reports.WriteTable(out, results.Runs...); err != nil {
		return err
	}
	for _, sum := range results.Runs {
		fmt.Fprintf(out, "digest of %s: %s\n", sum.Variant, sum.Digest)
	}
	fmt.Fprintf(out, "\nAgain: %s\n", o.command(name))
	return nil
}

// verify runs a variant twice in step.
func verify(c *cobra.Command, s *scenarios.Scenario, variant string, seed uint64) error {
	d, err := scenarios.Verify(s, variant, seed, sim.Limits{})
	if err != nil {
		return err
	}
	if d != nil {
		return &statusError{status: statusInternal, err: fmt.Errorf("variant %s, seed %d is not deterministic: %v", variant, seed, d)}
	}
	fmt.Fprintf(c.ErrOrStderr(), "verified: variant %s ran twice with seed %d, and every event was the same\n", variant, seed)
	return nil
}

// command returns the command line that repeats the run.
func (o runOptions) command(name string) string {
	line := []string{"wavetank run", quote(name)}
	if o.variant != "" {
		line = append(line, "--variant", quote(o.variant))
	}
	return strings.Join(append(line, fmt.Sprintf("--seed %d", o.seed)), " ")
}

// quote makes a word safe to paste into a shell.
func quote(word string) string {
	safe := func(r rune) bool {
		return strings.ContainsRune("-_./:+,@%=", r) || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !safe(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
