package language

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wavetank/scenarios/document"
)

func FuzzLoad(f *testing.F) {
	for _, dir := range []string{"good", "bad"} {
		paths, _ := filepath.Glob(filepath.Join("testdata", dir, "*.toml"))
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := testOptions()
		o.Open = memory(map[string]string{"a.csv": "1ms\n2ms\n", "arrivals.csv": "time_ms\n1\n2\n"})
		s, err := Load("fuzz.toml", data, o)
		if err == nil {
			if err := invariant(s); err != nil {
				t.Error(err)
			}
			return
		}
		var problems document.Problems
		if !errors.As(err, &problems) || len(problems) == 0 || len(problems) > document.MostShown {
			t.Fatalf("%T: %v", err, err)
		}
		lines := strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n")
		for _, p := range problems {
			if p.File != "fuzz.toml" || p.Message == "" || p.Line > len(lines) {
				t.Errorf("%+v", p)
			}
			if p.Line > 0 && (p.Column < 1 || p.Column > len(lines[p.Line-1])+1 || p.Source != strings.TrimSuffix(lines[p.Line-1], "\r")) {
				t.Errorf("%+v does not lie on its line %q", p, lines[p.Line-1])
			}
			if strings.Contains(p.Error(), "goroutine ") && !strings.Contains(string(data), "goroutine") {
				t.Errorf("a stack trace: %v", p)
			}
		}
	})
}

func TestAReaderThatFailsIsExplained(t *testing.T) {
	o := testOptions()
	o.Open = func(string) (io.ReadCloser, error) { return nil, errors.New("the disk is on fire") }
	_, err := Load("x.toml", []byte("title='x'\nduration='1s'\n[nodes.a.routes]\nr={work='csv w.csv'}\n"), o)
	if err == nil || !strings.Contains(err.Error(), "the disk is on fire") {
		t.Error(err)
	}
}
