package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"wavetank/patterns/catalog"
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
			for _, p := range catalog.All() {
				fmt.Fprintf(w, "%s\t%s\n", p.Kind, p.Idea)
			}
			return w.Flush()
		},
	}
}
