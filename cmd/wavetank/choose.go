package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
	"wavetank/scenarios/campaign"
)

// A choice is what the command line puts in the place of what a file says, and which
// of its variants it takes.
type choice struct {
	set  []string
	only []string
	from *campaign.Header // whose scenario it is; nil: that of the library or file
}

// flags adds the flags of a choice; --variant, which is not shown, means --only.
func (x *choice) flags(c *cobra.Command) {
	c.Flags().StringArrayVar(&x.set, "set", nil, "KEY=VALUE: in place of what the file says, such as nodes.payment.workers=8; again for another")
	c.Flags().StringSliceVar(&x.only, "only", nil, "VARIANT,VARIANT,…: only these, the first being the baseline")
	c.Flags().StringSliceVar(&x.only, "variant", nil, "")
	if err := errors.Join(c.Flags().MarkHidden("variant"), c.RegisterFlagCompletionFunc("set", completeSettings), c.RegisterFlagCompletionFunc("only", completeVariants)); err != nil {
		panic(err)
	}
}

// settings returns what the command line sets.
func (x *choice) settings() ([]scenarios.Setting, error) {
	var all []scenarios.Setting
	for _, text := range x.set {
		s, err := scenarios.ParseSetting("--set", text)
		if err != nil {
			return nil, fmt.Errorf("--set: %w", err)
		}
		all = append(all, s)
	}
	return all, nil
}

// opener returns what opens the scenario of that name as it was chosen, with further
// settings. It is no use to whoever makes arms of his own.
func (x *choice) opener(name string) (scenarios.Opener, error) {
	chosen, err := x.settings()
	if err != nil {
		return nil, err
	}
	return func(more ...scenarios.Setting) (*scenarios.Scenario, error) {
		set := append(chosen[:len(chosen):len(chosen)], more...)
		s, err := scenarios.OpenWith(name, set...)
		if x.from != nil {
			s, err = scenarios.OpenOrigin(x.from.Name, x.from.Origin(), set...)
		}
		if err != nil || len(x.only) == 0 {
			return s, err
		}
		if s, err = scenarios.Only(s, x.only); err != nil {
			return nil, fmt.Errorf("--only: %w", err)
		}
		return s, nil
	}, nil
}

// open opens a scenario, and notes on w which patterns and expectations stay out.
func (x *choice) open(w io.Writer, name string) (*scenarios.Scenario, error) {
	open, err := x.opener(name)
	if err != nil {
		return nil, err
	}
	s, err := open()
	if err != nil {
		return nil, err
	}
	x.remark(w, s)
	return s, nil
}

// remark notes which patterns no variant uses, or which expectations are about
// variants that --only leaves out.
func (x *choice) remark(w io.Writer, s *scenarios.Scenario) {
	if len(x.only) > 0 {
		if n := s.LeftOut; n > 0 {
			fmt.Fprintf(w, "note: --only leaves out %d of the expectations and invariants, with their variants\n", n)
		}
		return
	}
	for _, p := range s.Unused() {
		fmt.Fprintf(w, "note: %s: no variant uses the pattern %q\n", p.Pos, p.Name)
	}
}

// words returns the flags that choose the same again, each behind a blank.
func (x *choice) words() string {
	var b strings.Builder
	for _, text := range x.set {
		b.WriteString(" --set " + quote(text))
	}
	if len(x.only) > 0 {
		b.WriteString(" --only " + quote(strings.Join(x.only, ",")))
	}
	return b.String()
}

// alone is the run of one variant with one seed.
func (x choice) alone(variant string, seed uint64) runOptions {
	return runOptions{choice: choice{set: x.set, only: []string{variant}}, seed: seed}
}

// completeSettings completes the keys that --set and --sweep take, and those of their values that can be listed.
func completeSettings(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	const asTyped = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	if len(args) == 0 {
		return nil, asTyped
	}
	s, err := scenarios.Open(args[0])
	if err != nil {
		return nil, asTyped
	}
	var words []string
	for _, k := range s.Settable() {
		if !strings.HasPrefix(typed, k.Key+"=") {
			words = append(words, k.Key+"=")
			continue
		}
		for _, value := range k.Enum {
			words = append(words, k.Key+"="+value)
		}
	}
	return words, asTyped
}
