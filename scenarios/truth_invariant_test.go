package scenarios

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// The tests of this file hold what every run must satisfy, whatever it models;
// testdata/reference/inv1.json states it, and names the sources.

// models are single services of every kind. Their work has a mean of one unit.
func models() map[string]string {
	return map[string]string{
		"one server":             station("workers = 1", "exp "+span(1), 0.8),
		"ten servers":            station("workers = 10", "erlang 4 "+span(1), 8),
		"a bounded queue":        station("workers = 3\nqueue = 3", "exp "+span(1), 4),
		"the newest first":       station("workers = 1\ndiscipline = 'lifo'", "exp "+span(1), 0.7),
		"impatience":             station("workers = 4\nmax_wait = 'exp "+span(2)+"'", "uniform 0s.."+span(2), 5),
		"a shared processor":     station("workers = 1\ndiscipline = 'sharing'", "uniform 0s.."+span(2), 0.8),
		"four shared processors": station("workers = 4\ndiscipline = 'sharing'", "exp "+span(1), 3),
		"any number of servers":  station("", "exp "+span(1), 5),
		"a server near its end":  station("workers = 1", span(1), 0.95),
	}
}

// TestEveryModelObeysTheLawsOfQueues holds three laws: L = λW on the same runs,
// with W summed up request by request and L an integral over time; the number of
// busy workers = XS; and that Poisson arrivals see time averages.
func TestEveryModelObeysTheLawsOfQueues(t *testing.T) {
	for name, text := range models() {
		t.Run(name, func(t *testing.T) {
			seldom(t, name == "four shared processors")
			var spentThere, stayed, busy, done float64
			var found, spent []float64
			for _, r := range trials(t, head(20_000)+text) {
				g, l := r.gauges["server"], r.load("customers")
				latency, _ := l.LatencyAll.Mean()
				stayed += units(float64(latency)) * float64(l.Known())
				spentThere += g.present() * r.measured()
				busy += g.working() * r.measured()
				done += float64(l.OK)
				addUp(&found, g.found)
				addUp(&spent, g.spent)
			}
			within(t, "units that requests spent there, by Little's law", spentThere, stayed)
			within(t, "units that workers were busy, by the utilisation law", busy, done)
			for n := range max(len(found), len(spent)) {
				seen, was := mean(found, exactly(n)), mean(spent, exactly(n))
				if !(math.Abs(seen-was) <= 0.005) {
					t.Errorf("%v of the arrivals find %d requests, who are there for %v of the time", seen, n, was)
				}
			}
		})
	}
}

// within fails unless got is within half a percent of want.
func within(t *testing.T, what string, got, want float64) {
	t.Helper()
	t.Logf("%s: %.7g of %.7g", what, got, want)
	if !(math.Abs(got-want) <= 0.005*want) {
		t.Errorf("%s: %v, should be %v", what, got, want)
	}
}

func addUp(total *[]float64, more []float64) {
	for n, x := range more {
		*level(total, int64(n)) += x
	}
}

// exactly is one for n and zero for other numbers.
func exactly(n int) func(int) float64 {
	return func(k int) float64 { return atLeast(n)(k) - atLeast(n+1)(k) }
}

// A ledger keeps the books on what is under way.
type ledger struct {
	t        *testing.T
	warm     sim.Time
	requests map[sim.Key]sim.Time // under way, and their start
	messages map[sim.Key]int64    // copies under way
	latest   map[sim.Key]sim.Time // when the latest of them was sent
	sent     int64
	arrived  int64
}

func newLedger(t *testing.T, s *Scenario) *ledger {
	return &ledger{t: t, warm: sim.Time(s.Warmup), requests: map[sim.Key]sim.Time{}, messages: map[sim.Key]int64{}, latest: map[sim.Key]sim.Time{}}
}

// Fact takes in one fact.
func (l *ledger) Fact(f *sim.Fact) {
	switch f.Kind {
	case sim.RequestStarted:
		if _, twice := l.requests[f.Key]; twice {
			l.t.Errorf("request %x started twice", f.Key)
		}
		l.requests[f.Key] = f.At
	case sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected:
		start, ok := l.requests[f.Key]
		if !ok || start != sim.Time(f.Extra) || f.At.Sub(start) != time.Duration(f.Value) {
			l.t.Errorf("request %x ended after %d, said to have started at %d, and did at %d (%v)", f.Key, f.Value, f.Extra, start, ok)
		}
		delete(l.requests, f.Key)
	case net.MessageSent, net.MessageDuplicated:
		l.sent++
		l.messages[f.Key]++
		l.latest[f.Key] = f.At
	case net.MessageDelivered, net.MessageLost:
		l.arrived++
		if l.messages[f.Key]--; l.messages[f.Key] < 0 {
			l.t.Errorf("message %x arrived or was lost more often than it was sent", f.Key)
		} else if l.messages[f.Key] == 0 {
			delete(l.messages, f.Key)
			delete(l.latest, f.Key)
		}
	}
}

// underWay returns how many copies of messages are.
func (l *ledger) underWay() (n int64) {
	for _, copies := range l.messages {
		n += copies
	}
	return n
}

// inFlight returns how many requests that count have not ended.
func (l *ledger) inFlight() (n int64) {
	for _, start := range l.requests {
		if start >= l.warm {
			n++
		}
	}
	return n
}

// shortened returns the scenario with another end.
func shortened(s *Scenario, duration time.Duration) *Scenario {
	short := *s
	short.Duration = duration
	short.Warmup = min(s.Warmup, duration/10)
	short.Loads = slices.Clone(s.Loads)
	for i := range short.Loads {
		short.Loads[i].Until = min(short.Loads[i].Until, duration)
	}
	return &short
}

// TestNothingIsLostFromTheBooks runs every library scenario, and a storm: what
// was started is what ended well or badly, and what is still under way; what was
// sent was delivered or lost, or is on its way; and when the loads have ended,
// everything comes to its end, but for what
// members of a group tell each other for ever.
func TestNothingIsLostFromTheBooks(t *testing.T) {
	for name, s := range allScenarios(t) {
		for _, v := range s.Variants {
			t.Run(name+" "+v.Name, func(t *testing.T) {
				t.Parallel()
				audit(t, s, v.Name)
			})
		}
	}
}

// audit opens the books when the loads end, and again long after.
func audit(t *testing.T, s *Scenario, variant string) {
	t.Helper()
	const closing, end = 25 * time.Second, time.Minute
	s = shortened(s, closing)
	w, err := world.Build(s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	l := newLedger(t, s)
	w.Sim.Attach(l)
	c := Collect(w)
	if err := w.Sim.Run(sim.Time(closing)); err != nil {
		t.Fatal(err)
	}
	var requests, accounted, inFlight int64
	for _, load := range finish(w, c).Loads {
		requests += load.Requests
		inFlight += load.InFlight + load.Unanswered
		accounted += load.OK + load.Failed + load.TimedOut + load.Rejected + load.Unanswered + load.InFlight
	}
	if requests != accounted || inFlight != l.inFlight() || requests == 0 {
		t.Errorf("%d requests, %d accounted for, %d in flight, which are %d", requests, accounted, inFlight, l.inFlight())
	}
	if left := l.sent - l.arrived; left != l.underWay() || l.arrived == 0 {
		t.Errorf("%d messages sent, %d delivered or lost, %d under way", l.sent, l.arrived, l.underWay())
	}
	if err := w.Sim.Run(sim.Time(end)); err != nil {
		t.Fatal(err)
	}
	if len(l.requests) > 0 || l.sent-l.arrived != l.underWay() {
		t.Errorf("long after the end %d requests and %d messages are under way; %d were sent, %d arrived",
			len(l.requests), l.underWay(), l.sent, l.arrived)
	}
	for key, at := range l.latest { // heartbeats go on
		if at < sim.Time(end-5*time.Second) {
			t.Errorf("message %x has been under way since %v", key, at)
		}
	}
}

// TestWatchingChangesNothing attaches observers to one of two runs.
func TestWatchingChangesNothing(t *testing.T) {
	s := shortened(open(t, "circuit-breaker"), 25*time.Second)
	for _, v := range s.Variants {
		plain, err := Run(t.Context(), s, v.Name, 7, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		w, err := world.Build(s, v.Name, 7, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		first, last := newLedger(t, s), newLedger(t, s)
		w.Sim.Attach(first)
		c := Collect(w)
		w.Sim.Attach(last)
		if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
			t.Fatal(err)
		}
		if watched := finish(w, c); !reflect.DeepEqual(plain, watched) || first.sent == 0 || first.sent != last.sent {
			t.Errorf("variant %s: %s and %d events, but with observers %s and %d; they saw %d and %d messages",
				v.Name, plain.Digest, plain.Events, watched.Digest, watched.Events, first.sent, last.sent)
		}
	}
}
