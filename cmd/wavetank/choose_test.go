package main

import (
	"slices"
	"strings"
	"testing"
)

// three is pair with a third arm, and a pattern that none uses.
var three = strings.Replace(pair, "[[faults]]", `[patterns.quick]
like     = "breaker"
window   = 5
[patterns.spare]
like     = "breaker"
[variants]
without  = []
with     = ["breaker"]
faster   = ["quick"]
[[expect]]
that = "with.error_rate < without.error_rate"
[[expect]]
that = "faster.error_rate < without.error_rate * 2"
[[faults]]`, 1)

func TestASettingStandsInForTheFileInEveryCommand(t *testing.T) {
	path := file(t, "pair.toml", pair)
	wrong := []string{"--set", "patterns.breaker.failure_rat=5%"}
	for _, args := range [][]string{{"run", path}, {"compare", path, "--seeds", "2"}, {"check", path}, {"hunt", path}} {
		t.Chdir(t.TempDir())
		tank(t, append(args, wrong...)...).must(t, statusUsage, "--set patterns.breaker.failure_rat=5%", `did you mean "failure_rate"?`)
		tank(t, append(args, "--set", "breaker.window=5")...).must(t, statusUsage, "allowed: patterns.breaker.window")
		tank(t, append(args, "--set", "links.*.loss=1%")...).must(t, statusUsage, "stands in double quotes")
		tank(t, append(args, "--set", "duration")...).must(t, statusUsage, "is not KEY=VALUE")
		if args[0] == "hunt" {
			continue // pair declares nothing to hunt for
		}
		e := tank(t, append(args, "--set", "duration=4.5s", "--set", `links."*".loss=1/50`)...).must(t, 0)
		line := ` --set duration=4.5s --set 'links."*".loss=1/50' --seed`
		if args[0] != "check" && (!strings.Contains(e.stdout, "4.5s of virtual time") || !strings.Contains(e.stdout, strings.TrimSuffix(line, " --seed"))) {
			t.Errorf("%v:\n%s", args, e.stdout)
		}
	}
	hash := func(args ...string) any {
		return object(t, tank(t, append([]string{"run", path, "--json"}, args...)...).must(t, 0).stdout)["hash"]
	}
	if hash() == hash("--set", "nodes.store.workers=3") || hash() != hash("--only", "with") {
		t.Error("the hash is of what is run")
	}
}

func TestOnlySomeVariantsRun(t *testing.T) {
	path := file(t, "three.toml", three)
	e := tank(t, "compare", path, "--only", "faster,without", "--seeds", "2", "--json", "--out", t.TempDir()).must(t, 0,
		"note: --only leaves out 1 of the expectations and invariants, with their variants")
	o := object(t, e.stdout)
	var arms []string
	for _, v := range o["variants"].([]any) {
		arms = append(arms, v.(map[string]any)["variant"].(string))
	}
	if !slices.Equal(arms, []string{"faster", "without"}) || len(o["expectations"].([]any)) != 1 {
		t.Errorf("arms %v, %d expectations", arms, len(o["expectations"].([]any)))
	}
	if want := "wavetank compare " + path + " --seeds 2 --only faster,without"; o["command"] != want {
		t.Errorf("again: %v, want %s", o["command"], want)
	}
	for only, want := range map[string]string{"wiht": `no variant "wiht"`, "with,with": "stands there twice", "with,": "an empty name"} {
		tank(t, "compare", path, "--only", only).must(t, statusUsage, want)
	}
	tank(t, "compare", path, "--only", "with", "--factorial", "breaker").must(t, statusUsage, "do not go together")
}

func TestAPatternThatNoVariantUsesIsANote(t *testing.T) {
	path := file(t, "three.toml", three)
	const note = `: no variant uses the pattern "spare"`
	for _, command := range []string{"check", "run"} {
		tank(t, command, path).must(t, 0, "note: "+path+":", note)
		if e := tank(t, command, path, "--only", "with").must(t, 0); strings.Contains(e.stderr, note) {
			t.Errorf("%s --only: %s", command, e.stderr)
		}
	}
}

func TestTheShellCompletesWhatCanBeChosen(t *testing.T) {
	path := file(t, "three.toml", three)
	for typed, want := range map[string]string{
		"compare " + path + " --set patterns.br": "patterns.breaker.failure_rate=", "run " + path + " --set links": "",
		"compare " + path + " --sweep loads.u": "loads.users.rate=", "check " + path + " --set nodes.store.disc": "nodes.store.discipline=",
		"hunt " + path + " --set nodes.api.discipline=": "nodes.api.discipline=lifo", "compare " + path + " --only with,f": "with,faster",
		"compare " + path + " --factorial breaker,": "breaker,quick", "run " + path + " --set faults.1.f": "faults.1.for=", "run " + path + " --set slo": "slo.p99=",
	} {
		e := tank(t, append([]string{"__complete"}, strings.Split(typed, " ")...)...).must(t, 0)
		if want != "" && !strings.Contains("\n"+e.stdout, "\n"+want) || want == "" && strings.Contains(e.stdout, "=") && strings.Contains(e.stdout, "links") {
			t.Errorf("%q completes to %q, want %s", typed, e.stdout, want)
		}
	}
}

// TestWhatIsCompletedCanBeSet sets every key that is offered to a value that no key takes.
func TestWhatIsCompletedCanBeSet(t *testing.T) {
	path := file(t, "three.toml", three)
	e := tank(t, "__complete", "check", path, "--set", "").must(t, 0)
	n := 0
	for line := range strings.Lines(e.stdout) {
		key, ok := strings.CutSuffix(strings.TrimSpace(line), "=")
		if !ok {
			continue
		}
		n++
		e := tank(t, "check", path, "--set", key+"=[[true]]").must(t, statusUsage, "--set "+key+"=[[true]]")
		if strings.Contains(e.stderr, "unknown key") || strings.Contains(e.stderr, "is no") {
			t.Errorf("%s: %s", key, e.stderr)
		}
	}
	if n < 50 {
		t.Errorf("%d keys", n)
	}
}
