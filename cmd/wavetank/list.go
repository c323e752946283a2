package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
)

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the scenarios and patterns that come with the program",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "SCENARIO\tQUESTION")
			for _, name := range scenarios.Library() {
				s, err := scenarios.Open(name)
				if err != nil {
					return err
				}
				fmt.Fprintf(w, "%s\t%s\n", name, s.Question)
			}
			fmt.Fprintln(w, "\nPATTERN\tIDEA")
			for _, p := range scenarios.Catalog() {
				fmt.Fprintf(w, "%s\t%s\n", p.Kind, p.Idea)
			}
			return w.Flush()
		},
	}
}

func checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "check NAME|FILE ...",
		Short:             "Say whether files are scenarios, and what is wrong with them",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, args []string) error {
			var failed error
			for _, name := range args {
				s, err := scenarios.Open(name)
				if err != nil {
					fmt.Fprintln(c.ErrOrStderr(), err)
					failed = &statusError{status: statusUsage, told: true, err: err}
					continue
				}
				fmt.Fprintf(c.OutOrStdout(), "%s: ok (%s, %d variants, %d faults, %d expectations)\n",
					name, s.Title, len(s.Variants), len(s.Faults), len(s.Expects))
			}
			return failed
		},
	}
}
