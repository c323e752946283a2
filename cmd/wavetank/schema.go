package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"wavetank/scenarios"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a scenario, for editors of TOML",
		Long: `Print the JSON Schema (draft 2020-12) of a scenario. Editors that know one, by Taplo or
Tombi, complete its keys, show what they mean and underline what is wrong:

  wavetank schema > wavetank.schema.json

and, as the first line of a scenario,

  #:schema ./wavetank.schema.json

What the schema refuses, check refuses too; check alone knows whether names stand for
something, and what takes the whole scenario to judge.`,
		Example: "  wavetank schema > wavetank.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			e := json.NewEncoder(c.OutOrStdout())
			e.SetEscapeHTML(false)
			e.SetIndent("", " ")
			return e.Encode(scenarios.Schema())
		},
	}
}
