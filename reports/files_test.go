package reports

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestAFileIsWhole: what cannot be written to its end leaves the file as it was, and
// nothing beside it.
func TestAFileIsWhole(t *testing.T) {
	dir := t.TempDir()
	path, full := filepath.Join(dir, "x.csv"), errors.New("no space left")
	say := func(text string, err error) error {
		return WriteFile(path, func(w io.Writer) error {
			return errors.Join(err, func() error { _, e := io.WriteString(w, text); return e }())
		})
	}
	if err := say("old", nil); err != nil {
		t.Fatal(err)
	}
	if err := say("half of the n", full); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("it holds %q", got)
	}
	if err := say("new", nil); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "new" {
		t.Errorf("it holds %q", got)
	}
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("left behind: %v", list)
	}
	if err := WriteFile(filepath.Join(dir, "no", "such"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}
