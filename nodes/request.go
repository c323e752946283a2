package nodes

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// A Request is one call on behalf of a user's request. To send it again, or to
// send it on, make a copy with Attempt or Child: a request on its way is not
// changed.
type Request struct {
	Key      sim.Key       // identity of this call
	Root     sim.Key       // identity of the user's request
	Load     *sim.Owner    // the load whose request it is, or nil
	Born     sim.Time      // when the user's request was meant to start
	Route    string        // what the callee is to do
	Timeout  time.Duration // how long the caller waits; 0 is for ever
	Deadline sim.Time      // when nobody wants the answer any more; 0 is never
	Local    bool          // Deadline is the load's own: no callee hears of it, unless a pattern tells
	Once     sim.Key       // idempotency key: the call that this is an attempt at
	Effect   sim.Key       // what the user's request wants done here, whoever tries again on the way: for audits, no service knows it
	Priority int64         // lower goes first, at a service with such a queue
	Tried    []net.ID      // instances that attempts at it went to: rather another one
	Tie      Tie           // the copy of it elsewhere that it is tied to
	Budget   Budget        // of its copies, on the caller's side; nil bounds none
	Op       Op            // what it does to Item
	Item     int64         // which of the callee's items it is about
	Size     int64         // bytes
	Body     any           // for handlers written in Go
	Carried  func()        // is called as its callee answers well, whether or not the answer arrives: for audits; nil is nobody

	end      sim.Time  // when it leaves the queue of a service unserved; 0 is never
	waits    sim.Time  // when who sent it gives up; 0 is never, or it is not on its way
	unwanted sim.Time  // when somebody gives up for whom the sender waits, if the sender waits longer; 0 is as the sender does
	call     *net.Call // that it came with, to a service behind patterns
	around   Around    // what is done while a worker holds it, by patterns on the callee's side; nil is nothing
	taken    Decision  // what is decided as a worker takes it up, before that; nil is nothing
	service  *Service  // that one
	use      uint32    // of call, which serves another request once this one is over
	unkept   bool      // who served it has shown it to nobody and forgotten it
}

// abandoned reports whether the caller of the call that it came with is gone. A pattern may
// go on with its copy when the call has ended.
func (r *Request) abandoned() bool { return r.call.Use() != r.use || r.call.Abandoned() }

// Attempt returns the n-th attempt of r, counted from one. The first attempt is
// r itself, so that it meets the same luck whether or not others follow.
func (r *Request) Attempt(n int) *Request {
	if n <= 1 {
		return r
	}
	again := new(Request)
	r.AttemptAs(again, n)
	return again
}

// AttemptAs makes again the n-th attempt of r, counted from one: a copy of r, for the
// first.
func (r *Request) AttemptAs(again *Request, n int) {
	*again = *r
	again.unkept = false
	if n > 1 {
		again.Key = r.Key.Mix(uint64(attempt)).Mix(uint64(n))
	}
}

// Copy returns a copy of r, to be changed and sent in its place.
func (r *Request) Copy() *Request {
	same := *r
	same.unkept = false
	return &same
}

// Forget says that who serves r knows it no more once it has ended, and has shown it to
// nobody who does: its memory may serve another request then. Who says nothing may keep r.
func (r *Request) Forget() { r.unkept = true }

// attempt keeps the identities of attempts apart from those of the messages that
// belong to a call.
var attempt = sim.KeyOf("attempt")

// Child returns the call that serving r makes: to the route of a dependency,
// the one of that index among those to the same. It is about the same item, and
// inherits the deadline.
func (r *Request) Child(to sim.Key, route string, index int64) *Request {
	var child Request
	r.child(&child, to, route, index)
	return &child
}

// child makes a request of its own into that call.
func (r *Request) child(child *Request, to sim.Key, route string, index int64) {
	*child = *r
	child.Key = r.Key.Mix(uint64(to)).Mix(uint64(index))
	child.Once = child.Key
	child.Effect = r.Wish().Mix(uint64(to)).Mix(uint64(index))
	child.Route = route
	child.Op = NoOp
	child.Body, child.Carried = nil, nil
	child.Tried, child.Tie, child.Budget = nil, Tie{}, nil
	child.unwanted = sooner(r.unwanted, r.waits)
	child.end, child.waits, child.call, child.service, child.around, child.taken, child.unkept = 0, 0, nil, nil, nil, nil, false
}

// Wish returns what r wants done: its Effect or, of a request that no user's led to,
// its idempotency key.
func (r *Request) Wish() sim.Key {
	if r.Effect == 0 {
		return r.Once
	}
	return r.Effect
}

// Untried returns the instances that no attempt at r has gone to, or all if there
// are no others.
func (r *Request) Untried(instances []net.ID) []net.ID {
	if len(r.Tried) == 0 {
		return instances
	}
	rest := slices.DeleteFunc(slices.Clone(instances), func(id net.ID) bool { return slices.Contains(r.Tried, id) })
	if len(rest) == 0 {
		return instances
	}
	return rest
}

// A Response is an answer. Nil is the plain answer: done, nothing to tell.
type Response struct {
	Degraded bool  // an optional part is missing
	Value    int64 // of a read: the Token of the write that it found; 0 is none
	Blind    bool  // the read or write never came to the item
	Size     int64 // bytes
	Body     any   // from handlers written in Go
}

// Replacing returns r in place of the plain answer of a service, which may be nil:
// r is as large, and degraded if that is.
func (r *Response) Replacing(plain *Response) *Response {
	if plain != nil {
		r.Size, r.Degraded = plain.Size, r.Degraded || plain.Degraded
	}
	return r
}

// How calls end badly. What a call ends with is told apart by OutcomeOf.
var (
	// ErrRejected is wrapped by every error that means "turned away unserved".
	ErrRejected = errors.New("rejected")
	// ErrNotSent is wrapped when a pattern on the caller's side turned the call
	// away: it never reached the network, and says nothing about the callee.
	ErrNotSent = fmt.Errorf("not sent: %w", ErrRejected)
	// ErrFull is a service that has neither a worker nor a place in its queue.
	ErrFull = fmt.Errorf("nodes: queue is full: %w", ErrRejected)
	// ErrExpired is a service in whose queue the request waited too long.
	ErrExpired = fmt.Errorf("nodes: waited too long in the queue: %w", ErrRejected)
	// ErrTurnedAway is a service that was itself turned away by what it needs.
	ErrTurnedAway = fmt.Errorf("nodes: a dependency turned the call away: %w", ErrRejected)
	// ErrElsewhere is wrapped by a member of a group that cannot serve a request now, but
	// another member, or itself a little later, may. It tells nothing of how busy it is.
	ErrElsewhere = errors.New("another member may serve it")
	// ErrDependency is a service whose dependency failed or did not answer.
	ErrDependency = errors.New("nodes: a dependency failed")
	// ErrFailed is a service that answers with an error.
	ErrFailed = errors.New("nodes: failed")
	// ErrPermanent is a service that says it will fail at every attempt.
	ErrPermanent = fmt.Errorf("nodes: no attempt can succeed: %w", ErrFailed)
	// ErrNoRoute is a service that does not have the route.
	ErrNoRoute = errors.New("nodes: no such route")
)

// An Outcome is what a call came to, as its caller sees it.
type Outcome uint8

// The outcomes, kept apart in every report.
const (
	OK Outcome = iota
	Failed
	TimedOut
	Rejected
)

// OutcomeOf tells the outcome from the error that a call ended with. Most are one of these
// themselves, or have a method Outcome, and nothing has to be looked for in them.
func OutcomeOf(err error) Outcome {
	switch err {
	case nil:
		return OK
	case net.ErrTimeout:
		return TimedOut
	case ErrRejected, ErrNotSent, ErrFull, ErrExpired, ErrTurnedAway:
		return Rejected
	}
	if told, ok := err.(interface{ Outcome() Outcome }); ok {
		return told.Outcome()
	}
	switch {
	case errors.Is(err, net.ErrTimeout):
		return TimedOut
	case errors.Is(err, ErrRejected):
		return Rejected
	}
	return Failed
}

// String names the outcome as reports do.
func (o Outcome) String() string {
	return [...]string{"ok", "failed", "timed-out", "rejected"}[o]
}
