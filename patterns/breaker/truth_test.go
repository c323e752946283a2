package breaker

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"wavetank/patterns"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// truth is testdata/breaker1.json: closed forms from the theory of success runs
// (Feller I, chapter XIII) and binomial tails; the file names its sources.
type truth struct {
	Consecutive []struct {
		F     float64
		K     int
		Calls float64 `json:"mean_calls_to_trip"`
	}
	TripWithin []struct {
		F    float64
		K, N int
		P    float64
	} `json:"trip_within"`
	WindowFirstEval []struct {
		N            int
		F, Threshold float64
		P            float64 `json:"P_trip"`
	} `json:"window_first_eval"`
	Renewal []renewal
}

type renewal struct {
	Lam, F   float64
	K        int
	Open     float64 `json:"open_s"`
	Calls    float64 `json:"mean_calls_to_trip"`
	Closed   float64 `json:"mean_closed_time"`
	Opens    float64 `json:"open_periods_per_cycle"`
	Rejected float64 `json:"fraction_rejected"`
	Backend  float64 `json:"backend_call_rate"`
}

func known(t *testing.T) (values truth) {
	t.Helper()
	reference.Table(t, "breaker1", &values)
	return values
}

// callsToTrip makes calls that fail independently until the breaker trips, at
// most so many, and returns how many it took.
func callsToTrip(b *Breaker, r *rand.Rand, f float64, most int) (calls int, tripped bool) {
	for calls < most {
		p, _ := b.Allow(0)
		calls++
		o := patterns.Success
		if r.Float64() < f {
			o = patterns.Failure
		}
		if b.Done(0, p, o, 0); b.State() == Open {
			return calls, true
		}
	}
	return calls, false
}

// tripped returns the part of the trials in which a fresh breaker trips within n calls.
func tripped(c Config, f float64, n, trials int) float64 {
	r, trips := rand.New(rand.NewPCG(uint64(n), uint64(trials))), 0
	for range trials {
		if _, open := callsToTrip(New(c, 1), r, f, n); open {
			trips++
		}
	}
	return float64(trips) / float64(trials)
}

func inARow(k int) Config {
	c := Default()
	c.Rule, c.Consecutive = "consecutive", k
	return c
}

func TestTruthOfMeanCallsToTrip(t *testing.T) {
	for _, want := range known(t).Consecutive {
		r, sum, trips := rand.New(rand.NewPCG(1, uint64(want.K))), 0, reference.Part(20000)
		for range trips {
			calls, _ := callsToTrip(New(inARow(want.K), 1), r, want.F, math.MaxInt32)
			sum += calls
		}
		reference.Near(t, "mean calls to trip", float64(sum)/float64(trips), want.Calls, reference.Rough(.025*want.Calls))
	}
}

func TestTruthOfTrippingWithinSoManyCalls(t *testing.T) {
	for _, want := range known(t).TripWithin {
		got := tripped(inARow(want.K), want.F, want.N, reference.Part(100000))
		reference.Near(t, "probability to trip", got, want.P, reference.Rough(.005))
	}
}

func TestTruthOfTheFirstFullWindow(t *testing.T) {
	for _, want := range known(t).WindowFirstEval {
		c := Default()
		c.Window, c.FailureRate = want.N, want.Threshold
		got := tripped(c, want.F, want.N, reference.Part(100000))
		reference.Near(t, "probability to trip at the first full window", got, want.P, reference.Rough(.005))
	}
}

// env is what a breaker did to a stream of Poisson calls that take no time.
type env struct {
	calls, rejected   float64
	closedCalls       float64 // that passed a closed breaker
	closedTime        time.Duration
	cycles, opens     float64 // a cycle begins when it trips out of closed
	closedSince, last sim.Time
}

// pour makes one call and books it.
func (k *env) pour(b *Breaker, now sim.Time, o patterns.Outcome) {
	k.calls++
	k.last = now
	p, ok := b.Allow(now)
	if !ok {
		k.rejected++
		return
	}
	if !p.Trial() {
		k.closedCalls++
	}
	b.Done(now, p, o, 0)
	for _, m := range b.Moves() {
		switch {
		case m.To == Closed:
			k.closedSince = m.At
		case m.From == Closed:
			k.cycles++
			k.closedTime += m.At.Sub(k.closedSince)
			fallthrough
		case m.To == Open:
			k.opens++
		}
	}
}

// Two million calls hold so few cycles that 3% is two standard errors of the
// mean; twenty million make it six.
func TestTruthOfRenewal(t *testing.T) {
	for _, want := range known(t).Renewal {
		c := inARow(want.K)
		c.OpenFor = time.Duration(want.Open * float64(time.Second))
		b, r := New(c, 1), rand.New(rand.NewPCG(3, uint64(want.Lam)))
		var k env
		now := sim.Time(0)
		for range reference.Part(20e6) {
			now = now.Add(time.Duration(r.ExpFloat64() / want.Lam * float64(time.Second)))
			o := patterns.Success
			if r.Float64() < want.F {
				o = patterns.Failure
			}
			k.pour(b, now, o)
		}
		for _, fact := range []struct {
			what      string
			got, want float64
		}{
			{"mean calls to trip", k.closedCalls / k.cycles, want.Calls},
			{"mean closed time", k.closedTime.Seconds() / k.cycles, want.Closed},
			{"open periods per cycle", k.opens / k.cycles, want.Opens},
			{"fraction rejected", k.rejected / k.calls, want.Rejected},
			{"backend call rate", (k.calls - k.rejected) / k.last.Seconds(), want.Backend},
		} {
			reference.Near(t, fact.what, fact.got, fact.want, reference.Rough(.03*fact.want))
		}
	}
}
