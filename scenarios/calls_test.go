package scenarios_test

import (
	"path/filepath"
	"strings"
	"testing"

	"wavetank/scenarios"
)

// TestCallsComeOutAsInProduction holds the scenarios of testdata/calls to what they
// expect: what a documented library or product makes of the same configuration, or what
// arithmetic says.
func TestCallsComeOutAsInProduction(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "calls", "*.toml"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".toml"), func(t *testing.T) {
			t.Parallel()
			s, err := scenarios.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			holds(t, s)
		})
	}
}
