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
		_, ok := b.Retry(0, rapid.Bool().Draw(t, "late"))
		now := b.(interface{ Tokens() float64 }).Tokens()
		if now < 0 || now > c.BudgetTokens {
			t.Fatalf("step %d: %v of %v tokens", i, now, c.BudgetTokens)
		}
		if c.Budget == "throttle" && ok != (before > c.BudgetTokens/2) {
			t.Fatalf("step %d: with %v of %v tokens the throttle says %v", i, before, c.BudgetTokens, ok)
		}
	}
}

// refunds holds a bucket that is far from full against the price list: a success
// gives back what its call paid last, or the deposit if that was nothing.
func refunds(t *rapid.T, m makers) {
	c := Default()
	c.Budget, c.BudgetTokens = "token-bucket", 1000
	c.BudgetCost, c.BudgetTimeoutCost, c.BudgetDeposit = 5, 10, 1
	c.BudgetRefund = rapid.Bool().Draw(t, "refund")
	b := m.budget(c)
	tokens := func() float64 { return b.(interface{ Tokens() float64 }).Tokens() }
	for range 20 {
		b.Retry(0, true)
	}
	state, worth := Attempt{}, 1.0
	for range rapid.IntRange(0, 3).Draw(t, "failures") {
		state.Result = Failure
		b.Done(0, state)
		late, before := rapid.Bool().Draw(t, "late"), tokens()
		price, ok := b.Retry(0, late)
		if cost := before - tokens(); !ok || cost != map[bool]float64{false: 5, true: 10}[late] {
			t.Fatalf("a retry costs %v, after a timeout: %v", cost, late)
		} else if c.BudgetRefund {
			worth = cost
		}
		b.Again(0)
		state = Attempt{Retry: true, Paid: price}
	}
	before := tokens()
	state.Result = Success
	b.Done(0, state)
	if got := tokens() - before; got != worth {
		t.Fatalf("the success gives %v, want %v", got, worth)
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
		} else if _, ok := b.Retry(now, false); ok {
			retries = append(retries, now)
			got := since(retries, 900*ms)
			if most := c.BudgetShare*float64(since(calls, time.Second)) + c.BudgetRate; float64(got) > most+1e-6 {
				t.Fatalf("at %v: %v retries within a memory, at most %v", now, got, most)
			}
		}
	}
}

// inFlight drives a share budget through calls that overlap. It looks at each
// retry that is asked for: with so many attempts under way and so many retries.
func inFlight(t *rapid.T, b Budget, look func(attempts, retries int, ok bool)) {
	type call struct{ state Attempt }
	var open []*call
	attempts, retries := 0, 0
	done := func(c *call, r Result) {
		if !c.state.Unsent {
			attempts--
		}
		if c.state.Retry {
			retries--
		}
		c.state.Result = r
		b.Done(0, c.state)
	}
	for range 80 {
		at := rapid.IntRange(0, 4).Draw(t, "do")
		if at == 0 || len(open) == 0 {
			b.Begin(0)
			attempts++
			open = append(open, &call{})
			continue
		}
		i := rapid.IntRange(0, len(open)-1).Draw(t, "which")
		switch c := open[i]; {
		case c.state.Unsent && at < 4:
			b.Again(0)
			attempts++
			c.state.Unsent = false
		case at < 3:
			done(c, Failure)
			price, ok := b.Retry(0, false)
			look(attempts, retries, ok)
			if ok {
				retries++
				c.state = Attempt{Retry: true, Unsent: true, Paid: price}
				continue
			}
			open = append(open[:i], open[i+1:]...)
		default:
			done(c, map[bool]Result{false: Success, true: Unknown}[c.state.Unsent])
			open = append(open[:i], open[i+1:]...)
		}
	}
	for _, c := range open {
		done(c, Unknown)
	}
}

// shareIsKept holds each answer against the published rule of Envoy: there are fewer
// retries than the share of what is under way, rounded down, or than the least.
func shareIsKept(t *rapid.T, m makers) {
	c := Default()
	c.Budget, c.BudgetLeast = "in-flight", rapid.IntRange(0, 3).Draw(t, "least")
	c.BudgetShare = rapid.SampledFrom([]float64{.1, .2, .5, 1}).Draw(t, "share")
	inFlight(t, m.budget(c), func(attempts, retries int, ok bool) {
		if want := retries < max(c.BudgetLeast, int(c.BudgetShare*float64(attempts))); ok != want {
			t.Fatalf("%d attempts are under way, and %d retries: one more is %v", attempts, retries, ok)
		}
	})
}

// restsWhole lets all calls end: a share budget must have all its places back.
func restsWhole(t *rapid.T, m makers) {
	c := Default()
	c.Budget, c.BudgetLeast, c.BudgetShare = "in-flight", rapid.IntRange(1, 3).Draw(t, "least"), 0
	b := m.budget(c)
	inFlight(t, b, func(int, int, bool) {})
	b.Begin(0)
	for i := range c.BudgetLeast + 1 {
		if _, ok := b.Retry(0, false); ok != (i < c.BudgetLeast) {
			t.Fatalf("at rest, retry %d of %d: %v", i+1, c.BudgetLeast, ok)
		}
	}
}
