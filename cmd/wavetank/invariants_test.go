package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// crowded is a scenario whose first invariant breaks in some seeds, more often with
// the retry than without, and whose others hold.
const crowded = `
title    = "A service that may be called twelve times"
duration = "5s"
warmup   = "1s"

[nodes.api]
routes.get = { work = "1ms", errors = "30%" }

[loads.users]
to   = "api.get"
rate = "1/s"

[patterns.retry]
kind = "retry"
on   = "users -> api"
[patterns.limit]
kind  = "rate-limiter"
on    = "users -> api"
rate  = "100/s"
[variants]
without = []
with    = ["retry"]
both    = ["retry", "limit"]

[[invariant]]
name    = "few calls"
at_most = 7
of      = "attempt.sent"

[[invariant]]
never    = "node.crashed"
variants = ["with"]

[[invariant]]
sometimes = "breaker.opened"

[[invariant]]
sometimes = "request.failed"
variants  = ["without"]
`

// commandBelow returns the command line below the first words of a text, without the name
// of the program.
func commandBelow(t *testing.T, text, words string) []string {
	t.Helper()
	_, below, ok := strings.Cut(text, words)
	for line := range strings.Lines(below) {
		if args, is := strings.CutPrefix(strings.TrimSpace(line), "wavetank "); is && ok {
			return strings.Fields(strings.ReplaceAll(args, "'", ""))
		}
	}
	t.Fatalf("no command below %q in:\n%s", words, text)
	return nil
}

func TestInvariantsAreJudgedEverywhere(t *testing.T) {
	path := file(t, "crowded.toml", crowded)
	t.Chdir(t.TempDir()) // what the commands that they tell leave behind
	for _, test := range []struct {
		args []string
		want []string
	}{
		{[]string{"compare", path}, []string{`violated     "few calls"`, "of without, in ", "held         never node.crashed", " --only "}},
		{[]string{"compare", path, "--sweep", "loads.users.rate=0.1/s,2/s"}, []string{"with users.rate = 2/s at", "held         never node.crashed", "--sweep loads.users.rate=2/s"}},
		{[]string{"compare", path, "--factorial", "retry,limit"}, []string{"of retry+limit", "held         never node.crashed", "--factorial retry,limit"}},
	} {
		out := t.TempDir()
		e := tank(t, append(test.args, "--seeds", "8", "--out", out)...).must(t, statusViolated)
		for _, want := range append(test.want, "not reached  sometimes breaker.opened: ", "reached      sometimes request.failed\n") {
			if !strings.Contains(e.stdout, want) {
				t.Errorf("%v: stdout lacks %q:\n%s", test.args, want, e.stdout)
			}
		}
		shows := commandBelow(t, e.stdout, `violated     "few calls"`)
		told := tank(t, shows...).must(t, statusViolated)
		at := strings.TrimSuffix(between(t, strings.Join(strings.Fields(e.stdout), " "), "first in seed ", ": "), ",")
		if at = at[strings.LastIndex(at, " ")+1:]; !strings.Contains(told.stdout+told.stderr, "at "+at+":") {
			t.Errorf("%v does not show what happened at %s:\n%s%s", shows, at, told.stdout, told.stderr)
		}
		printed := tank(t, append(test.args, "--seeds", "8", "--out", out, "--json")...).must(t, statusViolated).stdout
		if n := strings.Count(printed, strings.Join(shows, " ")); n == 0 {
			t.Errorf("%v: the JSON lacks the command %v", test.args, shows)
		}
	}
	held := strings.Replace(crowded, "at_most = 7", "at_most = 700", 1)
	e := tank(t, "compare", file(t, "calm.toml", held), "--seeds", "3", "--out", t.TempDir()).must(t, 0)
	if !strings.Contains(e.stdout, `held         "few calls"`) || strings.Contains(e.stdout, "violated") {
		t.Errorf("stdout:\n%s", e.stdout)
	}
}

// A tally is what comparison.json says of an invariant.
type tally struct {
	Invariant, Variant string
	Runs, Violated     int
	FirstSeed          *uint64 `json:"first_seed"`
	AtS                float64 `json:"at_s"`
	Command            string
	Reached            *int
}

func TestComparisonJSONHoldsEveryInvariant(t *testing.T) {
	out := t.TempDir()
	path := file(t, "crowded.toml", crowded)
	tank(t, "compare", path, "--seeds", "8", "--out", out).must(t, statusViolated)
	text, err := os.ReadFile(filepath.Join(out, "comparison.json"))
	if err != nil {
		t.Fatal(err)
	}
	var c struct{ Invariants []tally }
	if err := json.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, v := range c.Invariants {
		if v.Reached != nil {
			if (*v.Reached > 0) != (v.Invariant == "sometimes request.failed") {
				t.Errorf("%+v", v)
			}
			continue
		}
		names = append(names, v.Variant+": "+v.Invariant)
		if v.Runs != 8 || (v.Violated > 0) != (v.FirstSeed != nil) || (v.Violated > 0) != (v.Command != "") {
			t.Errorf("%+v", v)
		}
		if v.FirstSeed == nil {
			continue
		}
		for seed := uint64(1); seed <= *v.FirstSeed; seed++ { // run agrees, seed by seed
			status := 0
			if seed == *v.FirstSeed {
				status = statusViolated
			}
			tank(t, "run", path, "--variant", v.Variant, "--seed", fmt.Sprint(seed)).must(t, status)
		}
	}
	for _, v := range c.Invariants { // hunt agrees
		if v.Reached != nil {
			continue
		}
		e := tank(t, "hunt", path, "--variant", v.Variant, "--storm=false", "--seeds", "8", "--out", out)
		if v.FirstSeed != nil && !strings.Contains(e.stdout, fmt.Sprintf("variant %s: seed %d, the", v.Variant, *v.FirstSeed)) {
			t.Errorf("hunt does not find seed %d first:\n%s", *v.FirstSeed, e.stdout)
		}
	}
	want := `without: "few calls", with: "few calls", with: never node.crashed, both: "few calls"`
	if got := strings.Join(names, ", "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// certain has an invariant that cannot hold.
const certain = `
title    = "An invariant that is violated at once"
duration = "5s"
[nodes.api]
routes.get = { work = "1ms" }
[loads.users]
to   = "api.get"
rate = "10/s"
[patterns.retry]
kind = "retry"
on   = "users -> api"
[[invariant]]
never = "request.ok"
`

func TestAViolatedInvariantGoesBeforeEverythingElse(t *testing.T) {
	out := t.TempDir()
	path := func(claims ...string) string {
		text := certain
		for _, c := range claims {
			text = expecting(text, c)
		}
		return file(t, "certain.toml", text)
	}
	for _, args := range [][]string{
		{"run", path()}, {"run", path(), "--json"}, {"compare", path()}, {"compare", path(), "--json"},
		{"compare", path(), "--sweep", "loads.users.rate=5/s"}, {"compare", path(), "--factorial", "retry"},
		{"compare", path("with.p50 < 1ns"), "--seeds", "2"}, {"compare", path("with.requests < 50"), "--seeds", "1"},
	} {
		if args[0] == "compare" {
			args = append(args, "--out", out, "--seeds", "2")
		}
		e := tank(t, args...).must(t, statusViolated)
		if !strings.Contains(e.stdout+e.stderr, "never request.ok") {
			t.Errorf("%v does not name it:\n%s%s", args, e.stdout, e.stderr)
		}
	}
	tank(t, "hunt", path(), "--storm=false", "--seeds", "1", "--out", out).must(t, statusViolated)
	both := expecting(expecting(tiny, "p50 < 1ns"), "requests < 200")
	tank(t, "compare", file(t, "both.toml", both), "--seeds", "2", "--out", out).must(t, statusFailed)
}

// TestACalmThatCannotBeginIsAMistakeOfTheScenario: run, compare and hunt agree.
func TestACalmThatCannotBeginIsAMistakeOfTheScenario(t *testing.T) {
	path := file(t, "stormy.toml", strings.Replace(certain, `never = "request.ok"`, "eventually = \"request.ok\"\nwithin = \"1s\"\n[[faults]]\nkind = \"crash\"\nnode = \"api\"\nat = \"1s\"\nfor = \"uniform 8s..9s\"\n", 1))
	for _, args := range [][]string{{"run", path}, {"compare", path, "--out", t.TempDir()}, {"hunt", path, "--seeds", "2", "--out", t.TempDir()}, {"hunt", path, "--perturb", "2"}} {
		tank(t, args...).must(t, statusUsage, "the calm cannot begin at 3s: crash")
	}
	ever := file(t, "ever.toml", strings.Replace(scenario(path), "for = \"uniform 8s..9s\"\n", "", 1))
	tank(t, "check", ever).must(t, statusUsage, "the calm cannot begin at 3s: crash #1 is not over by then")
	late := file(t, "late.toml", scenario(path)+"\n[[invariant]]\nat_most = 35\nof = \"request.started\"\n") // violated in what should be calm
	for _, args := range [][]string{{"run", late}, {"hunt", late, "--seeds", "1", "--out", t.TempDir()}} {
		tank(t, args...).must(t, statusUsage, "the calm cannot begin at 3s: crash")
	}
}

func TestAnInterruptDoesNotHideAViolation(t *testing.T) {
	path := file(t, "long.toml", strings.Replace(certain, `"5s"`, `"400s"`, 1))
	e := interrupt(t, "20 of 200 seeds", "compare", path, "--seeds", "200", "--out", t.TempDir()).must(t, statusViolated, "interrupted: these are ")
	if !strings.Contains(e.stdout, "violated     never request.ok") {
		t.Errorf("stdout:\n%s", e.stdout)
	}
	long := file(t, "long.toml", strings.Replace(certain, `"5s"`, `"4000s"`, 1))
	interrupt(t, "verified: variant with ran twice with seed 1, and every event was the same", "run", long, "--verify").must(t, statusViolated, "VIOLATED, variant without", "interrupted: 1 of 2 variants")
}
