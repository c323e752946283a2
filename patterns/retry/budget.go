package retry

import "wavetank/sim"

// A Budget bounds the retries of many calls together. It is a pure machine: it
// is told what happens, in the order of time, and says whether one more attempt
// is affordable. One caller that follows its rules to the letter can still send
// many times what it was asked for; a budget is what keeps it from that.
//
//	Begin ─► … attempt … ─► Done ─► Retry? ─► … wait … ─► Again ─► … attempt … ─► Done
//
// Retry comes after the Done of the attempt that failed, and pays at once: what
// is asked before a wait and paid after it lets a crowd through. A hedge of an
// attempt asks in the same way, and is sent at once.
type Budget interface {
	Begin(now sim.Time)                          // a call is made, with its first attempt
	Done(now sim.Time, a Attempt)                // an attempt is over
	Retry(now sim.Time, late bool) (Price, bool) // asks for one more, after a timeout if late
	Again(now sim.Time)                          // it is sent
}

// An Attempt is what a budget learns of one.
type Attempt struct {
	Retry  bool  // it was not the first, and Retry allowed it
	Unsent bool  // it was given up before it was sent
	Paid   Price // for the latest retry of its call
	Result Result
}

// A Price is what a retry was paid with. It belongs to the budget that took it.
type Price int64

// A Result is what an attempt came to, as far as a budget cares.
type Result uint8

// The results.
const (
	Unknown Result = iota // an outcome that is not retried, or an attempt cut short
	Success
	Failure // an outcome that is retried
)

// NewBudget returns the machine that the configuration describes, as it is at the
// start: full. Of budget "none" it is one without a bound.
func (c Config) NewBudget() Budget {
	tokens := func(full float64) float64 {
		if c.BudgetTokens > 0 {
			return c.BudgetTokens
		}
		return full
	}
	switch c.Budget {
	case "throttle":
		return NewThrottle(tokens(10), c.BudgetDeposit)
	case "token-bucket":
		late := c.BudgetTimeoutCost
		if late == 0 {
			late = c.BudgetCost
		}
		return NewBucket(tokens(100), c.BudgetDeposit, c.BudgetCost, late, c.BudgetRefund)
	case "deposit":
		return NewDeposits(c.BudgetShare, c.BudgetRate, c.BudgetMemory)
	case "in-flight":
		return &Share{Of: c.BudgetShare, Least: c.BudgetLeast}
	}
	return Unlimited{}
}

// An idle budget takes no notice of calls. Others embed it for what they do not count.
type idle struct{}

// Begin does nothing.
func (idle) Begin(sim.Time) {}

// Done does nothing.
func (idle) Done(sim.Time, Attempt) {}

// Again does nothing.
func (idle) Again(sim.Time) {}

// Unlimited is the budget of who has none.
type Unlimited struct{ idle }

// Retry allows all.
func (Unlimited) Retry(sim.Time, bool) (Price, bool) { return 0, true }

// tokens are counted in millionths, so that a tenth is exact.
type tokens int64

const token = 1_000_000

func tokensOf(n float64) tokens { return tokens(float64(n*token) + 0.5) }

// A Throttle is the budget of gRPC (gRFC A6): a failure takes a token, a success
// gives part of one, and there are retries only while the bucket is more than
// half full. Failures drain it whether they are retried or not.
type Throttle struct {
	idle
	full, deposit, level tokens
}

// NewThrottle returns a full one of so many tokens, to which a success gives
// deposit.
func NewThrottle(full, deposit float64) *Throttle {
	return &Throttle{full: tokensOf(full), deposit: tokensOf(deposit), level: tokensOf(full)}
}

// Done takes a token or gives part of one.
func (t *Throttle) Done(_ sim.Time, a Attempt) {
	switch a.Result {
	case Success:
		t.level = min(t.full, t.level+t.deposit)
	case Failure:
		t.level = max(0, t.level-token)
	}
}

// Retry reports whether the bucket is more than half full.
func (t *Throttle) Retry(sim.Time, bool) (Price, bool) { return 0, t.level > t.full/2 }

// Tokens returns how many there are.
func (t *Throttle) Tokens() float64 { return float64(t.level) / token }

// A Bucket is the budget of the AWS SDKs: a retry costs tokens. A success gives
// some, or gives back what the last retry of its call cost, if there was one. While
// few calls fail it never matters; when many do, retries are what the successes pay
// for. Without the refund it is the bucket of M. Brooker, Fixing retries with token
// buckets and circuit breakers (2022).
type Bucket struct {
	idle
	full, deposit, cost, lateCost, level tokens
	refund                               bool
}

// NewBucket returns a full one of so many tokens, to which a success gives
// deposit, and from which a retry takes cost, or lateCost after a timeout. With
// refund a success by a retry gives back what that took, in place of the deposit.
func NewBucket(full, deposit, cost, lateCost float64, refund bool) *Bucket {
	return &Bucket{
		full: tokensOf(full), deposit: tokensOf(deposit), level: tokensOf(full),
		cost: tokensOf(cost), lateCost: tokensOf(lateCost), refund: refund,
	}
}

// Done gives what a success is worth.
func (b *Bucket) Done(_ sim.Time, a Attempt) {
	worth := b.deposit
	if b.refund && a.Retry {
		worth = tokens(a.Paid)
	}
	if a.Result == Success {
		b.level = min(b.full, b.level+worth)
	}
}

// Retry pays for a retry, if there is enough for a whole one.
func (b *Bucket) Retry(_ sim.Time, late bool) (Price, bool) {
	cost := b.cost
	if late {
		cost = b.lateCost
	}
	if b.level < cost {
		return 0, false
	}
	b.level -= cost
	return Price(cost), true
}

// Tokens returns how many there are.
func (b *Bucket) Tokens() float64 { return float64(b.level) / token }
