package retry

import (
	"math/rand/v2"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// The budgets that are named after a product are held here against the rules that
// it publishes, retold in a few lines, call by call.

// TestTheBucketIsThatOfBotocore retells botocore/retries/standard.py and quota.py,
// standard mode 2.0.
func TestTheBucketIsThatOfBotocore(t *testing.T) {
	const capacity, retryCost, timeoutCost, noRetryIncrement = 500, 5, 10, 1
	c := Default()
	c.Budget, c.BudgetTokens, c.BudgetCost, c.BudgetTimeoutCost, c.BudgetDeposit = "token-bucket", capacity, retryCost, timeoutCost, noRetryIncrement
	ours, available := c.NewBudget().(*Bucket), capacity
	luck := rand.New(rand.NewPCG(1, 1))
	for call := range 20_000 {
		failing := []float64{.05, .3, .9}[call/1000%3]
		last, state := 0, Attempt{}
		ours.Begin(0)
		for attempt := 1; ; attempt++ {
			failed, timeout := luck.Float64() < failing, luck.IntN(4) == 0
			state.Result = Success
			if failed {
				state.Result = Failure
			}
			ours.Done(0, state)
			if !failed {
				give := noRetryIncrement
				if last > 0 {
					give = last
				}
				available = min(capacity, available+give)
				break
			}
			if attempt == 3 {
				break
			}
			cost := retryCost
			if timeout {
				cost = timeoutCost
			}
			theirs := cost <= available
			if theirs {
				available, last = available-cost, cost
			}
			price, ok := ours.Retry(0, timeout)
			if ok != theirs {
				t.Fatalf("call %d, attempt %d: we allow it is %v, they %v", call, attempt, ok, theirs)
			}
			if !ok {
				break
			}
			ours.Again(0)
			state = Attempt{Retry: true, Paid: price}
		}
		if ours.Tokens() != float64(available) {
			t.Fatalf("call %d: %v tokens, they have %d", call, ours.Tokens(), available)
		}
	}
}

// TestTheShareIsThatOfEnvoy retells the retry budget of Envoy's resource manager and
// the accounting of its retry state.
func TestTheShareIsThatOfEnvoy(t *testing.T) {
	for _, c := range []struct {
		calls, least int
		percent      float64
		want         int
	}{
		{1000, 0, 100, 500}, {1000, 0, 20, 166}, {1000, 3, 20, 166}, {6, 0, 100, 3}, {6, 3, 20, 3}, {10, 3, 20, 3},
	} {
		ours := &Share{Of: c.percent / 100, Least: c.least}
		active, retries, allowed := c.calls, 0, 0
		for range c.calls {
			ours.Begin(0)
		}
		for k := range c.calls { // all fail, one after the other, and wait
			active--
			ours.Done(0, Attempt{Result: Failure})
			theirs := uint64(retries) < max(uint64(c.percent/100*float64(active)), uint64(c.least))
			_, ok := ours.Retry(0, false)
			if ok != theirs {
				t.Fatalf("failure %d of %d: we allow it is %v, they %v", k+1, c.calls, ok, theirs)
			}
			if ok {
				retries++
				allowed++
			}
		}
		if allowed != c.want {
			t.Errorf("%d of %d are retried with %v %%, want %d", allowed, c.calls, c.percent, c.want)
		}
	}
}

// TestTheThrottleIsThatOfGRPC retells the throttle of gRFC A6 for retries and for
// hedges: a failure that is retryable or not fatal, or that asks not to come again,
// takes a token, and there is no second attempt of any kind at half of them or less.
func TestTheThrottleIsThatOfGRPC(t *testing.T) {
	c := Default()
	c.Budget, c.BudgetTokens, c.BudgetDeposit, c.RetryOn = "throttle", 10, .1, []string{"failed"}
	ours, thousandths := c.NewBudget().(*Throttle), 10_000
	luck := rand.New(rand.NewPCG(1, 2))
	ends := []error{nil, nil, nil, nil, nodes.ErrFailed, nodes.ErrFailed, nodes.ErrFull, &nodes.Pushback{After: -1}, &nodes.Pushback{After: time.Second}}
	for call := range 20_000 {
		var flies flight
		flies.begin(ours, Attempt{})
		course := c.NewCourse(&nodes.Request{}, 1)
		for hedge := 0; ; hedge++ {
			end := ends[luck.IntN(len(ends))]
			after, told := nodes.PushbackOf(end)
			switch {
			case end == nil:
				thousandths = min(10_000, thousandths+100)
			case end == nodes.ErrFailed, told && after < 0:
				thousandths = max(0, thousandths-1000)
			}
			if end != nodes.ErrFailed || hedge == 3 { // the result
				flies.over(0, course.Counts(end))
				break
			}
			flies.Copied(0, true)
			theirs := thousandths > 5000
			if ok := flies.Copy(0); ok != theirs {
				t.Fatalf("call %d, hedge %d: we send it is %v, they %v", call, hedge+1, ok, theirs)
			} else if !ok {
				flies.over(0, course.Counts(end)) // which has been counted
				break
			}
		}
		if ours.level != tokens(thousandths*1000) {
			t.Fatalf("call %d: %v tokens, they have %v", call, ours.Tokens(), float64(thousandths)/1000)
		}
	}
}

// TestDepositsAreThoseOfFinagle retells Finagle's RetryBudget over a leaky bucket of
// ten slices, with traffic that is dense enough that its slices, which begin at the
// first call in them, begin where ours do.
func TestDepositsAreThoseOfFinagle(t *testing.T) {
	const percent, rate, ttl = .2, 10, 10 * time.Second
	ours := NewDeposits(percent, rate, ttl)
	var (
		withdrawal = int(1000 / percent)
		reserve    = rate * int(ttl/time.Second) * withdrawal
		old        [9]int
		writer, at int
		began      time.Duration
	)
	expire := func(now time.Duration) {
		if now-began >= ttl/10 {
			old[at], writer = writer, 0
			at, began = (at+1)%9, now
		}
	}
	luck := rand.New(rand.NewPCG(1, 3))
	retried := 0
	for i := range 60_000 {
		now := time.Duration(i) * time.Millisecond
		expire(now)
		writer += 1000
		ours.Begin(sim.Time(now))
		if luck.Float64() >= []float64{.1, .9, .3}[i/10_000%3] {
			continue
		}
		sum := writer + reserve
		for _, n := range old {
			sum += n
		}
		theirs := sum >= withdrawal
		if theirs {
			writer -= withdrawal
			retried++
		}
		if _, ok := ours.Retry(sim.Time(now), false); ok != theirs {
			t.Fatalf("at %v: we allow it is %v, they %v", now, ok, theirs)
		}
	}
	if retried < 10_000 || retried > 20_000 {
		t.Errorf("%d retries: the comparison shows little", retried)
	}
}
