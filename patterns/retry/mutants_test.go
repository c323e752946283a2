package retry

import (
	"errors"
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/property"
)

var errTimeout = fmt.Errorf("query: %w", net.ErrTimeout)

var mutants = []property.Mutant[makers]{
	{"jitter nests a draw in a draw (web glossaries)", "waits are spread evenly between their bounds", func(m *makers) {
		m.backoff = func(b Backoff) nexter { return nested{b} }
	}},
	{"equal jitter is full", "a wait lies between its bounds", func(m *makers) {
		m.backoff = func(b Backoff) nexter {
			if b.Jitter == Equal {
				b.Jitter = Full
			}
			return b
		}
	}},
	{"decorrelated grows from the bound, not from the last wait", "a wait lies between its bounds", func(m *makers) {
		m.backoff = func(b Backoff) nexter { return forgets{b} }
	}},
	{"growth is not capped", "a wait lies between its bounds", func(m *makers) {
		m.backoff = func(b Backoff) nexter { b.Cap = 0; return b }
	}},
	{"the first wait is doubled already", "a wait lies between its bounds", func(m *makers) {
		m.backoff = func(b Backoff) nexter { return early{b} }
	}},
	{"attempts are taken for retries: one too many", "no more attempts than there may be", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser { c.Attempts++; return honest.course(c, r, luck) }
	}},
	{"one attempt too few", "no more attempts than there may be", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			c.Attempts = max(1, c.Attempts-1)
			return honest.course(c, r, luck)
		}
	}},
	{"it retries after the deadline", "no attempt begins after the deadline, nor one that cannot finish", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			return honest.course(c, &nodes.Request{}, luck)
		}
	}},
	{"it looks at the clock before the wait, not after", "no attempt begins after the deadline, nor one that cannot finish", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			return &hasty{r, honest.course(c, &nodes.Request{}, luck)}
		}
	}},
	{"it begins what cannot finish", "no attempt begins after the deadline, nor one that cannot finish", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			c.LeastTime = 0
			return honest.course(c, r, luck)
		}
	}},
	{"it retries rejections (resilience4j#920)", "what is not listed is not retried", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			c.RetryOn = append([]string{"rejected", "not-sent"}, c.RetryOn...)
			return honest.course(c, r, luck)
		}
	}},
	{"it does not retry timeouts", "what is not listed is not retried", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			return blind{honest.course(c, r, luck)}
		}
	}},
	{"it does not hear what the callee asks for", "a callee that says when is heeded", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			c.RetryAfter = false
			return honest.course(c, r, luck)
		}
	}},
	{"all who were told the same instant come in it", "who was told the same instant does not come in it", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			c.RetryAfterJitter = 0
			return honest.course(c, r, luck)
		}
	}},
	{"the bound cuts the random time too", "who was told the same instant does not come in it", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			return cuts{honest.course(c, r, luck), c.RetryAfterMax}
		}
	}},
	{"what the callee asks for has no bound", "a callee that says when is heeded", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, luck sim.Key) courser {
			c.RetryAfterMax = 0
			return honest.course(c, r, luck)
		}
	}},
	{"all calls share one jitter", "two calls wait differently", func(m *makers) {
		m.course = func(c Config, r *nodes.Request, _ sim.Key) courser { return honest.course(c, r, 1) }
	}},
	{"the bucket goes into debt", "tokens stay between none and all", func(m *makers) {
		m.budget = func(c Config) Budget {
			if b, ok := c.NewBudget().(*Bucket); ok {
				return indebted{b}
			}
			return c.NewBudget()
		}
	}},
	{"the bucket overflows", "tokens stay between none and all", func(m *makers) {
		m.budget = func(c Config) Budget { return overfull(c.NewBudget()) }
	}},
	{"the throttle retries down to the last token", "tokens stay between none and all", func(m *makers) {
		m.budget = func(c Config) Budget {
			if th, ok := c.NewBudget().(*Throttle); ok {
				return lastToken{th}
			}
			return c.NewBudget()
		}
	}},
	{"deposits never expire", "deposits pay for all retries of any memory", func(m *makers) {
		m.budget = func(c Config) Budget { c.BudgetMemory = 24 * time.Hour; c.BudgetRate /= 86400; return c.NewBudget() }
	}},
	{"withdrawals are asked for and not paid", "deposits pay for all retries of any memory", func(m *makers) {
		m.budget = func(c Config) Budget { return unpaid{c.NewBudget().(*Deposits)} }
	}},
	{"one retry above its share (failsafe-go)", "retries under way stay within their share", func(m *makers) {
		m.budget = func(c Config) Budget { return oneAbove{c.NewBudget().(*Share)} }
	}},
	{"a call that waits for its retry is under way", "retries under way stay within their share", func(m *makers) {
		m.budget = func(c Config) Budget { return waiters{c.NewBudget().(*Share)} }
	}},
	{"a success by a retry gives the deposit only", "a success gives back what the last retry cost", func(m *makers) {
		m.budget = func(c Config) Budget { c.BudgetRefund = false; return c.NewBudget() }
	}},
	{"what a retry after a timeout cost is forgotten", "a success gives back what the last retry cost", func(m *makers) {
		m.budget = func(c Config) Budget {
			if b, ok := c.NewBudget().(*Bucket); ok {
				return flatRate{b}
			}
			return c.NewBudget()
		}
	}},
	{"a place that is waited for is not given back", "a budget at rest owes nothing", func(m *makers) {
		m.budget = func(c Config) Budget { return keeps{c.NewBudget().(*Share)} }
	}},
}

type nested struct{ Backoff }

func (n nested) Next(i int, previous time.Duration, luck sim.Rand) time.Duration {
	first := n.Backoff.Next(i, previous, luck)
	lo, _ := reach(n.Backoff, i, previous)
	luck.Uint64()
	return luck.Between(lo, first+1)
}

type forgets struct{ Backoff }

func (f forgets) Next(i int, previous time.Duration, luck sim.Rand) time.Duration {
	if f.Jitter == Decorrelated {
		previous = f.Bound(i)
	}
	return f.Backoff.Next(i, previous, luck)
}

type early struct{ Backoff }

func (e early) Next(i int, previous time.Duration, luck sim.Rand) time.Duration {
	return e.Backoff.Next(i+1, previous, luck)
}

type hasty struct {
	request *nodes.Request
	courser
}

func (h *hasty) Next(now sim.Time, err error) (time.Duration, Verdict) {
	if h.request.Deadline != 0 && now >= h.request.Deadline {
		return 0, Late
	}
	return h.courser.Next(now, err)
}

type blind struct{ courser }

func (b blind) Next(now sim.Time, err error) (time.Duration, Verdict) {
	if errors.Is(err, net.ErrTimeout) {
		return 0, Final
	}
	return b.courser.Next(now, err)
}

type cuts struct {
	courser
	most time.Duration
}

func (c cuts) Next(now sim.Time, err error) (time.Duration, Verdict) {
	wait, verdict := c.courser.Next(now, err)
	if _, told := nodes.PushbackOf(err); told && c.most > 0 {
		wait = min(wait, c.most)
	}
	return wait, verdict
}

type indebted struct{ *Bucket }

func (b indebted) Retry(now sim.Time, late bool) (Price, bool) {
	if b.level <= 0 {
		return 0, false
	}
	cost := b.cost
	if late {
		cost = b.lateCost
	}
	b.level -= cost
	return Price(cost), true
}

type flatRate struct{ *Bucket }

func (f flatRate) Done(now sim.Time, a Attempt) {
	if a.Retry {
		a.Paid = Price(f.cost)
	}
	f.Bucket.Done(now, a)
}

// overfull returns a budget without a lid.
func overfull(b Budget) Budget {
	switch b := b.(type) {
	case *Bucket:
		b.full += token
	case *Throttle:
		b.full += token
	}
	return b
}

type lastToken struct{ *Throttle }

func (l lastToken) Retry(sim.Time, bool) (Price, bool) { return 0, l.level > 0 }

type unpaid struct{ *Deposits }

func (u unpaid) Retry(now sim.Time, _ bool) (Price, bool) { return 0, u.Balance(now) >= 1 }

type oneAbove struct{ *Share }

func (o oneAbove) Retry(sim.Time, bool) (Price, bool) {
	if o.retries > max(o.Least, int(o.Of*float64(o.flying))) {
		return 0, false
	}
	o.retries++
	return 0, true
}

type waiters struct{ *Share }

func (w waiters) Retry(now sim.Time, late bool) (Price, bool) {
	price, ok := w.Share.Retry(now, late)
	if ok {
		w.flying++
	}
	return price, ok
}

func (w waiters) Again(sim.Time) {}

func (w waiters) Done(now sim.Time, a Attempt) {
	a.Unsent = false
	w.Share.Done(now, a)
}

type keeps struct{ *Share }

func (k keeps) Done(now sim.Time, a Attempt) {
	if a.Result != Unknown {
		k.Share.Done(now, a)
	}
}
