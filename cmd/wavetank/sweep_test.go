package main

import (
	"strings"
	"testing"
)

func TestASweepLeavesTableChartAndNumbers(t *testing.T) {
	path := file(t, "pair.toml", pair)
	out := t.TempDir()
	e := tank(t, "compare", path, "--seeds", "2", "--sweep", "duration=6s,7s", "--out", out).must(t, 0, "4 of 4 seeds at 2 points, ")
	for _, want := range []string{"(2 points, 2 seeds)", "\n6s        with", "\nAgain: wavetank compare " + quote(path) + " --seeds 2 --sweep duration=6s,7s\n"} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("no %q in\n%s", want, e.stdout)
		}
	}
	files := folder(t, out)
	for _, name := range []string{"sweep.png", "sweep.svg", "sweep.csv", "sweep.json"} {
		if err := readable(name, files[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	grid := tank(t, "compare", path, "--seeds", "2", "--json", "--sweep", "duration=6s,7s", "--sweep", "warmup=0s,1s", "--out", out).must(t, 0)
	if points := object(t, grid.stdout)["points"].([]any); len(points) != 4 {
		t.Errorf("%d points", len(points))
	}
}

func TestAWrongSweepIsAnswered(t *testing.T) {
	path := file(t, "pair.toml", pair)
	for flag, want := range map[string]string{
		"duration":       "--sweep: \"duration\" is not KEY=VALUE",
		"duration=6s,no": "--sweep duration=no: ",
		"durations=6s":   `unknown key "durations"`,
		"nodes.x.y=1":    `there is no "x" in nodes`,
	} {
		tank(t, "compare", path, "--sweep", flag, "--out", t.TempDir()).must(t, 2, want)
	}
}

func TestAFactorialTellsEffectsOfEveryPattern(t *testing.T) {
	path := file(t, "pair.toml", pair)
	out := t.TempDir()
	e := tank(t, "compare", path, "--seeds", "2", "--factorial", "breaker", "--out", out).must(t, 0)
	for _, want := range []string{"(2 subsets of 1 pattern, 2 seeds)", "\nbreaker   error_rate", "\nAgain: wavetank compare " + quote(path) + " --seeds 2 --factorial breaker\n"} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("no %q in\n%s", want, e.stdout)
		}
	}
	files := folder(t, out)
	for _, name := range []string{"effects.png", "effects.svg", "effects.csv", "factorial.json", "comparison.json"} {
		if err := readable(name, files[name]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	tank(t, "compare", path, "--factorial", "nobody", "--out", out).must(t, 2, "--factorial: scenario pair has no pattern")
	tank(t, "compare", path, "--factorial", "breaker", "--sweep", "seeds=1,2", "--out", out).must(t, 2, "do not go together")
}
