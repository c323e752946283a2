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

// Save writes the file into a folder, whole.
func (f File) Save(dir string) error { return WriteFile(filepath.Join(dir, f.Name), f.Write) }

// Unfinished is what the names of files begin with that are not written to their end. A
// program that was killed leaves some; nobody reads them.
const Unfinished = ".wavetank-"

// WriteFile writes a file beside its final name, has the disk keep it, and renames it:
// whenever the program or the machine dies, the name stands for what was there before or
// for all that is new. A link under that name is replaced, not followed.
func WriteFile(path string, write func(io.Writer) error) error {
	dir := filepath.Dir(path)
	into, err := os.CreateTemp(dir, Unfinished+"*")
	if err != nil {
		return err
	}
	defer os.Remove(into.Name()) // there is none after the rename
	err = write(into)
	if err == nil {
		err = errors.Join(into.Chmod(0o644), into.Sync())
	}
	if err = errors.Join(err, into.Close()); err != nil {
		return err
	}
	if err := os.Rename(into.Name(), path); err != nil {
		return err
	}
	if folder, err := os.Open(dir); err == nil { // the name; not every system can be asked for that
		_ = folder.Sync()
		folder.Close()
	}
	return nil
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
	if c.Phase != nil {
		files = append(files, File{"phase.csv", c.Phase.WriteCSV})
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
