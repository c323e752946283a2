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
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller { return newRetrier(s, c, next) }}
}

func newRetrier(s patterns.Site, c Config, next nodes.Caller) *retrier {
	return &retrier{
		site: s, world: s.World(), config: c, next: next,
		peer: s.World().Owner(s.Peer), luck: s.Key(), budget: c.NewBudget(),
	}
}

// ErrLate is how a call ends whose first attempt there was no time for. It wraps
// nodes.ErrNotSent: it says nothing about the callee.
var ErrLate = fmt.Errorf("retry: no time before the deadline: %w", nodes.ErrNotSent)

// A retrier is the thin shell around the machines of one edge.
type retrier struct {
	site   patterns.Site
	world  *sim.World
	config Config
	next   nodes.Caller
	peer   *sim.Owner
	luck   sim.Key // purpose of its draws
	budget Budget
	idle   sim.Spare[call]
}

// Begin makes the call, and makes it again while the machines agree to that. Each
// attempt chooses an instance anew and keeps the idempotency key. What ends the
// last one ends the call.
func (r *retrier) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	luck := r.world.Draw(r.luck, req.Key)
	c := r.idle.Take()
	*c = call{
		retrier: r, req: req, done: done, tried: append(c.tried[:0], to),
		course: r.config.NewCourse(req, sim.Key(luck.Uint64())),
	}
	if !c.course.Begin(r.world.Now()) {
		c.emit(RetryLate, 0)
		c.end(nil, ErrLate)
		return nil
	}
	r.budget.Begin(r.world.Now())
	c.flies.begin(r.budget, Attempt{})
	attempt := req
	if r.config.Budget != "none" {
		c.first = *req
		c.first.Budget = &c.flies
		attempt = &c.first
	}
	c.send(to, attempt)
	if !c.follow() {
		return nil
	}
	return c
}

// A call is one of the retrier's: it hears how its attempts end.
type call struct {
	*retrier
	req    *nodes.Request
	done   nodes.Done
	course Course
	flies  flight
	first  nodes.Request // the first attempt, where a budget has to be told of its copies
	tried  []net.ID
	inner  nodes.Pending // the attempt under way
	wait   sim.Alarm     // before the next

	sending bool // an attempt begins; who began it looks after its end
	over    bool // the latest attempt is, and ended then with that
	ended   sim.Time
	resp    *nodes.Response
	err     error
}

// send begins an attempt.
func (c *call) send(to net.ID, attempt *nodes.Request) {
	c.over, c.sending = false, true
	inner := c.next.Begin(to, attempt.Within(c.world.Now()), c)
	c.sending = false
	if !c.over {
		c.inner = inner
	}
}

// Ended takes in the end of an attempt.
func (c *call) Ended(resp *nodes.Response, err error) {
	c.over, c.inner, c.ended, c.resp, c.err = true, nil, c.world.Now(), resp, err
	if !c.sending {
		c.follow()
	}
}

// follow does what follows an attempt that is over, until one is under way or waited
// for. It returns false if the call has ended.
func (c *call) follow() bool {
	for c.over {
		c.flies.over(c.ended, c.course.Counts(c.err))
		wait, verdict := c.judge()
		if verdict != Again {
			c.report(verdict)
			c.end(c.resp, c.err)
			return false
		}
		if wait > 0 {
			c.wait.Set(c.site.Owner, wait, c)
			return true
		}
		c.again()
	}
	return true
}

// judge returns what follows the attempt that has ended, and pays for it.
func (c *call) judge() (wait time.Duration, v Verdict) {
	if wait, v = c.course.Next(c.ended, c.err); v != Again {
		return 0, v
	}
	price, ok := c.budget.Retry(c.ended, nodes.OutcomeOf(c.err) == nodes.TimedOut)
	if !ok {
		return 0, Broke
	}
	c.flies.begin(c.budget, Attempt{Retry: true, Unsent: true, Paid: price})
	return wait, Again
}

// Act ends the wait before an attempt.
func (c *call) Act() {
	c.again()
	c.follow()
}

// again makes the next attempt.
func (c *call) again() {
	now := c.world.Now()
	c.course.Begin(now)
	c.budget.Again(now)
	c.flies.attempt.Unsent = false
	c.emit(Sent, int64(now.Sub(c.ended)))
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
	c.send(to, next)
}

// Cancel ends the call, in an attempt or in a wait.
func (c *call) Cancel() {
	if c.inner != nil {
		c.inner.Cancel()
	}
	c.wait.Off()
	c.flies.over(c.world.Now(), Unknown)
	c.release()
}

func (c *call) end(resp *nodes.Response, err error) {
	done := c.done
	c.release()
	done.Ended(resp, err)
}

func (c *call) release() {
	c.req, c.done, c.inner, c.resp, c.err = nil, nil, nil, nil, nil
	c.idle.Put(c)
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
