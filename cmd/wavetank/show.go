package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
	"wavetank/sim/typo"
)

func showCommand() *cobra.Command {
	return &cobra.Command{
		Use:        "show NAME",
		SuggestFor: []string{"cat", "print", "view"},
		Short:      "Print the TOML of a scenario that comes with the program",
		Long: `Print the file of a scenario that comes with the program, comments and all: to read
how it is written, or to begin with.`,
		Example:           "  wavetank show circuit-breaker\n  wavetank show cap > my.toml",
		Args:              oneName("the name of a scenario"),
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, args []string) error {
			text, err := scenarios.Source(args[0])
			if err != nil {
				guess := "wavetank list shows those that do"
				if meant := typo.Meant(args[0], scenarios.Library()); meant != "" {
					guess = fmt.Sprintf("did you mean %q?", meant)
				}
				return fmt.Errorf("no scenario called %q comes with the program; %s", args[0], guess)
			}
			_, err = c.OutOrStdout().Write(text)
			return err
		},
	}
}
