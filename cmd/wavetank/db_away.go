//go:build !fleet

package main

import (
	"os"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
)

// readyForDB hands the command line over to the program that has SQLite.
func readyForDB(c *cobra.Command, _ string) error {
	program, err := findFleet(c.Context(), c.ErrOrStderr())
	if err != nil {
		return err
	}
	return become(program, append([]string{program}, os.Args[1:]...))
}

// A roll is for the database, which this program has not.
type roll struct{}

func (r *roll) note(scenarios.Task, string, []uint64) {}

func (o *compareOptions) keepInDB(*outcome) error { return nil }
