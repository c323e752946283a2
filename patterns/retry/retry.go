package retry

import (
	"fmt"
	"slices"

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
	},
})

// Build returns the part that retries the calls of one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		return &retrier{
			site: s, config: c, next: next,
			peer: s.World().Owner(s.Peer), luck: s.Key(), budget: c.NewBudget(),
		}
	}}
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
	course := r.config.NewCourse(req, sim.Key(luck.Uint64()))
	if !course.Begin(p.Now()) {
		r.emit(RetryLate, req, &course, 0)
		return nil, ErrLate
	}
	r.budget.Begin(p.Now())
	pending, retry := true, false // an attempt is under way or waited for, and not the first
	defer func() {
		if pending { // the process is killed
			r.budget.Done(p.Now(), Attempt{Retry: retry})
		}
		r.budget.End(p.Now())
	}()
	for attempt := req; ; {
		resp, err := r.next.Call(p, to, attempt.Within(p.Now()))
		ended := p.Now()
		r.budget.Done(ended, Attempt{Retry: retry, Result: course.Result(err)})
		pending = false
		wait, verdict := course.Next(ended, err)
		if verdict == Again && !r.budget.Retry(ended, nodes.OutcomeOf(err) == nodes.TimedOut) {
			verdict = Broke
		}
		if verdict != Again {
			r.report(verdict, req, &course)
			return resp, err
		}
		pending, retry = true, true
		if wait > 0 {
			p.Sleep(wait)
		}
		course.Begin(p.Now())
		r.emit(Sent, req, &course, int64(p.Now().Sub(ended)))
		attempt = again(req, attempt, course.Attempts(), to)
		to = r.site.Pick.Pick(attempt)
	}
}

// again returns the n-th attempt at a request, the one before it having gone to
// an instance.
func again(req, last *nodes.Request, n int, to net.ID) *nodes.Request {
	next := req.Attempt(n)
	next.Tried = append(slices.Clip(last.Tried), to)
	return next
}

// endings are the facts of the verdicts that end a call without success.
var endings = [...]*sim.Kind{Exhausted: RetryExhausted, Late: RetryLate, Never: Unwanted, Broke: Denied}

// report emits why there is no other attempt, unless that goes without saying.
func (r *retrier) report(v Verdict, req *nodes.Request, c *Course) {
	if v != Final {
		r.emit(endings[v], req, c, 0)
	}
}

func (r *retrier) emit(k *sim.Kind, req *nodes.Request, c *Course, extra int64) {
	r.site.Owner.Emit(sim.Fact{Kind: k, Peer: r.peer, Load: req.Load, Key: req.Key, Value: int64(c.Attempts()), Extra: extra})
}
