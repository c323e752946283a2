package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"wavetank/reports"
	"wavetank/reports/chart"
)

// writable makes a folder and tries to write into it: better to know before the
// runs than after them.
func writable(dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%w: %s is a file, not a folder", errWriting, dir)
	}
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		probe := filepath.Join(dir, ".wavetank")
		if err = os.WriteFile(probe, nil, 0o644); err == nil {
			err = os.Remove(probe)
		}
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errWriting, err)
	}
	return nil
}

// An output is what is written into the folder.
type output struct {
	name  string
	write func(io.Writer) error
}

// save writes charts and numbers of a comparison into a folder and returns the
// names of the files.
func save(dir string, c *reports.Comparison) ([]string, error) {
	return saveAll(dir, filesOf(c), chart.Drawings(c))
}

// filesOf returns the numbers of a comparison.
func filesOf(c *reports.Comparison) []output {
	files := []output{
		{"comparison.json", c.WriteJSON},
		{"comparison.csv", c.WriteCSV},
		{"series.csv", c.WriteCurvesCSV},
	}
	if c.Disturbed() {
		files = append(files, output{"recovery.csv", c.WriteRecoveryCSV})
	}
	if len(c.Levels()) > 0 {
		files = append(files, output{"levels.csv", c.WriteLevelsCSV})
	}
	if len(c.Spans()) > 0 {
		files = append(files, output{"spans.csv", c.WriteSpansCSV})
	}
	return files
}

func saveAll(dir string, files []output, drawings []chart.Drawing) ([]string, error) {
	for _, d := range drawings {
		files = append(files, output{d.Name + ".png", d.WritePNG}, output{d.Name + ".svg", d.WriteSVG})
	}
	var names []string
	for _, f := range files {
		if err := writeFile(filepath.Join(dir, f.name), f.write); err != nil {
			return nil, fmt.Errorf("%w: %w", errWriting, err)
		}
		names = append(names, f.name)
	}
	return names, nil
}

func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}
