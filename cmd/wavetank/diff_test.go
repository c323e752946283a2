package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// turnedAway is a scenario in which a limit turns most requests away from a node with next
// to nothing to do, which its runs say in JSON as failingAtEase.
const (
	turnedAway = `
title    = "A limit that is too tight"
duration = "20s"
warmup   = "2s"
[nodes.api]
routes.get = { work = "1ms" }
[loads.users]
to   = "api.get"
rate = "50/s"
[patterns.limit]
kind = "rate-limiter"
on   = "users -> api"
rate = "10/s"
[variants]
with = ["limit"]
`
	failingAtEase = `"failing_without_overload": true`
)

// TestResultsAreWhatTheirSchemaSays validates all that is printed or left as JSON, and
// holds the schema to refuse what is none of it.
func TestResultsAreWhatTheirSchemaSays(t *testing.T) {
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(tank(t, "schema", "results").must(t, 0).stdout))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("results.json", schema); err != nil {
		t.Fatal(err)
	}
	s := c.MustCompile("results.json")
	path, crowd, out := file(t, "pair.toml", expecting(pair, "with.error_rate < 1")), file(t, "crowded.toml", crowded), t.TempDir()
	idle := tank(t, "run", file(t, "idle.toml", turnedAway), "--json").must(t, 0).stdout
	if !strings.Contains(idle, failingAtEase) {
		t.Fatalf("no %s in\n%s", failingAtEase, idle)
	}
	valid := func(text string) error {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err == nil {
			err = s.Validate(value)
		}
		return err
	}
	if err := valid(idle); err != nil {
		t.Error(err)
	}
	var last string
	for _, args := range [][]string{
		{"run", path, "--json"}, {"run", "cap", "--json"}, {"run", "leader-crash", "--json"}, {"run", crowd, "--json"}, {"hunt", crowd, "--json", "--seeds", "2"},
		{"compare", path, "--json", "--seeds", "2"}, {"compare", crowd, "--json", "--seeds", "2"},
		{"compare", path, "--json", "--seeds", "2", "--sweep", "duration=6s,7s"}, {"compare", path, "--json", "--seeds", "2", "--factorial", "breaker"},
	} {
		if args[0] != "run" {
			args = append(args, "--out", out)
		}
		last = tank(t, args...).stdout
		if err := valid(last); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
	for _, wrong := range []string{`{}`, `{"schema": "wavetank/run/1"}`, strings.Replace(last, `"infinite"`, `"endless"`, 1), strings.Replace(last, "factorial/2", "factorial/1", 1),
		strings.Replace(idle, failingAtEase, `"failing_without_overload": false`, 1), strings.Replace(idle, failingAtEase, `"failing_at_ease": true`, 1)} {
		if !json.Valid([]byte(wrong)) || valid(wrong) == nil {
			t.Errorf("%.60s … is valid", wrong)
		}
	}
}

func TestAFolderHoldsOneRun(t *testing.T) {
	path, out := file(t, "pair.toml", pair), t.TempDir()
	mine := filepath.Join(out, "notes.txt")
	if err := os.WriteFile(mine, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	tank(t, "compare", path, "--seeds", "2", "--out", out).must(t, 0)
	calm := file(t, "pair.toml", pair[:strings.Index(pair, "[[faults]]")])
	tank(t, "compare", calm, "--seeds", "2", "--out", out).must(t, 0, "removed from "+out, "of an earlier run (wavetank compare "+path+" --seeds 2)", "recovery.svg")
	files := folder(t, out)
	if files["recovery.csv"] != nil || files["recovery.png"] != nil || files["comparison.json"] == nil || string(files["notes.txt"]) != "mine" {
		t.Errorf("%d files, and of the faults that the file has no more: %v", len(files), files["recovery.csv"] != nil)
	}
	tank(t, "compare", path, "--seeds", "2", "--sweep", "duration=6s,7s", "--out", out).must(t, 0, "removed from")
	if files = folder(t, out); files["comparison.json"] != nil || files["sweep.json"] == nil || string(files["notes.txt"]) != "mine" {
		t.Errorf("%d files of a sweep", len(files))
	}
	for name := range files {
		if strings.HasPrefix(name, ".wavetank-") {
			t.Errorf("%s was left behind", name)
		}
	}
	t.Chdir(t.TempDir())
	tank(t, "compare", path, "--seeds", "2", "--factorial", "breaker").must(t, 0, "wrote to "+filepath.Join("out", "pair-factorial"))
}

// TestAHuntThatFindsNothingKeepsWhatAnEarlierOneFound is about evidence: whoever has
// mended what was found wants it as a test.
func TestAHuntThatFindsNothingKeepsWhatAnEarlierOneFound(t *testing.T) {
	out := t.TempDir()
	tank(t, "hunt", file(t, "fragile.toml", fragile), "--seeds", "200", "--out", out).must(t, statusViolated)
	if folder(t, out)["failure.toml"] == nil {
		t.Fatal("nothing was found")
	}
	calm := strings.Replace(crowded, "at_most = 7", "at_most = 700", 1)
	tank(t, "hunt", file(t, "calm.toml", calm), "--seeds", "2", "--out", out).must(t, 0)
	if folder(t, out)["failure.toml"] == nil {
		t.Error("what was found is gone")
	}
}

func TestDiffPairsTwoResults(t *testing.T) {
	path := file(t, "pair.toml", expecting(pair, "with.p99 < 90ms"))
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	tank(t, "compare", path, "--seeds", "4", "--out", at("old"))
	tank(t, "compare", path, "--seeds", "6", "--seed", "2", "--out", at("same"))
	tank(t, "compare", path, "--seeds", "4", "--set", "nodes.store.routes.read.work=exp 12ms", "--out", at("slow"))
	if e := tank(t, "diff", at("old"), at("same")).must(t, 0); !strings.Contains(e.stdout, "variant with (3 seeds)\nevery run is the same, event by event\n") || !strings.Contains(e.stdout, "Nothing is shown to be worse.") {
		t.Errorf("the same:\n%s", e.stdout)
	}
	e := tank(t, "diff", at("old"), filepath.Join(at("slow"), "comparison.json")).must(t, statusFailed)
	for _, want := range []string{"Note: the scenario has changed (", "\nmetric ", "worse\n", " ~ ", "Worse:\n  ", "p99 of with: +", "with (4 seeds)\n", "\nnodes.store.utilisation "} {
		if !strings.Contains(e.stdout, want) {
			t.Errorf("no %q in\n%s", want, e.stdout)
		}
	}
	for line := range strings.Lines(e.stdout) {
		if len([]rune(line)) > 81 {
			t.Errorf("above 80 columns: %s", line)
		}
	}
	tank(t, "diff", at("slow"), at("old")).must(t, 0)
	tank(t, "diff", at("old"), at("slow"), "--tolerance", "100000%").must(t, statusUsage, "--tolerance")
	tank(t, "diff", at("old")).must(t, statusUsage, "needs two saved results")
	tank(t, "diff", at("old"), at("none")).must(t, statusUsage, "holds no result")
	tank(t, "diff", path, at("old")).must(t, statusUsage, "it is not the JSON of a comparison")
}

// TestAWorseningWithinTheToleranceIsNone changes the values of single runs by hand.
func TestAWorseningWithinTheToleranceIsNone(t *testing.T) {
	dir := t.TempDir()
	tank(t, "compare", file(t, "tiny.toml", tiny), "--seeds", "8", "--out", filepath.Join(dir, "old")).must(t, 0)
	old := folder(t, filepath.Join(dir, "old"))["comparison.json"]
	worse := func(metric string, factor float64) string {
		var c map[string]any
		if err := json.Unmarshal(old, &c); err != nil {
			t.Fatal(err)
		}
		v := c["variants"].([]any)[0].(map[string]any)
		values := v["metrics"].(map[string]any)[metric].(map[string]any)["values"].([]any)
		for i := range values {
			values[i] = values[i].(float64) * (factor + 0.001*float64(i%3))
		}
		for _, r := range v["runs"].([]any) {
			r.(map[string]any)["digest"] = "other"
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		return file(t, "new.json", string(text))
	}
	for _, test := range []struct {
		metric    string
		factor    float64
		tolerance string
		status    int
	}{
		{"latency_all_p99", 1.1, "0%", statusFailed}, {"latency_all_p99", 1.1, "5%", statusFailed}, {"latency_all_p99", 1.1, "20%", 0}, {"latency_all_p99", 0.8, "0%", 0},
		{"goodput", 0.9, "5%", statusFailed}, {"goodput", 0.9, "15%", 0}, {"goodput", 1.2, "0%", 0}, {"requests", 2, "0%", 0},
	} {
		e := tank(t, "diff", filepath.Join(dir, "old"), worse(test.metric, test.factor), "--tolerance", test.tolerance).must(t, test.status)
		if test.metric == "goodput" && test.factor == 0.9 && !strings.Contains(e.stdout, "-9.") {
			t.Errorf("%s", e.stdout)
		}
	}
}
