package main

import (
	"strings"
	"testing"

	"wavetank/patterns/catalog"
	"wavetank/patterns/knob"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

func TestEverythingCanBeDescribed(t *testing.T) {
	for _, name := range describable() {
		e := tank(t, "describe", name).must(t, 0)
		if e.stderr != "" || len(e.stdout) < 100 || strings.ContainsAny(e.stdout, "\x1b\x00") || strings.Contains(e.stdout, "%!") {
			t.Errorf("describe %s: stderr %q\n%s", name, e.stderr, e.stdout)
		}
	}
}

func TestAScenarioIsDescribedWithAllItsParts(t *testing.T) {
	s := tank(t, "describe", file(t, "pair.toml", expecting(pair, "with.error_rate < 1"))).must(t, 0).stdout
	for _, want := range []string{
		"Scenario pair: A hung store\n", "Does a breaker spare callers of a hung store?", "load users: 150/s poisson to api.get, giving up after 1s",
		"node api: 8 workers, a fifo queue of 8", "store.read: works exp 2ms", "variant without: no pattern",
		"variant with: breaker (circuit-breaker on api -> store)", "  api -> store: breaker( call )", "fault hang #1: store hangs, at 2s for 2s", "expect with.error_rate < 1",
	} {
		if !strings.Contains(s, want) {
			t.Errorf("it does not say %q:\n%s", want, s)
		}
	}
}

func TestAPatternIsDescribedWithItsKnobsAndFacts(t *testing.T) {
	for _, p := range catalog.All() {
		s := tank(t, "describe", p.Kind).must(t, 0).stdout
		filled := filledWords(s)
		for _, k := range knob.Describe(p.Config()) {
			if !strings.Contains(s, "\n  "+k.Key+" ") || k.Doc == "" || !strings.Contains(filled, filledWords(k.Doc)) {
				t.Errorf("%s does not explain its knob %s", p.Kind, k.Key)
			}
		}
		for _, f := range p.Facts {
			if !strings.Contains(s, f.Kind.String()) || !strings.Contains(filled, filledWords(f.Words())) {
				t.Errorf("%s does not explain its fact %s", p.Kind, f.Kind)
			}
		}
	}
}

// filledWords are the words of a text, whatever its lines.
func filledWords(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestAPatternWithStateSaysWhereItLives(t *testing.T) {
	for _, p := range catalog.All() {
		if (p.Shares || p.Group || p.One != nil || p.Is != "") && (p.Is == "" || p.State == "") {
			t.Errorf("%s keeps state, and does not say where, or which system it is", p.Kind)
		}
		s := filledWords(tank(t, "describe", p.Kind).must(t, 0).stdout)
		if p.Is != "" && !strings.Contains(s, "It is "+p.Is+". State: "+p.State+".") {
			t.Errorf("%s is described without what it is, and its state:\n%s", p.Kind, s)
		}
	}
}

func TestTheTopicsAreComplete(t *testing.T) {
	metrics, facts, tables := tank(t, "describe", "metrics").stdout, tank(t, "describe", "facts").stdout, tank(t, "describe", "language").stdout
	for _, m := range reports.Metrics() {
		if !strings.Contains(metrics, m.Name) {
			t.Errorf("metrics lacks %s", m.Name)
		}
	}
	for _, f := range language.Facts() {
		if !strings.Contains(facts, "  "+f.Kind.String()+" ") {
			t.Errorf("facts lacks %s", f.Kind)
		}
	}
	for _, kind := range fault.KindNames() {
		if !strings.Contains(tables, `[[faults]] kind = "`+kind+`"`) {
			t.Errorf("language lacks the fault %s", kind)
		}
	}
	for _, want := range []string{"[nodes.NAME]", "lognormal p50=1ms p99=5ms", "steps", "ramp", "VARIANT.LOAD.METRIC"} {
		if !strings.Contains(tables, want) {
			t.Errorf("language lacks %s", want)
		}
	}
}

func TestATableAndEachOfItsKeysAreDescribed(t *testing.T) {
	for _, table := range language.Tables() {
		if table.Name == "faults" || table.Name == "values" {
			continue // a topic; and no keys
		}
		whole := tank(t, "describe", table.Name).must(t, 0).stdout
		for _, k := range table.Knobs {
			if !strings.Contains(whole, "\n  "+k.Key+" ") {
				t.Errorf("describe %s lacks %s", table.Name, k.Key)
			}
			if one := tank(t, "describe", table.Name+"."+k.Key).must(t, 0).stdout; !strings.Contains(filledWords(one), k.Doc) {
				t.Errorf("describe %s.%s does not say %q:\n%s", table.Name, k.Key, k.Doc, one)
			}
		}
	}
	if one := tank(t, "describe", "slo").must(t, 0).stdout; !strings.Contains(one, "slo.p99") || strings.Contains(one, "warmup") {
		t.Errorf("describe slo is not its keys alone:\n%s", one)
	}
	if e := tank(t, "describe", "nodes.pik"); e.status == 0 || !strings.Contains(filledWords(e.stderr), `did you mean "pick"?`) {
		t.Errorf("describe nodes.pik: %s", e.stderr)
	}
}

func TestListNamesEveryScenarioAndPattern(t *testing.T) {
	e := tank(t, "list").must(t, 0)
	for _, name := range scenarios.Library() {
		s, err := scenarios.Open(name)
		if err != nil || s.Question == "" || !strings.Contains(e.stdout, "\n"+name+" ") || !strings.Contains(e.stdout, s.Question) {
			t.Errorf("list lacks %s (%v) or its question", name, err)
		}
	}
	for _, p := range catalog.All() {
		if !strings.Contains(e.stdout, "\n"+p.Kind+" ") {
			t.Errorf("list lacks the pattern %s", p.Kind)
		}
	}
}

func TestTheShellCompletesNames(t *testing.T) {
	path := file(t, "pair.toml", pair)
	for _, test := range []struct {
		args string
		want string
	}{
		{"co", "compare"}, {"run circ", "circuit-breaker"}, {"compare ", "mm1"}, {"check mm1 m", "mmc"},
		{"describe met", "metrics"}, {"run " + path + " --only ", "without"}, {"compare --", "--seeds"},
	} {
		args := append([]string{"__complete"}, strings.Split(test.args, " ")...)
		if e := tank(t, args...).must(t, 0); !strings.Contains("\n"+e.stdout, "\n"+test.want) {
			t.Errorf("%q completes to %q, want %s", test.args, e.stdout, test.want)
		}
	}
}

func TestHelpShowsAnExample(t *testing.T) {
	for _, command := range []string{"run", "compare", "describe", "check"} {
		for _, args := range [][]string{{command, "--help"}, {"help", command}} {
			if e := tank(t, args...).must(t, 0); !strings.Contains(e.stdout, "Examples:\n  wavetank "+command) {
				t.Errorf("%v:\n%s", args, e.stdout)
			}
		}
	}
}

// TestAUnitStaysWithItsNumber wraps a sentence of shares at every place.
func TestAUnitStaysWithItsNumber(t *testing.T) {
	for n := range 90 {
		var b strings.Builder
		wrap(&b, strings.Repeat("x", n+1)+" 74.5 % of the requests (95 % interval 10.0 ms)", "")
		for _, line := range strings.Split(b.String(), "\n") {
			if strings.HasPrefix(line, "%") || strings.HasPrefix(line, "ms") {
				t.Errorf("behind %d letters: %q", n+1, b.String())
			}
		}
	}
}

func TestAWordIsUnderstood(t *testing.T) {
	for word, want := range map[string]string{
		"breaker": "Pattern circuit-breaker: ", "circuit": "circuit-breaker", "kill": `[[faults]] kind = "crash"`, "crash": "lasts",
		"faults": "disk-lost", "distributions": "lognormal p50=1ms p99=5ms", "p99": "latency_ok_p99, or p99 (ms)", "breaker.opened": "breaker.opened",
		"circuit-breaker.failure_rate": "ratio, default 50%", "breaker.threshold": "circuit-breaker.failure_rate\n", "bulkhead.permits": "bulkhead.max_concurrent\n",
		"latency": `[[faults]] kind = "delay"`, "dist": "lognormal",
		"utilisation": "nodes.NODE.utilisation (share)", "with.nodes.payment.utilisation": "nodes.payment.utilisation (share)", `edges."A -> B".p99`: "99th percentile of latency of attempts",
		"facts.breaker.opened": "breaker.opened  ", "metastable": "as behind a breaker that is still open", "bottleneck": "The bottleneck of an arm", "jitter": "retry.jitter\n",
		"raft": "raft is a value of election.algorithm.\n", "2pc": "two-phase-commit is a value of saga.style.\n", "datagram": "links.transport\n", "leader election": "Pattern election: ",
		"sleep_window": "circuit-breaker.open_for\n", "prevote": "election.pre_vote\n", "multi-paxos": "Pattern paxos: ",
	} {
		if e := tank(t, "describe", word).must(t, 0); !strings.Contains(e.stdout, want) {
			t.Errorf("describe %s lacks %q:\n%s", word, want, e.stdout)
		}
	}
	tank(t, "describe", "knee").must(t, statusUsage, "wavetank knee --help")
	tank(t, "describe", "breaker.failure_xate").must(t, statusUsage, `has no knob "failure_xate"; did you mean "failure_rate"?`)
	if e := tank(t, "describe", "xyzzy").must(t, statusUsage, "Topics: "); len(e.stderr) > 250 {
		t.Errorf("a wall of %d characters: %s", len(e.stderr), e.stderr)
	}
}
