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

// save writes numbers and charts into a folder and returns the names of the files.
func save(dir string, files []reports.File, drawings []chart.Drawing) ([]string, error) {
	for _, d := range drawings {
		files = append(files, reports.File{Name: d.Name + ".png", Write: d.WritePNG}, reports.File{Name: d.Name + ".svg", Write: d.WriteSVG})
	}
	var names []string
	for _, f := range files {
		if err := writeFile(filepath.Join(dir, f.Name), f.Write); err != nil {
			return nil, fmt.Errorf("%w: %w", errWriting, err)
		}
		names = append(names, f.Name)
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
