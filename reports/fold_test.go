package reports

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
)

// A tape is a made-up trace: facts in any order, to be played in order of time.
type tape struct {
	world *sim.World
	facts []sim.Fact
}

func newTape() *tape { return &tape{world: sim.New(sim.Config{})} }

func (t *tape) add(at time.Duration, f sim.Fact) {
	f.At = sim.Time(at)
	t.facts = append(t.facts, f)
}

// request puts the life of a request on the tape: its end is not there if it
// comes after the end of the run.
func (t *tape) request(load string, start, latency time.Duration, end *sim.Kind, run time.Duration) {
	o := t.world.Owner(load)
	key := sim.Key(len(t.facts))
	t.add(start, sim.Fact{Kind: sim.RequestStarted, Owner: o, Load: o, Key: key})
	t.add(start, sim.Fact{Kind: sim.AttemptSent, Owner: o, Load: o, Key: key, Extra: int64(start)})
	if start+latency <= run {
		t.add(start+latency, sim.Fact{Kind: end, Owner: o, Load: o, Key: key, Value: int64(latency), Extra: int64(start)})
	}
}

func (t *tape) fault(name string, key sim.Key, begin, end time.Duration) {
	o := t.world.Owner(name)
	t.add(begin, sim.Fact{Kind: sim.FaultBegan, Owner: o, Key: key, Note: name + " stands still"})
	t.add(end, sim.Fact{Kind: sim.FaultEnded, Owner: o, Key: key, Value: 7})
}

func (t *tape) play(o Options) *Summary {
	slices.SortStableFunc(t.facts, func(a, b sim.Fact) int { return int(min(max(a.At-b.At, -1), 1)) })
	c := NewCollector(o)
	for i := range t.facts {
		c.Fact(&t.facts[i])
	}
	return c.Finish("with", 1, sim.Digest(0xbeef), uint64(len(t.facts)), sim.Time(o.Duration))
}

var endings = []*sim.Kind{sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected}

// traffic draws requests of two loads.
func traffic(t *rapid.T, tape *tape, run time.Duration) {
	n := rapid.IntRange(0, 200).Draw(t, "requests")
	for range n {
		load := rapid.SampledFrom([]string{"shoppers", "robots"}).Draw(t, "load")
		start := time.Duration(rapid.Int64Range(0, int64(run)).Draw(t, "start"))
		latency := time.Duration(rapid.Int64Range(0, int64(run)/2).Draw(t, "latency"))
		tape.request(load, start, latency, rapid.SampledFrom(endings).Draw(t, "end"), run)
	}
}

func TestNoRequestIsLostOrCountedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const run = 10 * time.Second
		o := Options{
			Duration: run,
			Warmup:   time.Duration(rapid.Int64Range(0, int64(run)/2).Draw(t, "warmup")),
			Loads:    []string{"shoppers", "robots"},
			Windows:  rapid.IntRange(1, 200).Draw(t, "windows"),
		}
		tape := newTape()
		traffic(t, tape, run)
		s := tape.play(o)
		var started int64
		for _, f := range tape.facts {
			if f.Kind == sim.RequestStarted && f.At >= sim.Time(o.Warmup) {
				started++
			}
		}
		all := s.total()
		for _, l := range append(s.Loads, *all) {
			if l.Requests != l.OK+l.Failed+l.TimedOut+l.Rejected+l.Unanswered+l.InFlight || l.InFlight < 0 {
				t.Fatalf("%+v does not add up", l)
			}
			if l.LatencyOK.Count() != l.OK || l.LatencyAll.Count() != l.Known() || l.Attempts != l.Requests {
				t.Fatalf("%+v: %d and %d latencies, %d attempts", l, l.LatencyOK.Count(), l.LatencyAll.Count(), l.Attempts)
			}
		}
		if all.Requests != started || s.Fact("request.started") != started {
			t.Fatalf("%d requests, %d facts of starting, want %d", all.Requests, s.Fact("request.started"), started)
		}
	})
}

func TestTheWindowsAddUpToTheRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const run = 10 * time.Second
		tape := newTape()
		traffic(t, tape, run)
		s := tape.play(Options{Duration: run, Windows: rapid.IntRange(1, 200).Draw(t, "windows")})
		var sum Load
		for i := range s.Series.Windows {
			w := &s.Series.Windows[i]
			sum.add(&Load{Outcomes: w.Outcomes, InFlight: w.Requests - w.Known()})
		}
		all := s.total()
		if w := s.Series.Windows; len(w) == 1 {
			p50, _ := all.LatencyOK.Quantile(0.5)
			p99, _ := all.LatencyOK.Quantile(0.99)
			allP99, _ := all.LatencyAll.Quantile(0.99)
			if w[0].P50 != p50 || w[0].P99 != p99 || w[0].AllP99 != allP99 {
				t.Fatalf("the only window is %+v, the run %v, %v, %v", w[0], p50, p99, allP99)
			}
		}
		for _, l := range []*Load{&sum, all} {
			l.Name, l.Latencies = "", Latencies{}
		}
		if !reflect.DeepEqual(&sum, all) {
			t.Fatalf("the windows add up to %+v, the run is %+v", &sum, all)
		}
	})
}

// TestLittlesLaw: the mean number of requests in the system is their rate times
// their mean latency. Both sides are added up from the same trace, one by
// integrating over time, the other from the summary.
func TestLittlesLaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const run = 10 * time.Second
		tape := newTape()
		traffic(t, tape, run)
		s := tape.play(Options{Duration: run})
		all := s.total()
		if all.Known() == 0 {
			t.Skip("nothing ended")
		}
		ends := tape.unanswered(run) // they stay inside to the end
		for _, f := range tape.facts {
			if slices.Contains(endings, f.Kind) {
				ends[f.Key] = true
			}
		}
		var inside, area, last int64
		for _, f := range tape.facts {
			area += inside * (int64(f.At) - last)
			last = int64(f.At)
			switch {
			case !ends[f.Key]:
			case f.Kind == sim.RequestStarted:
				inside++
			case slices.Contains(endings, f.Kind):
				inside--
			}
		}
		area += inside * (int64(run) - last)
		mean, _ := all.LatencyAll.Mean()
		if want := area / all.Known(); int64(mean) != want {
			t.Fatalf("mean latency %d, the area under the number inside says %d", mean, want)
		}
	})
}

func TestARequestBelongsToItsIntendedStart(t *testing.T) {
	tape := newTape()
	const run = 10 * time.Second
	tape.request("shoppers", 900*time.Millisecond, time.Second, sim.RequestOK, run)
	tape.request("shoppers", time.Second, time.Second, sim.RequestTimedOut, run)
	tape.request("shoppers", run, 0, sim.RequestOK, run)
	tape.request("shoppers", 9*time.Second, 2*time.Second, sim.RequestOK, run)
	s := tape.play(Options{Duration: run, Warmup: time.Second, Windows: 10})
	l := s.Loads[0]
	if l.Requests != 3 || l.OK != 1 || l.TimedOut != 1 || l.InFlight != 1 || l.Attempts != 3 {
		t.Errorf("counted %+v", l)
	}
	if n := s.Fact("request.ok"); n != 2 {
		t.Errorf("%d facts request.ok, want 2: a fact belongs to the instant at which it happened", n)
	}
	if w := s.Series.Windows; len(w) != 10 || w[0].OK != 1 || w[1].TimedOut != 1 || w[9].Requests != 2 || w[9].OK != 1 {
		t.Errorf("windows %+v", w)
	}
}

func TestCollectorCountsWhatComesBesideRequests(t *testing.T) {
	tape := newTape()
	opened, again := sim.NewKind("breaker.opened"), sim.NewKind("breaker.opened")
	shoppers, node := tape.world.Owner("shoppers"), tape.world.Owner("payment")
	for i, k := range []*sim.Kind{opened, again, opened} {
		tape.add(time.Duration(i)*time.Second, sim.Fact{Kind: k, Owner: node})
	}
	second := int64(time.Second)
	tape.request("shoppers", 2*time.Second, time.Second, sim.RequestOK, time.Minute)
	tape.add(3*time.Second, sim.Fact{Kind: sim.RequestDegraded, Owner: shoppers, Extra: 2 * second})
	tape.add(3*time.Second, sim.Fact{Kind: sim.RequestDegraded, Owner: shoppers, Extra: 0})
	tape.add(0, sim.Fact{Kind: sim.WorkWasted, Owner: node, Load: shoppers, Value: second})
	tape.add(4*time.Second, sim.Fact{Kind: sim.WorkWasted, Owner: node, Load: shoppers, Value: 2 * second})
	tape.add(4*time.Second, sim.Fact{Kind: sim.WorkWasted, Owner: node, Value: 3 * second})
	tape.add(4*time.Second, sim.Fact{Kind: sim.AttemptSent, Owner: node})
	s := tape.play(Options{Duration: time.Minute, Warmup: time.Second, Loads: []string{"idle", "shoppers"}})
	if s.Fact("breaker.opened") != 2 || s.Fact("nothing.happened") != 0 {
		t.Errorf("facts %+v", s.Facts)
	}
	if s.Wasted != 5*time.Second || s.Loads[1].Wasted != 2*time.Second {
		t.Errorf("wasted %v, for the load %v", s.Wasted, s.Loads[1].Wasted)
	}
	if l := s.Loads[1]; l.Name != "shoppers" || l.Degraded != 1 || l.Attempts != 1 || s.Loads[0].Name != "idle" {
		t.Errorf("loads %+v", s.Loads)
	}
}

func TestFinishRefusesRequestsThatNeverStarted(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a request ended that had not started, and nobody minded")
		}
	}()
	tape := newTape()
	tape.add(time.Second, sim.Fact{Kind: sim.RequestOK, Owner: tape.world.Owner("shoppers")})
	tape.play(Options{Duration: time.Minute})
}

func TestFoldingARequestDoesNotAllocate(t *testing.T) {
	c, facts := steady()
	n := testing.AllocsPerRun(10, func() {
		for i := range facts {
			later(&facts[i])
			c.Fact(&facts[i])
		}
	})
	if n != 0 {
		t.Errorf("%v allocations for %d facts", n, len(facts))
	}
}

// steady returns a Collector that has seen the range of what comes, and facts to
// go on with.
func steady() (*Collector, []sim.Fact) {
	tape := newTape()
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		start := time.Duration(r.Int64N(int64(time.Minute)))
		tape.request("shoppers", start, time.Duration(r.ExpFloat64()*1e7), sim.RequestOK, 2*time.Minute)
	}
	slices.SortStableFunc(tape.facts, func(a, b sim.Fact) int { return int(min(max(a.At-b.At, -1), 1)) })
	c := NewCollector(Options{Duration: time.Minute, Warmup: time.Second})
	for i := range tape.facts {
		c.Fact(&tape.facts[i])
	}
	return c, tape.facts
}

// later moves a fact to after the others: time never goes back.
func later(f *sim.Fact) {
	f.At += sim.Time(2 * time.Minute)
	if f.Kind != sim.RequestStarted {
		f.Extra += int64(2 * time.Minute)
	}
}

func BenchmarkCollector(b *testing.B) {
	c, facts := steady()
	i := 0
	for b.Loop() {
		later(&facts[i])
		c.Fact(&facts[i])
		if i++; i == len(facts) {
			i = 0
		}
	}
}
