package election

import (
	"errors"
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A client follows the leader of a group: it asks whom it last took for that,
// goes where members send it, and tries the next member when one is dead or does
// not answer. All its attempts have one idempotency key, so that a write which
// happened twice happens once.
type client struct {
	site   patterns.Site
	config Config
	next   nodes.Caller
	leader net.ID
	known  bool
}

func newClient(s patterns.Site, c Config, next nodes.Caller) *client {
	return &client{site: s, config: c, next: next}
}

// Call makes attempts until one is served or the time of the request is over.
func (c *client) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	if req.Op == nodes.NoOp || req.Op == nodes.Read && c.config.Reads == "any" {
		return c.next.Call(p, to, req)
	}
	if c.known {
		to = c.leader
	}
	end := sim.Forever
	if req.Timeout > 0 {
		end = p.Now().Add(req.Timeout)
	}
	if left, ok := req.Left(p.Now()); ok {
		end = min(end, p.Now().Add(left))
	}
	for n, asked := 1, 0; ; n++ {
		try := *req.Attempt(n)
		try.Timeout = min(c.config.Try, max(end.Sub(p.Now()), 1))
		resp, err := c.next.Call(p, to, &try)
		if !c.again(err) {
			if err == nil {
				c.leader, c.known = to, true
			}
			return resp, err
		}
		if p.Now() >= end {
			return nil, net.ErrTimeout
		}
		var turned *NotLeaderError
		if errors.As(err, &turned) && turned.Known && turned.Leader != to {
			to, asked = turned.Leader, 0
		} else {
			c.known = false
			to = c.after(to)
			asked++
			if errors.As(err, &turned) || asked >= len(c.site.Peers) {
				p.Sleep(min(c.config.Pause, end.Sub(p.Now())))
				asked = 0
			}
		}
		if p.Now() >= end {
			return nil, net.ErrTimeout
		}
		c.site.World().Emit(sim.Fact{
			Kind: Followed, Owner: c.site.Owner, Peer: c.site.Net.Owner(to), Load: req.Load, Key: req.Key, Value: int64(n + 1),
		})
	}
}

// again reports whether another member, or the same a little later, may serve
// what ended this way.
func (c *client) again(err error) bool {
	var turned *NotLeaderError
	return errors.As(err, &turned) || errors.Is(err, ErrDeposed) ||
		errors.Is(err, net.ErrTimeout) || errors.Is(err, net.ErrRefused) || errors.Is(err, net.ErrReset)
}

// after returns the member to ask after one of them.
func (c *client) after(to net.ID) net.ID {
	i := slices.Index(c.site.Peers, to)
	return c.site.Peers[(i+1)%len(c.site.Peers)]
}
