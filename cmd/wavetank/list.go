package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"wavetank/reports"
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
		Use:   "check NAME|FILE ...",
		Short: "Say whether files are scenarios, and what is wrong with them",
		Long: `Load each file and say whether it is a scenario. What is wrong is printed with file,
line, column, the line itself and what is allowed there; the exit status is then 2.`,
		Example: "  wavetank check my.toml\n  wavetank check scenarios/*.toml",
		Args: func(c *cobra.Command, args []string) error {
			return oneName("at least one scenario or file")(c, args[:min(1, len(args))])
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return scenarios.Library(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(c *cobra.Command, args []string) error {
			var failed error
			for _, name := range args {
				s, err := scenarios.Open(name)
				if err != nil {
					fmt.Fprintln(c.ErrOrStderr(), err)
					failed = &statusError{status: statusUsage, told: true, err: err}
					continue
				}
				fmt.Fprintf(c.OutOrStdout(), "%s: ok (%s; %s, %s, %s)\n", name, s.Title,
					reports.CountOf(len(s.Variants), "variant"), reports.CountOf(len(s.Faults), "fault"), reports.CountOf(len(s.Expects), "expectation"))
			}
			return failed
		},
	}
}
