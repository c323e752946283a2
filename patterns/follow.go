package patterns

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A LeaderError sends a request to the member that leads, or to any other where Nobody is
// known to. It wraps nodes.ErrElsewhere, and is a rejection that travels in answers.
type LeaderError struct{ Leader net.ID }

// Nobody leads, as far as a member knows.
const Nobody net.ID = -1

// Error says who leads.
func (e *LeaderError) Error() string {
	if e.Leader == Nobody {
		return "nobody leads"
	}
	return fmt.Sprintf("member %d leads", e.Leader)
}

// Outcome is Rejected.
func (e *LeaderError) Outcome() nodes.Outcome { return nodes.Rejected }

// Unwrap lets the caller come again at once.
func (e *LeaderError) Unwrap() []error { return again }

var again = []error{&nodes.Pushback{}, nodes.ErrElsewhere}

// A Follower is the client of a group: it stays with the member that served it
// last, goes where a LeaderError sends it, and tries the next when one is dead,
// silent or knows nobody, until the time of the request is over. All its attempts
// have one idempotency key.
type Follower struct {
	Site  Site
	Next  nodes.Caller
	Only  func(*nodes.Request) bool // which requests follow, the others go where they are sent; nil is all
	Try   time.Duration             // how long one member is waited for
	Pause time.Duration             // before the members are gone through again
	Moved *sim.Kind                 // the fact that tells of another attempt, its number in Value

	last  net.ID
	known bool
	idle  sim.Spare[following]
}

// Begin makes attempts until one is served.
func (f *Follower) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if f.Only != nil && !f.Only(req) {
		return f.Next.Begin(to, req, done)
	}
	if f.known {
		to = f.last
	}
	c := f.idle.Take()
	*c = following{Follower: f, req: req, done: done, to: to, end: req.GivesUp(f.Site.World().Now())}
	c.send()
	if !c.follow() {
		return nil
	}
	return c
}

// A following is a call of a Follower: it hears how its attempts end.
type following struct {
	*Follower
	req  *nodes.Request
	done nodes.Done
	end  sim.Time // when nobody waits any more

	to       net.ID
	attempts int
	missed   int           // members that did not serve it since the last pause
	try      nodes.Request // the latest attempt
	inner    nodes.Pending // that one, under way
	wait     sim.Alarm     // the pause before the next

	sending bool // an attempt begins; who began it looks after its end
	over    bool // the latest attempt is, and ended then with that
	resp    *nodes.Response
	err     error
}

// send begins an attempt.
func (c *following) send() {
	c.attempts++
	c.req.AttemptAs(&c.try, c.attempts)
	c.try.Timeout = min(c.Try, max(c.left(), 1))
	c.over, c.sending = false, true
	inner := c.Next.Begin(c.to, &c.try, c)
	c.sending = false
	if !c.over {
		c.inner = inner
	}
}

// left returns how long the answer is waited for yet.
func (c *following) left() time.Duration { return max(c.end.Sub(c.Site.World().Now()), 0) }

// Ended takes in the end of an attempt.
func (c *following) Ended(resp *nodes.Response, err error) {
	c.over, c.inner, c.resp, c.err = true, nil, resp, err
	if !c.sending {
		c.follow()
	}
}

// follow does what follows an attempt that is over, until one is under way or waited
// for. It returns false if the call has ended.
func (c *following) follow() bool {
	for c.over {
		switch {
		case c.err == nil:
			c.last, c.known = c.to, true
			c.finish(c.resp, nil)
			return false
		case !elsewhere(c.err):
			c.finish(nil, c.err)
			return false
		}
		c.move()
		if c.missed == len(c.Site.Peers) {
			c.missed = 0
			c.wait.Set(c.Site.Owner, min(c.Pause, c.left()), c)
			return true
		}
		if !c.again() {
			return false
		}
	}
	return true
}

// move chooses the member that is tried next.
func (c *following) move() {
	c.known = false
	told, ok := c.err.(*LeaderError)
	if !ok {
		told, ok = errors.AsType[*LeaderError](c.err)
	}
	if ok && told.Leader != Nobody && told.Leader != c.to {
		c.to = told.Leader
		return
	}
	i := slices.Index(c.Site.Peers, c.to)
	c.to = c.Site.Peers[(i+1)%len(c.Site.Peers)]
	c.missed++
}

// Act ends the pause.
func (c *following) Act() {
	if c.again() {
		c.follow()
	}
}

// again makes another attempt, and returns false if there is no time for it.
func (c *following) again() bool {
	if c.left() == 0 {
		c.finish(nil, net.ErrTimeout)
		return false
	}
	c.Site.Owner.Emit(sim.Fact{Kind: c.Moved, Peer: c.Site.Net.Owner(c.to), Load: c.req.Load, Key: c.req.Key, Value: int64(c.attempts + 1)})
	c.send()
	return true
}

// Cancel ends the call, in an attempt or in a pause.
func (c *following) Cancel() {
	if c.inner != nil {
		c.inner.Cancel()
	}
	c.wait.Off()
	c.release()
}

func (c *following) finish(resp *nodes.Response, err error) {
	done := c.done
	c.release()
	done.Ended(resp, err)
}

func (c *following) release() {
	c.req, c.done, c.inner, c.resp, c.err = nil, nil, nil, nil, nil
	c.idle.Put(c)
}

// elsewhere reports whether another member may serve what ended this way.
func elsewhere(err error) bool {
	switch err { // most are one of these themselves
	case net.ErrTimeout, net.ErrRefused, net.ErrReset:
		return true
	}
	if _, ok := err.(*LeaderError); ok {
		return true
	}
	for _, of := range []error{nodes.ErrElsewhere, net.ErrTimeout, net.ErrRefused, net.ErrReset} {
		if errors.Is(err, of) {
			return true
		}
	}
	return false
}
