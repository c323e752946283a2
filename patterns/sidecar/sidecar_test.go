package sidecar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/sidecar"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// A fleet is two nodes, trouble between them, four policies against it, and a mesh
// that carries some of those.
const (
	fleet = `
title    = "test"
duration = "30s"
[nodes.front]
workers = 32
queue   = 50
routes.get = { work = "exp 2ms", calls = ["back.read"], timeout = "150ms" }
[nodes.back]
instances = 3
workers   = 2
queue     = 10
routes.read = { work = "exp 12ms", errors = "3%" }
[nodes.collector]
routes.ingest = {}
[links."*"]
latency = "lognormal p50=1ms p99=5ms"
[loads.users]
to      = "front.get"
rate    = "150/s"
timeout = "1s"
`
	trouble = `
[[faults]]
kind = "slow"
node = "back-2"
factor = 8
at   = "8s"
for  = "6s"
[[faults]]
kind = "crash"
node = "back-1"
at   = "16s"
for  = "3s"
`
	retry = `
[patterns.retry]
kind = "retry"
on   = "front -> back"
base = "10ms"
`
	policies = retry + `
[patterns.breaker]
kind         = "circuit-breaker"
on           = "front -> back"
scope        = "instance"
failure_rate = "40%"
window       = 20
open_for     = "1s"
[patterns.balance]
kind  = "load-balancer"
on    = "front -> back"
eject = { base = "1s", max_ejection = "34%" }
[patterns.bulkhead]
kind           = "bulkhead"
on             = "back"
max_concurrent = 4
`
	mesh = `
[patterns.mesh]
kind    = "sidecar"
on      = ["front", "back"]
`
	carries  = `carries = ["retry", "breaker", "balance", "bulkhead"]` + "\n"
	all      = fleet + trouble + policies + mesh + carries
	variants = `
[variants]
embedded = ["retry", "breaker", "balance", "bulkhead"]
mesh     = ["mesh"]
`
)

// run returns the facts of a variant, without those of the sidecar, and how many
// there were of each kind.
func run(t *testing.T, text, variant string, see func(*sim.Fact)) (facts []string, count map[string]int) {
	t.Helper()
	s, err := scenarios.Parse("test.toml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.Build(s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	count = make(map[string]int)
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		count[f.Kind.String()]++
		if !strings.HasPrefix(f.Kind.String(), "sidecar.") {
			facts = append(facts, f.String())
		}
		if see != nil {
			see(f)
		}
	}))
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return facts, count
}

// TestWhatIsCarriedDoesWhatIsEmbeddedDoes compares every fact of four patterns in
// trouble, embedded and carried by proxies whose hops take no time.
func TestWhatIsCarriedDoesWhatIsEmbeddedDoes(t *testing.T) {
	text := all + "work = \"0s\"\n" + variants
	embedded, _ := run(t, text, "embedded", nil)
	carried, count := run(t, text, "mesh", nil)
	for _, kind := range []string{"retry.sent", "breaker.opened", "balance.ejected", "bulkhead.rejected"} {
		if count[kind] == 0 {
			t.Errorf("no %s: the trouble was too small to compare anything", kind)
		}
	}
	for i := range embedded {
		if i >= len(carried) || embedded[i] != carried[i] {
			t.Fatalf("fact %d embedded: %s; carried: %s", i, embedded[i], carried[min(i, len(carried)-1)])
		}
	}
	if len(embedded) != len(carried) {
		t.Errorf("%d facts embedded, %d carried", len(embedded), len(carried))
	}
}

// TestEveryCallPassesExactlyTwoProxies counts those of each attempt from node to
// node, and one of what comes from a load, which has none.
func TestEveryCallPassesExactlyTwoProxies(t *testing.T) {
	passed := map[sim.Key]int{}
	attempts := map[sim.Key]string{}
	run(t, fleet+mesh, "with", func(f *sim.Fact) {
		switch {
		case f.Kind == sidecar.Passed:
			passed[f.Key]++
		case f.Kind == sim.AttemptSent && f.At < sim.Time(29*time.Second): // and so it has come
			attempts[f.Key] = f.Owner.Name()
		}
	})
	if len(attempts) < 5000 {
		t.Fatalf("only %d attempts", len(attempts))
	}
	for key, from := range attempts {
		want := 2
		if from == "users" {
			want = 1
		}
		if got := passed[key]; got != want {
			t.Fatalf("an attempt of %s passed %d proxies, want %d", from, got, want)
		}
	}
}

// crash takes the proxy of front down for two seconds.
const crash = `
[[faults]]
kind    = "crash"
node    = "front"
pattern = "mesh"
at      = "20s"
for     = "2s"
`

// bypasses counts requests that reach the program while its proxy is dead, and
// calls of it that reach the network.
func bypasses(t *testing.T, text string) (through, refused, broken, ok int) {
	run(t, text, "mesh", func(f *sim.Fact) {
		down := f.At > sim.Time(20*time.Second) && f.At < sim.Time(22*time.Second)
		switch {
		case !down:
		case f.Kind == sim.AttemptSent && f.Owner.Name() == "front":
			through++
		case f.Kind == sidecar.Refused:
			refused++
		case f.Kind == sim.RequestOK && f.At > sim.Time(20*time.Second+50*time.Millisecond):
			ok++
		}
		if f.Kind == sidecar.Broken {
			broken++
		}
	})
	return through, refused, broken, ok
}

func TestADeadProxyIsAnErrorAndNeverAWayAround(t *testing.T) {
	through, refused, broken, ok := bypasses(t, all+variants+crash)
	if through > 0 || ok > 0 {
		t.Errorf("%d calls went out and %d requests were answered without the proxy", through, ok)
	}
	if refused < 250 || broken == 0 {
		t.Errorf("%d requests were refused, of 300 that came; %d were inside when it died", refused, broken)
	}
	for err, want := range map[error]nodes.Outcome{sidecar.ErrDown: nodes.Failed, sidecar.ErrBroken: nodes.Failed} {
		if got := nodes.OutcomeOf(err); got != want {
			t.Errorf("%v counts as %v", err, got)
		}
	}
}

// TestTheLawCatchesABypass breaks the scenario on purpose: the proxy is left out,
// as if the program had found a way around.
func TestTheLawCatchesABypass(t *testing.T) {
	text := strings.Replace(all+variants+crash, `on      = ["front", "back"]`, `on      = "front"`, 1)
	text = strings.Replace(text, `mesh     = ["mesh"]`, `mesh     = ["retry"]`+"\n"+`other    = ["mesh"]`, 1)
	if through, _, _, ok := bypasses(t, text); through == 0 || ok == 0 {
		t.Errorf("%d calls and %d answers with nothing in the way", through, ok)
	}
}

func TestTheProgramMayStartFirst(t *testing.T) {
	for _, c := range []struct {
		keys    string
		refused bool
	}{{"", true}, {"hold = true\n", false}} {
		_, count := run(t, all+"starts = \"2s\"\n"+c.keys+variants, "mesh", nil)
		if refused := count["sidecar.refused"] > 0; refused != c.refused {
			t.Errorf("%q: %d requests were refused", c.keys, count["sidecar.refused"])
		}
	}
}

func TestAPolicyChangesWithoutTheProgram(t *testing.T) {
	text := fleet + trouble + retry + mesh + "carries = []\nupdate = [\"retry\"]\nupdate_at = \"10s\"\nlag = \"uniform 1s..5s\"\n"
	var updates []sim.Time
	first := sim.Forever
	run(t, text+"[variants]\nmesh = [\"mesh\"]\n", "mesh", func(f *sim.Fact) {
		switch f.Kind.String() {
		case "sidecar.updated":
			updates = append(updates, f.At)
		case "retry.sent":
			first = min(first, f.At)
		}
	})
	slices.Sort(updates)
	if len(updates) != 4 || updates[0] < sim.Time(11*time.Second) || updates[3] > sim.Time(15*time.Second) || updates[0] == updates[3] {
		t.Errorf("four proxies were updated at %v, want between 11s and 15s, not at once", updates)
	}
	if first < updates[0] || first == sim.Forever {
		t.Errorf("the first retry was at %v, before any proxy knew of it", first)
	}
}

func TestTelemetryCountsRequestsAndNotAttempts(t *testing.T) {
	var records, passed, retries int64
	run(t, all+"telemetry = { to = \"collector.ingest\", every = \"500ms\", size = \"200B\" }\n"+variants, "mesh", func(f *sim.Fact) {
		switch f.Kind.String() {
		case "sidecar.shipped":
			records += f.Value
			if f.Extra != 200*f.Value {
				t.Errorf("%d records of 200 bytes are %d bytes", f.Value, f.Extra)
			}
		case "sidecar.passed":
			passed++
		case "retry.sent":
			retries++
		}
	})
	if retries == 0 || records < passed*9/10 || records > passed {
		t.Errorf("%d requests passed, with %d retries inside; %d records were shipped", passed, retries, records)
	}
}

func TestThreadsMakeRequestsWaitForEachOther(t *testing.T) {
	for threads, waits := range map[int]bool{0: false, 1: true} {
		var waited int
		run(t, all+fmt.Sprintf("work = \"2ms\"\nthreads = %d\n", threads)+variants, "mesh", func(f *sim.Fact) {
			if f.Kind == sidecar.Passed && f.Extra > f.Value && f.Owner.Name() == "front" {
				waited++
			}
		})
		if (waited > 0) != waits {
			t.Errorf("%d threads: %d requests waited for others", threads, waited)
		}
	}
}
