package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"wavetank/reports"
	"wavetank/sim"
)

func diffCommand() *cobra.Command {
	var tolerance string
	var all bool
	c := &cobra.Command{
		Use:        "diff OLD NEW",
		SuggestFor: []string{"benchstat"},
		Short:      "Tell what changed between two saved results",
		Long: `Pair two results that compare saved, seed by seed, and tell what changed: the median of
both, the mean change as a part of what it was, with the 95 % interval of the
difference, and ~ where none is shown. OLD and NEW are folders of --out, or files in
them: comparison.json, factorial.json or sweep.json.

It exits with 3 if a metric that a comparison shows is worse, and is shown to be, by
more than --tolerance of what it was, or if an expectation that passed does no more.`,
		Example: "  wavetank compare my.toml --out before\n  wavetank compare my.toml --out after\n  wavetank diff before after --tolerance 5%",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("%s needs two saved results, as in: %s before after", c.CommandPath(), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			most, err := sim.ParseRatio(tolerance)
			if err != nil {
				return fmt.Errorf("--tolerance: %w", err)
			}
			return runDiff(c, args[0], args[1], most, all)
		},
	}
	c.Flags().StringVar(&tolerance, "tolerance", "0%", "how much worse a metric may be, as a part of what it was")
	c.Flags().BoolVar(&all, "all", false, "every metric, whether it changed or not")
	return c
}

func runDiff(c *cobra.Command, from, to string, tolerance float64, all bool) error {
	x, err := readSaved(from)
	if err != nil {
		return err
	}
	y, err := readSaved(to)
	if err != nil {
		return err
	}
	d, err := reports.NewDiff(x, y)
	if err != nil {
		return err
	}
	w := c.OutOrStdout()
	wrap(w, fmt.Sprintf("%s: %s, now %s", y[0].Scenario, x[0].Build, y[0].Build), "")
	fmt.Fprintln(w)
	if err := d.WriteTable(w, screenOf(w, false), all); err != nil {
		return err
	}
	worse := d.Worsened(tolerance)
	if len(worse) == 0 {
		more := ""
		if tolerance > 0 {
			more = fmt.Sprintf(" by more than %.4g %%", 100*tolerance)
		}
		fmt.Fprintf(w, "Nothing is shown to be worse%s.\n", more)
		return nil
	}
	fmt.Fprintln(w, "Worse:")
	for _, words := range worse {
		fmt.Fprintln(w, "  "+words)
	}
	return &statusError{status: statusFailed, told: true}
}

// largestRead bounds the files that a command reads.
const largestRead = 1 << 30

// regular complains about what is no file, of which reading may never end.
func regular(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a regular file", path)
	}
	return err
}

// handy complains about what is no file, or a giant one.
func handy(path string) error {
	if err := regular(path); err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > largestRead {
		return fmt.Errorf("%s has %d bytes, more than the limit of %d", path, info.Size(), largestRead)
	}
	return nil
}

// readSaved reads a saved result: a file, or the one in a folder.
func readSaved(path string) ([]*reports.Saved, error) {
	files := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		files = []string{filepath.Join(path, "comparison.json"), filepath.Join(path, "sweep.json")}
	}
	var data []byte
	var err error
	for _, file := range files {
		if err = handy(file); err == nil {
			data, err = os.ReadFile(file)
		}
		if err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s holds no result: %w", path, err)
	}
	saved, err := reports.ReadSaved(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return saved, nil
}
