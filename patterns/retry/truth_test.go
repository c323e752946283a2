package retry

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// layered makes a call through layers, each of which retries what failed below,
// and returns whether it went well. The machines decide; there is no waiting.
func layered(layers int, c *Config, leaf func() bool) bool {
	if layers == 0 {
		return leaf()
	}
	course := c.NewCourse(&nodes.Request{}, 1)
	for {
		course.Begin(0)
		var err error
		if !layered(layers-1, c, leaf) {
			err = nodes.ErrFailed
		}
		if _, v := course.Next(0, err); v != Again {
			return err == nil
		}
	}
}

// naive is a retry without backoff.
func naive(attempts int) Config {
	c := Default()
	c.Attempts, c.Backoff = attempts, "none"
	return c
}

// fails returns a call that fails by chance, and counts calls.
func fails(f float64, calls *int) func() bool {
	luck := rand.New(rand.NewPCG(7, uint64(f*1000)))
	return func() bool { *calls++; return luck.Float64() >= f }
}

func TestTruthOfAmplification(t *testing.T) {
	var known struct {
		Layers []struct {
			F           float64
			L, Attempts int
			Leaf        float64 `json:"expected_leaf_calls"`
			User        float64 `json:"user_failure"`
			Worst       int     `json:"worst_case"`
		}
		Attempts []struct {
			P        float64
			K        int
			Success  float64
			Attempts float64 `json:"expected_attempts"`
		}
	}
	reference.Table(t, "retry1_amplification", &known)
	for _, want := range known.Layers {
		n, calls, failed, c := reference.Part(200_000), 0, 0, naive(want.Attempts)
		if want.F == 1 {
			n = 1000 // all alike
		}
		leaf := fails(want.F, &calls)
		for range n {
			before := calls
			if !layered(want.L, &c, leaf) {
				failed++
			}
			if calls-before > want.Worst {
				t.Fatalf("%d calls at the bottom, at most %d", calls-before, want.Worst)
			}
		}
		tolerance := .02 * want.Leaf
		if want.F == 1 {
			tolerance = 0
		}
		reference.Near(t, "calls at the bottom", float64(calls)/float64(n), want.Leaf, tolerance)
		reference.Near(t, "failures of users", float64(failed)/float64(n), want.User, .02*want.User+1e-9)
	}
	for _, want := range known.Attempts {
		n, calls, ok, c := reference.Part(200_000), 0, 0, naive(want.K)
		leaf := fails(want.P, &calls)
		for range n {
			if layered(1, &c, leaf) {
				ok++
			}
		}
		reference.Near(t, "attempts", float64(calls)/float64(n), want.Attempts, .02*want.Attempts)
		reference.Near(t, "successes", float64(ok)/float64(n), want.Success, .002)
	}
}

// budgeted makes n calls that fail by chance, one after the other, and returns how
// many attempts and successes there were per call.
func budgeted(b Budget, retries, n int, f float64, gap time.Duration) (load, success float64) {
	luck := rand.New(rand.NewPCG(9, uint64(f*1000)))
	attempts, ok := 0, 0
	for i := range n {
		now := sim.Time(gap * time.Duration(i))
		b.Begin(now)
		state := Attempt{}
		for try := 0; ; try++ {
			attempts++
			failed := luck.Float64() < f
			state.Result = Success
			if failed {
				state.Result = Failure
			}
			b.Done(now, state)
			if !failed {
				ok++
				break
			}
			if try == retries {
				break
			}
			price, allowed := b.Retry(now, false)
			if !allowed {
				break
			}
			b.Again(now)
			state = Attempt{Retry: true, Paid: price}
		}
	}
	return float64(attempts) / float64(n), float64(ok) / float64(n)
}

func TestTruthOfTheTokenBucket(t *testing.T) {
	var known []struct {
		F, Deposit float64
		N          int
		Load       float64 `json:"load_multiplier"`
		Success    float64
		Unlimited  float64 `json:"unlimited_load"`
		WellThen   float64 `json:"unlimited_success"`
	}
	reference.Table(t, "retry2_token_bucket", &known)
	n := 300_000
	if !reference.Whole() {
		n = 60_000
	}
	for _, want := range known {
		what := "failing " + strconv.FormatFloat(want.F, 'g', -1, 64)
		load, success := budgeted(NewBucket(100, want.Deposit, 1, 1, false), want.N, n, want.F, 0)
		reference.Near(t, what+": load", load, want.Load, .01*want.Load)
		reference.Near(t, what+": success", success, want.Success, .01)
		load, success = budgeted(Unlimited{}, want.N, n, want.F, 0)
		reference.Near(t, what+": load without a bound", load, want.Unlimited, .01*want.Unlimited)
		reference.Near(t, what+": success without a bound", success, want.WellThen, .01)
	}
}

// Retries of at most a tenth of the calls multiply the load by 1.1 at most.
func TestTruthOfTheBudgetsBound(t *testing.T) {
	for _, f := range []float64{.05, .3, .7, 1} {
		load, _ := budgeted(NewDeposits(.1, 0, 10*time.Second), 3, 100_000, f, time.Millisecond)
		if unbounded := (1 - math.Pow(f, 4)) / (1 - f); f < 1 && unbounded < 1.1 {
			reference.Near(t, "load", load, unbounded, .01)
			continue
		}
		reference.Near(t, "load", load, 1.1, .001)
	}
}
