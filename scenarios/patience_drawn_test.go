package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/scenarios/world"
	"wavetank/sim"
)

// layers are patterns that can lie on the edge of a load, with knobs that make them
// wait, try again, or hold on for long.
var layers = []string{
	"kind = 'retry'\nattempts = 50\nbackoff = 'none'\nretry_on = ['failed', 'timed-out', 'rejected', 'not-sent']",
	"kind = 'retry'\nattempts = 9\nbase = '400ms'\njitter = 'none'\nretry_on = ['failed', 'timed-out', 'rejected']",
	"kind = 'timeout'\nattempt = '300ms'",
	"kind = 'timeout'\ntotal = '10s'",
	"kind = 'timeout'",
	"kind = 'hedge'\nrule = 'fixed'\ndelay = '200ms'\nmax_hedges = 3",
	"kind = 'bulkhead'\nmax_concurrent = 3\nmax_wait = '1h'",
	"kind = 'bulkhead'\nmax_concurrent = 3\nmax_wait = '1h'\nhold = 'caller'",
	"kind = 'bulkhead'\nmode = 'pool'\nmax_concurrent = 2\nqueue = 50",
	"kind = 'rate-limiter'\nrate = '15/s'\nburst = 2\nmax_wait = '1h'",
	"kind = 'circuit-breaker'\nwindow = 10\nopen_for = '300ms'\nscope = 'instance'",
	"kind = 'adaptive-limit'\ninitial = 4",
	"kind = 'adaptive-throttle'\nwindow = '2s'",
	"kind = 'fallback'\nanswer = 'other'\nroute = 'b.x'",
	"kind = 'load-balancer'",
}

// TestWhateverLiesOnALoadsEdgeItsTimeoutHolds stacks patterns on the edge of a load
// whose callee fails, hangs, crashes and is slow, and wants every request to have
// ended by the load's timeout, all that time out by something else included.
func TestWhateverLiesOnALoadsEdgeItsTimeoutHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		timeout := rapid.SampledFrom([]time.Duration{50 * time.Millisecond, 700 * time.Millisecond, 2 * time.Second}).Draw(t, "timeout")
		fmt.Fprintf(&text, "title = 'x'\nduration = '10s'\n[nodes.a]\nworkers = 2\nqueue = %d\ninstances = 2\ncancel = %v\nroutes.x = { work = 'exp 40ms', errors = '20%%' }\n"+
			"[nodes.b]\nroutes.x = { work = 'exp 500ms' }\n[loads.l]\nto = 'a.x'\ntimeout = '%v'\nuntil = '5s'\n%s\n",
			rapid.SampledFrom([]int{2, 1000}).Draw(t, "queue"), rapid.Bool().Draw(t, "cancel"), timeout,
			rapid.SampledFrom([]string{"rate = '60/s'", "users = 30\nthink = 'exp 200ms'"}).Draw(t, "arrivals"))
		var stack []string
		for i, layer := range rapid.SliceOfN(rapid.SampledFrom(layers), 1, 5).Draw(t, "layers") {
			fmt.Fprintf(&text, "[patterns.p%d]\non = 'l -> a'\n%s\n", i, layer)
			stack = append(stack, fmt.Sprintf("'p%d'", i))
		}
		fmt.Fprintf(&text, "[variants]\nv = [%s]\n", strings.Join(stack, ", "))
		for i, fault := range rapid.SliceOfN(rapid.SampledFrom([]string{"kind = 'hang'", "kind = 'crash'", "kind = 'pause'", "kind = 'slow'\nfactor = 20"}), 0, 3).Draw(t, "faults") {
			fmt.Fprintf(&text, "[[faults]]\n%s\nnode = '%s'\nat = '%ds'\nfor = '2s'\n", fault, rapid.SampledFrom([]string{"a", "a-1"}).Draw(t, "victim"), 2+i)
		}
		s, err := Parse("x.toml", []byte(text.String()))
		if err != nil {
			t.Skip(err) // such as two that may lie there only once
		}
		w, err := world.Build(s, "v", rapid.Uint64Range(1, 1000).Draw(t, "seed"), sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		began, ended := 0, 0
		w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
			switch f.Kind {
			case sim.RequestStarted:
				began++
			case sim.RequestOK, sim.RequestFailed, sim.RequestRejected, sim.RequestTimedOut:
				ended++
				if took := time.Duration(f.Value); took > timeout || took == timeout && f.Kind != sim.RequestTimedOut && f.Kind != sim.RequestOK {
					t.Fatalf("%v after %v, with a timeout of %v:\n%s", f.Kind, took, timeout, text.String())
				}
			}
		}))
		if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
			t.Fatal(err)
		}
		if began == 0 || began != ended {
			t.Fatalf("%d requests began and %d ended:\n%s", began, ended, text.String())
		}
	})
}

// patient has a world complain about a load that waits beyond its timeout. All runs of the
// library are watched so, as clients of groups follow a leader in ways of their own.
func patient(t *testing.T) func(*World) {
	return func(w *World) {
		most := make(map[string]time.Duration)
		for _, l := range w.Scenario.Loads {
			most[l.Name] = l.Timeout
		}
		w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
			switch f.Kind {
			case sim.RequestOK, sim.RequestFailed, sim.RequestRejected, sim.RequestTimedOut:
				if timeout := most[f.Owner.Name()]; timeout > 0 && time.Duration(f.Value) > timeout {
					t.Errorf("%s: %v of %s after %v, with a timeout of %v", w.Variant.Name, f.Kind, f.Owner.Name(), time.Duration(f.Value), timeout)
				}
			}
		}))
	}
}
