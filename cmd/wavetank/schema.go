package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/scenarios"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema [scenario|results]",
		Short: "Print the JSON Schema of a scenario, for editors of TOML, or of the results",
		Long: `Print the JSON Schema (draft 2020-12) of a scenario. Editors that know one, by Taplo or
Tombi, complete its keys, show what they mean and underline what is wrong:

  wavetank schema > wavetank.schema.json

and, as the first line of a scenario,

  #:schema ./wavetank.schema.json

What the schema refuses, check refuses too; check alone knows whether names stand for
something, and what takes the whole scenario to judge.

With results it is the schema of what run, compare and hunt print with --json, and of
comparison.json, sweep.json and factorial.json.`,
		Example:   "  wavetank schema > wavetank.schema.json\n  wavetank schema results",
		ValidArgs: []string{"scenario", "results"},
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 && args[0] == "results" {
				_, err := c.OutOrStdout().Write(reports.ResultSchema)
				return err
			}
			e := json.NewEncoder(c.OutOrStdout())
			e.SetEscapeHTML(false)
			e.SetIndent("", " ")
			return e.Encode(scenarios.Schema())
		},
	}
}
