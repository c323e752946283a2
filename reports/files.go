package reports

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// A File is a part of a report and what its file is called.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// Save writes the file into a folder: beside its final name, and then renamed, so that
// nobody ever reads half of it.
func (f File) Save(dir string) error {
	into, err := os.CreateTemp(dir, ".wavetank-*")
	if err != nil {
		return err
	}
	err = errors.Join(f.Write(into), into.Chmod(0o644), into.Close())
	if err == nil {
		err = os.Rename(into.Name(), filepath.Join(dir, f.Name))
	}
	if err != nil {
		os.Remove(into.Name())
	}
	return err
}

// Files returns the numbers of the comparison: all of them, and what its charts
// draw.
func (c *Comparison) Files() []File {
	files := []File{
		{"comparison.json", JSON(c)},
		{"comparison.csv", c.WriteCSV},
		{"series.csv", c.WriteCurvesCSV},
	}
	if c.Disturbed() {
		files = append(files, File{"recovery.csv", c.WriteRecoveryCSV})
	}
	for _, f := range Families() {
		if f.csv != nil && len(c.Kinds(f)) > 0 {
			files = append(files, File{f.Name + "s.csv", func(w io.Writer) error { return writeRows(w, f.csv(f, c)) }})
		}
	}
	return files
}

// Files returns the numbers of the sweep.
func (s *Sweep) Files() []File {
	return []File{{"sweep.json", JSON(s)}, {"sweep.csv", s.WriteCSV}}
}

// Files returns the numbers of the comparison, and the effects.
func (f *Factorial) Files() []File {
	return append(f.Comparison.Files(), File{"factorial.json", JSON(f)}, File{"effects.csv", f.WriteEffectsCSV})
}
