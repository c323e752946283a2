package scenarios

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// seldom skips a row of a table in a short test, unless it is one of the few.
func seldom(t *testing.T, few bool) {
	t.Helper()
	if testing.Short() && !few {
		t.Skip("a long run")
	}
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
	closing := 25 * time.Second
	for _, load := range s.Loads {
		if load.Burst != nil {
			closing = max(closing, load.Burst.At+5*time.Second) // some ask in bursts alone
		}
	}
	end := closing + 35*time.Second
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
