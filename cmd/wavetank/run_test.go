package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
)

// object decodes the one JSON object that stdout must be.
func object(t *testing.T, stdout string) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(stdout))
	var o map[string]any
	if err := d.Decode(&o); err != nil {
		t.Fatalf("%v:\n%s", err, stdout)
	}
	if _, err := d.Token(); err != io.EOF {
		t.Fatalf("something follows the object: %v", err)
	}
	return o
}

// has fails the test unless the keys of an object are the ones listed.
func has(t *testing.T, where string, v any, keys string) map[string]any {
	t.Helper()
	o, ok := v.(map[string]any)
	got, want := slices.Sorted(maps.Keys(o)), strings.Fields(keys)
	slices.Sort(want)
	if !ok || !slices.Equal(got, want) {
		t.Fatalf("%s has %v, want %v", where, got, want)
	}
	return o
}

const latencyKeys = "mean p50 p90 p95 p99 p999 max"

// conserved checks the keys of a run and that no request is missing.
func conserved(t *testing.T, v any) {
	t.Helper()
	for _, optional := range []string{"levels", "spans", "delays_ms", "never_well", "undefined", "invariants"} {
		delete(v.(map[string]any), optional)
	}
	run := has(t, "a run", v, "variant digest virtual_s events loads facts warmup_s wasted_s recovery_s faults surges state nodes routes edges")
	loads, _ := run["loads"].(map[string]any)
	if len(loads) == 0 {
		t.Error("no loads")
	}
	for name, v := range loads {
		delete(v.(map[string]any), "items")
		delete(v.(map[string]any), "undefined")
		l := has(t, "load "+name, v, "requests ok failed timed_out rejected in_flight error_rate degraded_rate attempts_per_request latency_ms degraded goodput wasted_s unanswered")
		number := func(key string) float64 { return l[key].(float64) }
		sum := number("ok") + number("failed") + number("timed_out") + number("rejected") + number("unanswered") + number("in_flight")
		if number("requests") != sum || sum == 0 {
			t.Errorf("load %s of %v: %v requests, and %v are accounted for", name, run["variant"], number("requests"), sum)
		}
		latency := has(t, "latency", l["latency_ms"], "ok all")
		has(t, "latency of ok", latency["ok"], latencyKeys)
		has(t, "latency of all", latency["all"], latencyKeys)
	}
	for fact, count := range run["facts"].(map[string]any) {
		if n, ok := count.(float64); !ok || n < 1 {
			t.Errorf("fact %s: %v", fact, count)
		}
	}
}

func TestRunPrintsOneObject(t *testing.T) {
	path := file(t, "pair.toml", pair)
	e := tank(t, "run", path, "--json", "--seed", "9").must(t, 0)
	if e.stderr != "" {
		t.Errorf("stderr: %s", e.stderr)
	}
	o := has(t, "the object", object(t, e.stdout), "schema build scenario hash seed runs")
	if o["scenario"] != "pair" || o["seed"] != 9.0 || len(o["hash"].(string)) != 12 {
		t.Errorf("scenario %v, seed %v, hash %v", o["scenario"], o["seed"], o["hash"])
	}
	var variants []string
	for _, run := range o["runs"].([]any) {
		conserved(t, run)
		variants = append(variants, run.(map[string]any)["variant"].(string))
	}
	if !slices.Equal(variants, []string{"without", "with"}) {
		t.Errorf("variants %q", variants)
	}
	first := `{"schema":"wavetank/run/1","build":"` + strings.ReplaceAll(built().String(), " ", "") + `","scenario":"pair","hash":"` + o["hash"].(string) + `","seed":9,"runs":[{"variant":"without","digest":"`
	if got := strings.Join(strings.Fields(e.stdout), ""); !strings.HasPrefix(got, first) {
		t.Errorf("the keys come in another order: %.200s", got)
	}
}

// TestARunAccountsForAllRequests runs a scenario of each family; that the books of
// all scenarios are in order is a test of package scenarios.
func TestARunAccountsForAllRequests(t *testing.T) {
	for _, name := range []string{"circuit-breaker", "leader-crash", "catalogue", "order-saga"} {
		t.Run(name, func(t *testing.T) {
			for _, run := range object(t, tank(t, "run", name, "--json").must(t, 0).stdout)["runs"].([]any) {
				conserved(t, run)
			}
		})
	}
}

func TestRunTakesOneVariant(t *testing.T) {
	path := file(t, "pair.toml", pair)
	digests := func(args ...string) map[string]string {
		m := map[string]string{}
		for _, v := range object(t, tank(t, append([]string{"run", path, "--json"}, args...)...).must(t, 0).stdout)["runs"].([]any) {
			run := v.(map[string]any)
			m[run["variant"].(string)] = run["digest"].(string)
		}
		return m
	}
	all, with, other := digests(), digests("--variant", "with"), digests("--seed", "2")
	if len(all) != 2 || len(with) != 1 || all["with"] != with["with"] {
		t.Errorf("all %v, one %v", all, with)
	}
	if !maps.Equal(all, digests("--seed", "1")) {
		t.Error("the same seed, other digests")
	}
	if all["with"] == other["with"] || all["without"] == other["without"] {
		t.Errorf("seeds 1 and 2 share a digest: %v and %v", all, other)
	}
}

func TestRunEndsWithWhatRepeatsIt(t *testing.T) {
	path := file(t, "it's a pair.toml", pair)
	first := tank(t, "run", path, "--variant", "with", "--seed", "7").must(t, 0)
	line := "\nAgain: wavetank run " + strings.ReplaceAll("'"+path+"'", "it's", `it'\''s`) + " --only with --seed 7\n"
	if !strings.HasSuffix(first.stdout, line) {
		t.Errorf("ends with\n%s\nwant %s", first.stdout[max(0, len(first.stdout)-200):], line)
	}
	again := tank(t, "run", path, "--variant", "with", "--seed", "7").must(t, 0)
	if first.stdout != again.stdout || !strings.Contains(first.stdout, "Digest of with: ") {
		t.Error("the same run prints something else")
	}
	if first.stderr != "" || strings.Contains(first.stdout, "\x1b") || strings.Contains(first.stdout, "Note:") {
		t.Errorf("stderr %q, stdout %q", first.stderr, first.stdout)
	}
}

func TestRunNotesWhatTookNoPart(t *testing.T) {
	idle := strings.Replace(pair, `node = "store"`, `node = "spare"`, 1) + "[nodes.spare]\nroutes.nothing = {}\n"
	path := file(t, "idle.toml", idle)
	fault := "Note: the fault hang #1 touched nothing; the result says nothing about it.\n"
	pattern := "Note: the pattern breaker never acted in variant with"
	for variant, want := range map[string]bool{"with": true, "without": false} {
		e := tank(t, "run", path, "--variant", variant).must(t, 0)
		if !strings.Contains(e.stdout, fault) || strings.Contains(e.stdout, pattern) != want {
			t.Errorf("%s:\n%s", variant, e.stdout)
		}
	}
	if e := tank(t, "compare", path, "--out", t.TempDir()).must(t, 0); !strings.Contains(e.stdout, fault) || !strings.Contains(e.stdout, pattern) {
		t.Errorf("compare:\n%s", e.stdout)
	}
}

func TestVerifySaysThatARunIsAFunctionOfItsSeed(t *testing.T) {
	e := tank(t, "run", file(t, "pair.toml", pair), "--verify", "--json", "--seed", "3")
	for _, variant := range []string{"without", "with"} {
		e.must(t, 0, fmt.Sprintf("verified: variant %s ran twice with seed 3", variant))
	}
	object(t, e.stdout)
}
