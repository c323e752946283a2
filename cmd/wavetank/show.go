package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
	"wavetank/sim/typo"
)

func showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Print the TOML of a scenario that comes with the program",
		Long: `Print the file of a scenario that comes with the program, comments and all: to read
how it is written, or to begin with.`,
		Example:           "  wavetank show circuit-breaker\n  wavetank show cap > my.toml",
		Args:              oneName("the name of a scenario"),
		ValidArgsFunction: completeNames,
		RunE: func(c *cobra.Command, args []string) error {
			text, err := scenarios.Source(args[0])
			if err != nil {
				return fmt.Errorf("no scenario called %q comes with the program; %s", args[0], typo.OrElse(args[0], scenarios.Library()))
			}
			_, err = c.OutOrStdout().Write(text)
			return err
		},
	}
}
