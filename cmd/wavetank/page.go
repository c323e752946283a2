package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/reports/page"
)

// pageFlag adds the flag that names a page.
func pageFlag(c *cobra.Command, file *string) {
	c.Flags().StringVar(file, "html", "", "FILE: write a page of all that was found, to be sent and kept: one file that needs no other")
}

// writePage writes a page and says so.
func writePage(c *cobra.Command, file string, r page.Report) error {
	if err := writeFile(file, func(w io.Writer) error { return page.Write(w, r) }); err != nil {
		return fmt.Errorf("%w: %w", errWriting, err)
	}
	fmt.Fprintf(c.ErrOrStderr(), "wrote the page %s\n", file)
	return nil
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
