package scenarios

import (
	"math"
	"testing"
	"time"

	"wavetank/scenarios/world"
	"wavetank/sim"
)

// impatient is a load that gives up after ten seconds, on a node that hangs from
// 30 s on.
const impatient = `title = "Patience is the caller's"
duration = "120s"
[nodes.a]
workers = 4
routes.x = { work = "1ms" }
[loads.l]
to      = "a.x"
rate    = "5/s"
timeout = "10s"
[[faults]]
kind = "hang"
node = "a"
at   = "30s"
`

// TestNoPatternOnALoadsEdgeOutlastsItsTimeout counts who is answered and who gives
// up, and when, whatever is tried on the load's edge: as many as without, and none
// later than at ten seconds.
func TestNoPatternOnALoadsEdgeOutlastsItsTimeout(t *testing.T) {
	ends := func(t *testing.T, patterns string) (ok, timedOut, latest int64) {
		s := parsed(t, impatient+patterns)
		w, err := world.Build(s, s.Variants[len(s.Variants)-1].Name, 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
			switch f.Kind {
			case sim.RequestOK:
				ok++
			case sim.RequestTimedOut:
				timedOut++
			default:
				return
			}
			latest = max(latest, f.Value)
		}))
		if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
			t.Fatal(err)
		}
		return ok, timedOut, latest
	}
	ok, timedOut, _ := ends(t, "")
	for name, patterns := range map[string]string{
		"a retry":                     "[patterns.p]\nkind = 'retry'\non = 'l -> a'\nattempts = 1000\n",
		"a retry with waits":          "[patterns.p]\nkind = 'retry'\non = 'l -> a'\nattempts = 1000\nbase = '7s'\njitter = 'none'\n",
		"a retry of short attempts":   "[patterns.p]\nkind = 'retry'\non = 'l -> a'\nattempts = 1000\nbackoff = 'constant'\nbase = '100ms'\n[patterns.q]\nkind = 'timeout'\non = 'l -> a'\nattempt = '3s'\n[variants]\nwith = ['p', 'q']\n",
		"a hedge":                     "[patterns.p]\nkind = 'hedge'\non = 'l -> a'\nrule = 'fixed'\ndelay = '1s'\nmax_hedges = 3\n",
		"a bulkhead with a queue":     "[patterns.p]\nkind = 'bulkhead'\non = 'l -> a'\nmax_concurrent = 2\nmax_wait = '1h'\n",
		"a bulkhead that holds":       "[patterns.p]\nkind = 'bulkhead'\non = 'l -> a'\nmax_concurrent = 1000\nhold = 'work'\n",
		"a retry around a bulkhead":   "[patterns.p]\nkind = 'retry'\non = 'l -> a'\nattempts = 1000\nretry_on = ['failed', 'timed-out', 'rejected']\n[patterns.q]\nkind = 'bulkhead'\non = 'l -> a'\nmax_concurrent = 2\nmax_wait = '1h'\n[variants]\nwith = ['p', 'q']\n",
		"a timeout that is longer":    "[patterns.p]\nkind = 'timeout'\non = 'l -> a'\ntotal = '30s'\n",
		"a rate limiter with a queue": "[patterns.p]\nkind = 'rate-limiter'\non = 'l -> a'\nrate = '1000/s'\nburst = 1000\nmax_wait = '1h'\n",
	} {
		t.Run(name, func(t *testing.T) {
			gotOK, gotTimedOut, latest := ends(t, patterns)
			if latest > int64(10*time.Second) {
				t.Errorf("somebody waited %v", time.Duration(latest))
			}
			if gotOK != ok || math.Abs(float64(gotTimedOut-timedOut)) > 25 { // short attempts: who gave up a little before the end
				t.Errorf("%d ok and %d timed out, without patterns %d and %d", gotOK, gotTimedOut, ok, timedOut)
			}
		})
	}
}

// TestADeadlineTravelsThroughTimeouts counts the calls of a service that needs 300 ms
// and is given 200: five of them fit in the second that a user waits, if a timeout on
// his edge passes that second on, and all ten are made if nobody does.
func TestADeadlineTravelsThroughTimeouts(t *testing.T) {
	s := parsed(t, `title = "A deadline"
duration = "60s"
[nodes.app]
routes.get = { calls = ["svc.get"] }
[nodes.svc]
instances = 2
cancel    = true
routes.get = { work = "300ms" }
[loads.users]
to       = "app.get"
rate     = "20/s"
arrivals = "constant"
timeout  = "1s"
[patterns.retry]
kind     = "retry"
on       = "app -> svc"
attempts = 10
backoff  = "none"
[patterns.attempt]
kind    = "timeout"
on      = "app -> svc"
attempt = "200ms"
[patterns.deadline]
kind = "timeout"
on   = ["users -> app", "app", "app -> svc"]
[variants]
without = ["retry", "attempt"]
with    = ["deadline", "retry", "attempt"]
`)
	for variant, want := range map[string]float64{"without": 11, "with": 6} {
		sum, err := Run(t.Context(), s, variant, 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if got := float64(sum.Fact("attempt.sent")) / float64(sum.Fact("request.started")); math.Abs(got-want) > .2 {
			t.Errorf("%s: %.2f calls a request, want %v", variant, got, want)
		}
	}
}
