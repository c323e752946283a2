package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fragile is a scenario whose invariant any crash violates.
const fragile = `
title = "Three machines that must not crash"
duration = "10s"

[nodes.kv]
instances = 3
routes.get = { work = "exp 1ms" }

[loads.readers]
to = "kv.get"
rate = "50/s"

[storm]
kinds = ["crash", "slow", "delay"]
until = "6s"

[[invariant]]
never = "node.crashed"
note = "the planted bug"

[[invariant]]
sometimes = "breaker.opened"
`

func TestHuntFindsShrinksAndRepeats(t *testing.T) {
	out := t.TempDir()
	path := file(t, "fragile.toml", fragile)
	e := tank(t, "hunt", path, "--seeds", "100", "--out", out).must(t, statusViolated)
	for _, want := range []string{"never node.crashed", "The storm:", "Without fault 1", "Again: wavetank run"} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("stdout lacks %q:\n%s", want, e.stdout)
		}
	}
	failure := filepath.Join(out, "failure.toml")
	found := scenario(failure)
	if n := strings.Count(found, "[[faults]]"); n != 1 {
		t.Errorf("%d faults, want 1:\n%s", n, found)
	}
	for _, name := range []string{"story.svg", "failure_test.go"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
	at := between(t, e.stdout, "is violated at ", " ")
	tank(t, "run", failure).must(t, statusViolated, "is violated at "+at)
	tank(t, "hunt", failure, "--perturb", "3").must(t, statusViolated)

	again := t.TempDir()
	tank(t, "hunt", path, "--seeds", "100", "--jobs", "1", "--out", again).must(t, statusViolated)
	if scenario(filepath.Join(again, "failure.toml")) != found {
		t.Error("another number of jobs found another failure")
	}
}

func TestAHuntThatFindsNothingSaysWhatThatIsWorth(t *testing.T) {
	path := file(t, "calm.toml", strings.Replace(fragile, `"crash", `, "", 1))
	e := tank(t, "hunt", path, "--seeds", "300", "--storm", "--out", t.TempDir()).must(t, 0)
	for _, want := range []string{"300 storms", "at most 1 %", "3/300", "never reached: sometimes breaker.opened", "--storm=true"} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("stdout lacks %q:\n%s", want, e.stdout)
		}
	}
}

func TestAHuntHasTimeForEveryVariant(t *testing.T) {
	text := strings.Replace(fragile, `"crash", `, "", 1) + `
[patterns.retry]
kind = "retry"
on   = "readers -> kv"
[variants]
without = []
with    = ["retry"]
`
	path := file(t, "two.toml", text)
	e := tank(t, "hunt", path, "--time", "1ns", "--out", t.TempDir()).must(t, 0)
	for _, want := range []string{"variant without: ", "variant with: ", "--time 1ns --seed 1"} {
		if strings.Count(e.stdout, want) != 1 {
			t.Errorf("stdout lacks %q, or says it twice:\n%s", want, e.stdout)
		}
	}
	if strings.Contains(e.stdout, ": 0 storms") {
		t.Errorf("a variant had no time:\n%s", e.stdout)
	}
}

func TestAHuntHoldsExpectationsAgainstEachSeed(t *testing.T) {
	out := t.TempDir()
	path := file(t, "tiny.toml", expecting(tiny, "p50 < 1ns"))
	e := tank(t, "hunt", path, "--seeds", "3", "--storm=false", "--out", out).must(t, statusViolated)
	if !strings.Contains(e.stdout, "expectation p50 < 1ns") {
		t.Errorf("stdout does not name it:\n%s", e.stdout)
	}
	tank(t, "hunt", filepath.Join(out, "failure.toml"), "--seeds", "1", "--out", t.TempDir()).must(t, statusViolated)
}

func TestAHuntNeedsSomethingToHuntFor(t *testing.T) {
	silent := strings.Replace(fragile, `rate = "50/s"`, "rate = \"50/s\"\nfrom = \"9999ms\"", 1)
	tank(t, "hunt", file(t, "silent.toml", strings.Replace(silent, `"crash", `, "", 1)), "--seeds", "1", "--out", t.TempDir()).must(t, statusUsage, "nothing was ever asked")
	tank(t, "hunt", file(t, "tiny.toml", tiny)).must(t, statusUsage, "declares nothing to hunt for")
	tank(t, "hunt", file(t, "f.toml", fragile), "--seeds", "0").must(t, statusUsage, "--seeds 0")
	tank(t, "hunt", file(t, "f.toml", fragile), "--variant", "x").must(t, statusUsage, "no variant")
}

func TestAHuntTellsHowNearItCame(t *testing.T) {
	text := strings.NewReplacer(`"crash", `, "", "\n[[invariant]]\nnever", "\n[[invariant]]\nthat = \"error_rate < 60%\"\n[[invariant]]\nnever").Replace(fragile)
	path := file(t, "near.toml", text)
	e := tank(t, "hunt", path, "--seeds", "6", "--out", t.TempDir()).must(t, 0)
	for _, want := range []string{"Nearest to breaking error_rate < 60%:\n  seed ", " points left: ", "\n    1. At "} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("stdout lacks %q:\n%s", want, e.stdout)
		}
	}
	again := strings.Fields(between(t, e.stdout, "Again, the first of them: wavetank ", "\n"))
	first := between(t, e.stdout, "60%:\n", "\n")
	if told := tank(t, append(again, "--out", t.TempDir())...).must(t, 0).stdout; !strings.Contains(told, first) {
		t.Errorf("%v does not tell %q:\n%s", again, first, told)
	}
}

func TestAHuntPrintsJSON(t *testing.T) {
	claim := "[[invariant]]\nthat = \"error_rate < 60%\"\n"
	for text, status := range map[string]int{strings.Replace(fragile, `"crash", `, "", 1) + claim: 0, fragile + claim: statusViolated} {
		out := t.TempDir()
		e := tank(t, "hunt", file(t, "near.toml", text), "--seeds", "8", "--json", "--out", out).must(t, status)
		var h huntJSON
		if err := json.Unmarshal([]byte(e.stdout), &h); err != nil {
			t.Fatalf("%v:\n%s", err, e.stdout)
		}
		one := h.Hunts[0]
		if len(h.Hunts) != 1 || h.Scenario != "near" || (one.Failure != nil) != (status == statusViolated) || !strings.Contains(h.Command, "hunt") {
			t.Errorf("%s", e.stdout)
		}
		for _, n := range one.Nearest {
			if n.Invariant != "error_rate < 60%" || n.Margin == nil || *n.Margin <= 0 || n.Unit != "share" || len(n.Storm) == 0 || n.Command == "" {
				t.Errorf("%+v", n)
			}
		}
		if status == 0 {
			if len(one.Nearest) != 3 || one.Runs != 8 || len(one.Unreached) != 1 {
				t.Errorf("%s", e.stdout)
			}
		} else if f := one.Failure; f.Invariant != "never node.crashed" || len(f.Storm) != 1 || len(f.Saved) != 3 || !strings.Contains(f.Command, out) {
			t.Errorf("%s", e.stdout)
		}
	}
	tank(t, "hunt", file(t, "f.toml", fragile), "--json", "--perturb", "3").must(t, statusUsage, "--perturb searches nothing")
}

// between returns what stands in a text between two others.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	found, _, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("nothing between %q and %q in:\n%s", from, to, text)
	}
	return found
}
