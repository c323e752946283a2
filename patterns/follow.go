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

// ErrElsewhere is wrapped by a member of a group that cannot serve a request now,
// but another member, or itself a little later, may.
var ErrElsewhere = errors.New("another member may serve it")

// A LeaderError sends a request to the member that leads. It wraps ErrElsewhere,
// and is a rejection that travels in answers.
type LeaderError struct{ Leader net.ID }

// Error says who leads.
func (e *LeaderError) Error() string { return fmt.Sprintf("member %d leads", e.Leader) }

// Unwrap lets the caller come again at once.
func (e *LeaderError) Unwrap() []error { return []error{ErrElsewhere, &nodes.Pushback{}} }

// A Follower is the client of a group: it stays with the member that served it
// last, goes where a LeaderError sends it, and tries the next when one is dead,
// silent or knows nobody, until the time of the request is over. All its attempts
// have one idempotency key.
type Follower struct {
	Site  Site
	Next  nodes.Caller
	Try   time.Duration // how long one member is waited for
	Pause time.Duration // before the members are gone through again
	Moved *sim.Kind     // the fact that tells of another attempt, its number in Value

	last  net.ID
	known bool
}

// Call makes attempts until one is served.
func (f *Follower) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	if f.known {
		to = f.last
	}
	end := req.GivesUp(p.Now())
	for n, missed := 1, 0; ; n++ {
		try := *req.Attempt(n)
		try.Timeout = min(f.Try, max(end.Sub(p.Now()), 1))
		resp, err := nodes.Call(p, f.Next, to, &try)
		if err == nil {
			f.last, f.known = to, true
			return resp, nil
		}
		if !elsewhere(err) {
			return nil, err
		}
		f.known = false
		var told *LeaderError
		if errors.As(err, &told) && told.Leader != to {
			to = told.Leader
		} else {
			i := slices.Index(f.Site.Peers, to)
			to = f.Site.Peers[(i+1)%len(f.Site.Peers)]
			missed++
		}
		if missed == len(f.Site.Peers) {
			missed = 0
			p.Sleep(min(f.Pause, max(end.Sub(p.Now()), 0)))
		}
		if p.Now() >= end {
			return nil, net.ErrTimeout
		}
		f.Site.Owner.Emit(sim.Fact{Kind: f.Moved, Peer: f.Site.Net.Owner(to), Load: req.Load, Key: req.Key, Value: int64(n + 1)})
	}
}

// elsewhere reports whether another member may serve what ended this way.
func elsewhere(err error) bool {
	for _, of := range []error{ErrElsewhere, net.ErrTimeout, net.ErrRefused, net.ErrReset} {
		if errors.Is(err, of) {
			return true
		}
	}
	return false
}
