package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestATuningLeavesAScenarioThatRuns: sentence, table, charts, and tuned.toml.
func TestATuningLeavesAScenarioThatRuns(t *testing.T) {
	path, out := file(t, "pair.toml", pair), t.TempDir()
	args := []string{"tune", path, "--only", "with", "--knob", "patterns.breaker.failure_rate=20%..80%/4", "--minimise", "error_rate,attempts_per_request", "--budget", "60", "--seeds", "2", "--out", out}
	e := tank(t, args...).must(t, 0, "tuned.toml")
	for _, want := range []string{"\ndesign ", "breaker.failure_rate", "error_rate, race", "error_rate, again", "\nAgain: wavetank tune " + quote(path) + " --seeds 2 --only with --knob patterns.breaker.failure_rate=20%..80%/4 --minimise error_rate,attempts_per_request --budget 60\n"} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("%q is missing in\n%s", want, e.stdout)
		}
	}
	for _, name := range []string{"tuning.json", "tuning.csv", "curves-error_rate.svg", "front.png"} {
		if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	tank(t, "check", filepath.Join(out, "tuned.toml")).must(t, 0)
	var got struct {
		Schema, Finding string
		Designs         []struct{ Names []string }
	}
	if err := json.Unmarshal([]byte(tank(t, append(args, "--json")...).must(t, 0).stdout), &got); err != nil || got.Schema != "wavetank/tuning/1" || got.Designs[0].Names[0] != "yours" {
		t.Errorf("%v: %+v", err, got)
	}
}

func TestATuningThatMeansNothingIsRefused(t *testing.T) {
	path := file(t, "pair.toml", pair)
	for _, c := range [][]string{
		{"--budget 0 is not", "--budget", "0", "--knob", "patterns.breaker.window=5..9"},
		{"needs --knob KEY=LOW..HIGH", "--budget", "100"},
		{"--maximise goodput", "--minimise", "goodput", "--knob", "patterns.breaker.window=5..9"},
	} {
		tank(t, append([]string{"tune", path, "--out", t.TempDir()}, c[1:]...)...).must(t, 2, c[0])
	}
}
