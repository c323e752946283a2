package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"wavetank/reports"
	"wavetank/reports/chart"
	"wavetank/scenarios"
)

// named finds out whether a file that a flag names can be written, when there is one.
func named(file string) error {
	if file == "" {
		return nil
	}
	switch info, err := os.Stat(file); {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder, not a file", file)
	case err == nil && !info.Mode().IsRegular():
		return nil // a pipe has no folder to write to
	}
	if err := writable(filepath.Dir(file)); err != nil {
		return fmt.Errorf("nothing can be written to %s: %w", file, err)
	}
	return nil
}

// readBy returns the paths of what a scenario is read from, if they are files.
func readBy(s *scenarios.Scenario) []string {
	paths := []string{s.File}
	for name := range s.Origin.Files {
		paths = append(paths, filepath.Join(filepath.Dir(s.File), name))
	}
	return paths
}

// spare complains about the first file to be written or removed that is read as well.
func spare(read []string, paths ...string) error {
	for _, from := range read {
		a, err := os.Stat(from)
		if err != nil {
			continue
		}
		for _, path := range paths {
			if b, err := os.Stat(path); err == nil && b.Mode().IsRegular() && os.SameFile(a, b) {
				return fmt.Errorf("%s would be replaced or removed, and the scenario is read from it: choose another name, or another folder with --out", from)
			}
		}
	}
	return nil
}

// A manifest is what a folder holds of one run of a command. It lies there as a file,
// so that the next run removes what is not its own.
type manifest struct {
	Command string   `json:"command"`
	Files   []string `json:"files"`
}

// manifestName is that of the file.
const manifestName = ".wavetank.json"

// kept reads the manifest of a folder. Without one, or if somebody has changed it into
// something else, nothing is known to be of an earlier run.
func kept(dir string) (m manifest) {
	file := filepath.Join(dir, manifestName)
	if info, err := os.Lstat(file); err != nil || !info.Mode().IsRegular() || info.Size() > 1<<20 {
		return manifest{}
	}
	data, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(data, &m) != nil {
		return manifest{}
	}
	m.Files = slices.DeleteFunc(m.Files, func(name string) bool {
		return name != filepath.Base(name) || strings.Trim(name, ".") == "" || name == manifestName
	})
	return m
}

// paths returns those of its files in a folder.
func (m manifest) paths(dir string) (paths []string) {
	for _, name := range m.Files {
		paths = append(paths, filepath.Join(dir, name))
	}
	return paths
}

func (m manifest) write(dir string) error {
	return reports.File{Name: manifestName, Write: func(w io.Writer) error { return json.NewEncoder(w).Encode(m) }}.Save(dir)
}

// drawn returns the drawings as files.
func drawn(drawings []chart.Drawing) []reports.File {
	var files []reports.File
	for _, d := range drawings {
		files = append(files, reports.File{Name: d.Name + ".png", Write: d.WritePNG}, reports.File{Name: d.Name + ".svg", Write: d.WriteSVG})
	}
	return files
}

// save writes the files of a command into a folder, so many at a time, removes what an
// earlier one left there and this one does not write, and tells both. Until all is
// written the manifest names the files of both. What the scenario is read from is not replaced.
func save(told io.Writer, s *scenarios.Scenario, dir, command string, files []reports.File, jobs int) ([]string, error) {
	now, old := manifest{Command: command}, kept(dir)
	for _, f := range files {
		now.Files = append(now.Files, f.Name)
	}
	if err := spare(readBy(s), now.paths(dir)...); err != nil {
		return nil, err
	}
	stale := slices.DeleteFunc(slices.Clone(old.Files), func(name string) bool { return slices.Contains(now.Files, name) })
	err := manifest{Command: command, Files: slices.Concat(now.Files, stale)}.write(dir)
	if err == nil {
		err = writeAll(dir, files, jobs)
	}
	for _, name := range stale {
		if failed := os.Remove(filepath.Join(dir, name)); err == nil && !errors.Is(failed, os.ErrNotExist) {
			err = failed
		}
	}
	if err == nil {
		err = now.write(dir)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errWriting, err)
	}
	if len(stale) > 0 {
		wrap(told, fmt.Sprintf("removed from %s, of an earlier run (%s): %s", dir, old.Command, strings.Join(stale, ", ")), "")
	}
	return now.Files, nil
}

// writeAll writes files, so many at a time.
func writeAll(dir string, files []reports.File, jobs int) error {
	if jobs == 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	failed := make([]error, len(files))
	room := make(chan struct{}, jobs)
	var all sync.WaitGroup
	for i, f := range files {
		room <- struct{}{}
		all.Go(func() {
			failed[i] = f.Save(dir)
			<-room
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

// writeFile writes a file that the user has named whole, and into what is no file, such as
// a pipe, directly.
func writeFile(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err != nil || info.Mode().IsRegular() {
		return reports.WriteFile(path, write)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return write(f)
}
