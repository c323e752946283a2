package patterns

import (
	"errors"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// ErrElsewhere is wrapped by a member of a group that cannot serve a request now,
// but another member, or itself a little later, may.
var ErrElsewhere = errors.New("another member may serve it")

// A Follower is the client of a group: it stays with the member that served it
// last, and tries the next when one is dead, silent or sends it elsewhere, until
// the time of the request is over. All its attempts have one idempotency key.
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
	end := sim.Forever
	if req.Timeout > 0 {
		end = p.Now().Add(req.Timeout)
	}
	for n := 1; ; n++ {
		try := *req.Attempt(n)
		try.Timeout = min(f.Try, max(end.Sub(p.Now()), 1))
		resp, err := f.Next.Call(p, to, &try)
		if err == nil {
			f.last, f.known = to, true
			return resp, nil
		}
		if !elsewhere(err) {
			return nil, err
		}
		f.known = false
		i := slices.Index(f.Site.Peers, to)
		to = f.Site.Peers[(i+1)%len(f.Site.Peers)]
		if n%len(f.Site.Peers) == 0 {
			p.Sleep(min(f.Pause, max(end.Sub(p.Now()), 0)))
		}
		if p.Now() >= end {
			return nil, net.ErrTimeout
		}
		f.Site.World().Emit(sim.Fact{
			Kind: f.Moved, Owner: f.Site.Owner, Peer: f.Site.Net.Owner(to), Load: req.Load, Key: req.Key, Value: int64(n + 1),
		})
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
