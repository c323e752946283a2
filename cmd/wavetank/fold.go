package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// help prints what a command does, and its flags, as wide as the screen.
func help(c *cobra.Command, _ []string) {
	w, about := c.OutOrStdout(), c.Long
	if about == "" {
		about = c.Short
	}
	fill(w, about)
	fmt.Fprintln(w)
	fold(w, c.UsageString())
}

// fold prints lines, and breaks those that do not fit.
func fold(w io.Writer, text string) { screenOf(w, false).Fold(w, text) }

// fill prints prose, whose lines are joined as well as broken.
func fill(w io.Writer, text string) { screenOf(w, false).Fill(w, text) }

// meanings prints words with what they mean beside them.
func meanings(w io.Writer, indent string, words [][]string) {
	screenOf(w, false).Meanings(w, indent, words)
}
