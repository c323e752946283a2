package reports

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

// queue folds a first-come-first-served queue of so many servers, each of which serves one
// in a second on average, at a share of its capacity, after a warm-up.
func queue(r *rand.Rand, servers int, share float64, arrivals int) State {
	rate := share * float64(servers)
	duration := time.Duration(1.5 * float64(arrivals) / rate * 1e9)
	p := newPressure(duration)
	free := make([]float64, servers)
	end := duration.Seconds()
	for t := r.ExpFloat64() / rate; t < end; t += r.ExpFloat64() / rate {
		first := 0
		for i := range free {
			if free[i] < free[first] {
				first = i
			}
		}
		free[first] = max(t, free[first]) + r.ExpFloat64()
		start, done := sim.Time(t*1e9), sim.Time(free[first]*1e9)
		if p.started(start); free[first] < end {
			p.ended(start, done, int64(done-start), sim.RequestOK)
		}
	}
	s, _ := p.judged(nil, nil, sim.Time(duration/3), sim.Time(duration), 0.01)
	return s
}

// TestAStableQueueIsHardlyEverCalledOverloaded: the false alarms that describe metrics
// speaks of, and that a queue beyond its capacity is told.
func TestAStableQueueIsHardlyEverCalledOverloaded(t *testing.T) {
	for _, servers := range []int{1, 4, 16} {
		for _, arrivals := range []int{1000, 4000} {
			const each = 100
			r := rand.New(rand.NewPCG(uint64(servers), uint64(arrivals)))
			counts := map[State]int{}
			for _, share := range []float64{0.5, 0.6, 0.7, 0.8, 0.9} {
				for range each {
					counts[queue(r, servers, share, arrivals)]++
				}
			}
			if alarms := 5*each - counts[Stable]; alarms > 5*each/100 {
				t.Errorf("%d servers, %d arrivals: %d alarms in %d stable runs: %v", servers, arrivals, alarms, 5*each, counts)
			}
			told := 0
			for range each {
				if queue(r, servers, 1.2, arrivals) == Overloaded {
					told++
				}
			}
			least := each * 85 / 100
			if arrivals > 1000 {
				least = each * 95 / 100
			}
			if told < least {
				t.Errorf("%d servers, %d arrivals: told in %d of %d runs at 120 %%", servers, arrivals, told, each)
			}
		}
	}
}

// TestWhatIsLostUntilItComesBackIsNotOverload: a system that turned requests away for some
// seconds after its fault, and answers all since, is not overloaded, although it is slower
// in each quarter than in the one before.
func TestWhatIsLostUntilItComesBackIsNotOverload(t *testing.T) {
	spells := []spell{
		{0, 20 * sec, sim.RequestOK, quick}, {20 * sec, 33 * sec, sim.RequestRejected, 0}, {33 * sec, 37 * sec, sim.RequestOK, quick},
		{37 * sec, 52 * sec, sim.RequestOK, 2 * quick}, {52 * sec, 60 * sec, sim.RequestOK, 5 * quick},
	}
	if s := play(Options{Duration: 60 * sec, Warmup: 5 * sec, SLO: SLO{ErrorRate: 0.01}}, spells, one); s.State != Stable {
		t.Error(s.State)
	}
}

// TestNobodyIsOverloadedWhomNothingReaches: what a breaker that is forced open turns away
// fails, and no node has more to do than it can.
func TestNobodyIsOverloadedWhomNothingReaches(t *testing.T) {
	for end, ease := range map[string]int{"overloaded": 0, "failing without overload": 3} {
		var runs []*Summary
		for seed := range uint64(3) {
			s := outcome{ok: 50, failed: 50, latency: time.Second}.summary("without", seed)
			s.State, s.AtEase = Overloaded, end == failing
			with := *s
			with.Variant = "with"
			runs = append(runs, s, &with)
		}
		c := mustCompare(t, twoArms(), runs)
		if got, want := c.stateWords(), "At the end: without and with "+end+" in 3 of 3 seeds."; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if got, want := c.Variants[0].states()[0], (member{"failing_without_overload", ease}); got != want {
			t.Errorf("%s is saved as %v", end, got)
		}
		var alone strings.Builder
		if err := JSON(Results{Runs: runs[:1]})(&alone); err != nil || strings.Contains(alone.String(), `"failing_without_overload": true`) != (ease > 0) {
			t.Errorf("%v; a single run that ended %s is saved as %s", err, end, alone.String())
		}
	}
}
