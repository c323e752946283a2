package main

import (
	"bytes"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/page"
)

// pageFlag adds the flag that names a page.
func pageFlag(c *cobra.Command, file *string) {
	c.Flags().StringVar(file, "html", "", "FILE: write a page of all that was found, to be sent and kept: one file that needs no other")
}

// scenariosIn returns those of the files that are scenarios, to be read in a page.
func scenariosIn(files []reports.File) ([]page.Text, error) {
	var all []page.Text
	for _, f := range files {
		if !strings.HasSuffix(f.Name, ".toml") {
			continue
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			return nil, err
		}
		all = append(all, page.Text{Name: f.Name, Text: b.String()})
	}
	return all, nil
}
