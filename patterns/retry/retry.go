package retry

import (
	"fmt"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a retry does. Owner is the caller, Peer the callee, Key that of the call,
// and Value how many attempts there have been.
var (
	Sent           = sim.NewKind("retry.sent", "a call was made again", "", "nanoseconds since the attempt before ended")
	RetryExhausted = sim.NewKind("retry.exhausted", "all attempts of a call have been made, and none went well")
	Denied         = sim.NewKind("retry.denied", "the budget could not afford another attempt")
	RetryLate      = sim.NewKind("retry.late", "there was no time for another attempt")
	SameTarget     = sim.NewKind("retry.same_target", "an attempt went to an instance that one before it went to, though there are others", "", "the place of the instance among the participants")
	Unwanted       = sim.NewKind("retry.unwanted", "the callee asked not to come again")
)

// Pattern is the retry's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "retry",
	Idea:     "makes a call again that failed, after a growing and random wait, as often as attempts, time and a budget allow",
	Flagship: "transient-errors",
	Hurts:    "retry-overload",
	Edges:    true,
	Facts: []patterns.Fact{
		{Kind: Sent, Acts: true}, {Kind: RetryExhausted}, {Kind: Denied}, {Kind: RetryLate}, {Kind: Unwanted},
		{Kind: SameTarget},
	},
})

// Build returns the part that retries the calls of one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		return nodes.Blocking(s.Owner, newRetrier(s, c, next).Call)
	}}
}

func newRetrier(s patterns.Site, c Config, next nodes.Caller) *retrier {
	return &retrier{
		site: s, config: c, next: next,
		peer: s.World().Owner(s.Peer), luck: s.Key(), budget: c.NewBudget(),
	}
}

// ErrLate is how a call ends whose first attempt there was no time for. It wraps
// nodes.ErrNotSent: it says nothing about the callee.
var ErrLate = fmt.Errorf("retry: no time before the deadline: %w", nodes.ErrNotSent)

// A retrier is the thin shell around the machines of one edge.
type retrier struct {
	site   patterns.Site
	config Config
	next   nodes.Caller
	peer   *sim.Owner
	luck   sim.Key // purpose of its draws
	budget Budget
}

// Call makes the call, and makes it again while the machines agree to that. Each
// attempt chooses an instance anew and keeps the idempotency key. What ends the
// last one ends the call.
func (r *retrier) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	luck := r.site.World().Draw(r.luck, req.Key)
	c := call{retrier: r, req: req, tried: []net.ID{to}, course: r.config.NewCourse(req, sim.Key(luck.Uint64()))}
	if !c.course.Begin(p.Now()) {
		c.emit(RetryLate, 0)
		return nil, ErrLate
	}
	r.budget.Begin(p.Now())
	c.flies.begin(r.budget, Attempt{})
	defer func() { c.flies.over(p.Now(), Unknown) }() // if the process is killed
	attempt := req
	if r.config.Budget != "none" {
		attempt = req.Copy()
		attempt.Budget = &c.flies
	}
	for {
		resp, err := nodes.Call(p, r.next, to, attempt.Within(p.Now()))
		ended := p.Now()
		c.flies.over(ended, c.course.Counts(err))
		wait, verdict := c.next(ended, err)
		if verdict != Again {
			c.report(verdict)
			return resp, err
		}
		if wait > 0 {
			p.Sleep(wait)
		}
		attempt, to = c.again(p.Now(), ended)
	}
}

// A call is one of the retrier's.
type call struct {
	*retrier
	req    *nodes.Request
	course Course
	flies  flight
	tried  []net.ID
}

// next returns what follows an attempt that ended so, and pays for it.
func (c *call) next(now sim.Time, err error) (time.Duration, Verdict) {
	wait, verdict := c.course.Next(now, err)
	if verdict != Again {
		return 0, verdict
	}
	price, ok := c.budget.Retry(now, nodes.OutcomeOf(err) == nodes.TimedOut)
	if !ok {
		return 0, Broke
	}
	c.flies.begin(c.budget, Attempt{Retry: true, Unsent: true, Paid: price})
	return wait, Again
}

// again returns the next attempt, which begins now, and where it goes.
func (c *call) again(now, ended sim.Time) (*nodes.Request, net.ID) {
	c.course.Begin(now)
	c.budget.Again(now)
	c.flies.attempt.Unsent = false
	c.emit(Sent, int64(now.Sub(ended)))
	next := c.req.Attempt(c.course.Attempts())
	if c.config.Budget != "none" {
		next.Budget = &c.flies
	}
	if c.config.Target == "other" {
		next.Tried = slices.Concat(next.Tried, c.tried)
	}
	to := c.tried[len(c.tried)-1]
	if c.config.Target != "same" {
		to = c.site.Pick.Pick(next)
	}
	if len(c.site.Peers) > 1 && slices.Contains(c.tried, to) {
		c.emit(SameTarget, int64(to))
	}
	c.tried = append(c.tried, to)
	return next, to
}

// endings are the facts of the verdicts that end a call without success.
var endings = [...]*sim.Kind{Exhausted: RetryExhausted, Late: RetryLate, Never: Unwanted, Broke: Denied}

// report emits why there is no other attempt, unless that goes without saying.
func (c *call) report(v Verdict) {
	if v != Final {
		c.emit(endings[v], 0)
	}
}

func (c *call) emit(k *sim.Kind, extra int64) {
	c.site.Owner.Emit(sim.Fact{Kind: k, Peer: c.peer, Load: c.req.Load, Key: c.req.Key, Value: int64(c.course.Attempts()), Extra: extra})
}
