package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"

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

// writablePage is writable for the file of the page.
func (o *compareOptions) writablePage() error {
	if o.html == "" {
		return nil
	}
	if info, err := os.Stat(o.html); err == nil && info.IsDir() {
		return fmt.Errorf("%w: %s is a folder, not a file", errWriting, o.html)
	}
	return writable(filepath.Dir(o.html))
}

// save writes numbers and charts into a folder, so many at a time, and returns the names
// of the files.
func save(dir string, files []reports.File, drawings []chart.Drawing, jobs int) ([]string, error) {
	for _, d := range drawings {
		files = append(files, reports.File{Name: d.Name + ".png", Write: d.WritePNG}, reports.File{Name: d.Name + ".svg", Write: d.WriteSVG})
	}
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	names, failed := make([]string, len(files)), make([]error, len(files))
	room := make(chan struct{}, jobs)
	var all sync.WaitGroup
	for i, f := range files {
		names[i] = f.Name
		room <- struct{}{}
		all.Go(func() {
			failed[i] = writeFile(filepath.Join(dir, f.Name), f.Write)
			<-room
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errWriting, err)
		}
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
