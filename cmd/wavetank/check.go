package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/lint"
)

func checkCommand() *cobra.Command {
	var explain bool
	var chosen choice
	var watch ci
	c := &cobra.Command{
		Use:        "check NAME|FILE ...",
		SuggestFor: []string{"validate", "lint", "verify"},
		Short:      "Say whether files are scenarios, and what is wrong with them",
		Long: `Load each file and say whether it is a scenario. What is wrong is printed with file,
line, column, the line itself and what is allowed there; the exit status is then 2.

With --explain also say what arithmetic knows of a scenario before it runs: how busy
every node is, whose timeout is longer than that of whoever waits for him, how many
calls one request can become, what cannot act as it is configured, and who would wait
for ever; each with its place, its number and what would mend it. A ! marks what would
be taken for something that it is not: without --explain there is a warning of that, as
compare has it. None of it is an error.`,
		Example: "  wavetank check my.toml\n  wavetank check scenarios/*.toml\n  wavetank check --explain circuit-breaker",
		Args: func(c *cobra.Command, args []string) error {
			return oneName("at least one scenario or file")(c, args[:min(1, len(args))])
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return scenarios.Library(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(c *cobra.Command, args []string) error {
			var failed error
			brief := reports.Brief{Scenario: "check", Title: "are these files scenarios?", Command: "wavetank check " + quoted(args)}
			for _, name := range args {
				s, err := chosen.open(c.ErrOrStderr(), name)
				if err != nil {
					tell(c.ErrOrStderr(), err, false)
					failed = &statusError{status: statusUsage, told: true, err: err}
					brief.Cases = append(brief.Cases, wrong(name, err)...)
					continue
				}
				fmt.Fprintf(c.OutOrStdout(), "%s: ok (%s; %s, %s, %s)\n", name, s.Title,
					reports.CountOf(len(s.Variants), "variant"), reports.CountOf(len(s.Faults), "fault"), reports.CountOf(len(s.Expects), "expectation"))
				brief.Cases = append(brief.Cases, reports.Case{Kind: "scenario", Name: name, Status: reports.Pass, Words: s.Title, File: s.File})
				if explain {
					explained(c.OutOrStdout(), s)
				} else {
					warn(c.ErrOrStderr(), s)
				}
			}
			return errors.Join(failed, watch.tell(c, brief))
		},
	}
	chosen.flags(c)
	watch.flags(c)
	c.Flags().BoolVar(&explain, "explain", false, "say what is to be expected of it, with numbers")
	return c
}

func explained(w io.Writer, s *scenarios.Scenario) {
	for _, n := range lint.All(s) {
		mark := " "
		if n.Serious {
			mark = "!"
		}
		fmt.Fprintf(w, "%s %s\n", mark, n)
		if n.Mend != "" {
			fmt.Fprintf(w, "    what would mend it: %s\n", n.Mend)
		}
	}
}

// warn prints what makes a result mean something else than one would think.
func warn(w io.Writer, s *scenarios.Scenario) {
	serious := lint.Serious(lint.All(s))
	for _, n := range serious {
		advise(w, fmt.Sprint("warning: ", n))
	}
	if len(serious) > 0 {
		advise(w, "what would mend that: wavetank check --explain "+quote(s.File))
	}
}
