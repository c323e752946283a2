package main

import (
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"wavetank/patterns/catalog"
	"wavetank/scenarios"
)

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use:        "list",
		SuggestFor: []string{"ls", "scenarios", "patterns", "examples"},
		Short:      "List the scenarios and patterns that come with the program",
		Args:       cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			w, words := c.OutOrStdout(), [][]string{{"SCENARIO", "QUESTION"}}
			screen := screenOf(w, false)
			if screen.Width == 0 {
				screen.Width = math.MaxInt // for grep, each in a line of its own
			}
			for _, name := range scenarios.Library() {
				s, err := scenarios.Open(name)
				if err != nil {
					return err
				}
				words = append(words, []string{name, s.Question})
			}
			screen.Meanings(w, "", words)
			words = [][]string{{"PATTERN", "IDEA"}}
			for _, p := range catalog.All() {
				words = append(words, []string{p.Kind, p.Idea})
			}
			fmt.Fprintln(w)
			screen.Meanings(w, "", words)
			return nil
		},
	}
}
