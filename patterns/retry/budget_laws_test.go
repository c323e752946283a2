package retry

import (
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
)

func tokensWithinBounds(t *rapid.T, m makers) {
	c := Default()
	c.Budget = rapid.SampledFrom([]string{"throttle", "token-bucket"}).Draw(t, "budget")
	c.BudgetTokens = float64(rapid.IntRange(1, 10).Draw(t, "tokens"))
	c.BudgetTimeoutCost = rapid.SampledFrom([]float64{0, .5, 2}).Draw(t, "timeout cost")
	b := m.budget(c)
	for i := range 60 {
		b.Begin(0)
		b.Done(0, Attempt{Result: rapid.SampledFrom([]Result{Success, Failure, Failure, Unknown}).Draw(t, "result")})
		before := b.(interface{ Tokens() float64 }).Tokens()
		ok := b.Retry(0, rapid.Bool().Draw(t, "late"))
		now := b.(interface{ Tokens() float64 }).Tokens()
		if now < 0 || now > c.BudgetTokens {
			t.Fatalf("step %d: %v of %v tokens", i, now, c.BudgetTokens)
		}
		if c.Budget == "throttle" && ok != (before > c.BudgetTokens/2) {
			t.Fatalf("step %d: with %v of %v tokens the throttle says %v", i, before, c.BudgetTokens, ok)
		}
		b.End(0)
	}
}

// depositsPay keeps its own books of the memory that ends at a retry. Its first
// slice may have been forgotten or not.
func depositsPay(t *rapid.T, m makers) {
	c := Default()
	c.Budget, c.BudgetMemory = "deposit", time.Second
	c.BudgetRate = float64(rapid.IntRange(0, 5).Draw(t, "rate"))
	c.BudgetShare = rapid.SampledFrom([]float64{.1, .2, .5}).Draw(t, "share")
	b := m.budget(c)
	var calls, retries []sim.Time
	now := sim.Time(0)
	since := func(all []sim.Time, memory time.Duration) (n int) {
		for _, at := range all {
			if now.Sub(at) < memory {
				n++
			}
		}
		return n
	}
	for range 150 {
		now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "gap")) * ms)
		if rapid.Bool().Draw(t, "call") {
			b.Begin(now)
			calls = append(calls, now)
		} else if b.Retry(now, false) {
			retries = append(retries, now)
			got := since(retries, 900*ms)
			if most := c.BudgetShare*float64(since(calls, time.Second)) + c.BudgetRate; float64(got) > most+1e-6 {
				t.Fatalf("at %v: %v retries within a memory, at most %v", now, got, most)
			}
		}
	}
}

// inFlight drives a share budget through calls that overlap, and looks at each
// step.
func inFlight(t *rapid.T, b Budget, look func(calls, retries int)) {
	type call struct{ retry bool }
	var open []*call
	retries := 0
	for range 80 {
		switch at := rapid.IntRange(0, 3).Draw(t, "do"); {
		case at == 0 || len(open) == 0:
			b.Begin(0)
			open = append(open, &call{})
		case at < 3:
			c := open[rapid.IntRange(0, len(open)-1).Draw(t, "which")]
			b.Done(0, Attempt{Retry: c.retry, Result: Failure})
			if c.retry {
				retries--
			}
			if c.retry = b.Retry(0, false); c.retry {
				retries++
			}
		default:
			i := rapid.IntRange(0, len(open)-1).Draw(t, "which")
			if open[i].retry {
				retries--
			}
			b.Done(0, Attempt{Retry: open[i].retry, Result: Success})
			b.End(0)
			open = append(open[:i], open[i+1:]...)
		}
		look(len(open), retries)
	}
	for _, c := range open {
		b.Done(0, Attempt{Retry: c.retry})
		b.End(0)
	}
}

func shareIsKept(t *rapid.T, m makers) {
	c := Default()
	c.Budget, c.BudgetLeast = "in-flight", rapid.IntRange(0, 3).Draw(t, "least")
	c.BudgetShare = rapid.SampledFrom([]float64{.1, .2, .5}).Draw(t, "share")
	most := 0 // calls that ended leave retries above the share, which may stay
	inFlight(t, m.budget(c), func(calls, retries int) {
		allowed := max(c.BudgetLeast, int(c.BudgetShare*float64(calls)))
		if retries > most && retries > allowed {
			t.Fatalf("%d calls are under way, and %d of them at a retry, at most %d", calls, retries, allowed)
		}
		most = retries
	})
}

// restsWhole lets all calls end: a share budget must have all its places back.
func restsWhole(t *rapid.T, m makers) {
	c := Default()
	c.Budget, c.BudgetLeast, c.BudgetShare = "in-flight", rapid.IntRange(1, 3).Draw(t, "least"), 0
	b := m.budget(c)
	inFlight(t, b, func(int, int) {})
	b.Begin(0)
	for i := range c.BudgetLeast + 1 {
		if ok := b.Retry(0, false); ok != (i < c.BudgetLeast) {
			t.Fatalf("at rest, retry %d of %d: %v", i+1, c.BudgetLeast, ok)
		}
	}
}
