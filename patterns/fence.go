package patterns

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A FencingToken goes with what a leader, or the holder of a lease, asks of a resource
// outside of its group. No two of a pattern have the same, and a later one has a
// higher.
type FencingToken struct {
	Pattern string // its name
	Number  uint64
}

// A Fence has a resource look at the tokens of a pattern, whenever a worker takes
// up a request that comes with one. What comes without passes.
type Fence struct {
	Site   Site
	Late   *sim.Kind // tells of one whose time is over: Value its number, Extra the highest so far
	Refuse error     // what such a one is told; nil lets it pass all the same
	seen   uint64    // the highest number so far
}

// Inbound wraps the service of the resource.
func (f *Fence) Inbound(next nodes.Handler) nodes.Handler {
	return fenced{f, next}
}

type fenced struct {
	*Fence
	next nodes.Handler
}

// Begin serves a request.
func (f fenced) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	t, ok := req.Body.(FencingToken)
	if !ok || t.Pattern != f.Site.Name {
		return f.next.Begin(from, req, done)
	}
	return f.next.Begin(from, req.Taken(func(req *nodes.Request) error { return f.look(t.Number, from, req) }), done)
}

// look returns the refusal of a request that comes with a token.
func (f *Fence) look(token uint64, from net.ID, req *nodes.Request) error {
	if token < f.seen {
		f.Site.Owner.Emit(sim.Fact{
			Kind: f.Late, Peer: f.Site.Net.Owner(from), Load: req.Load, Key: req.Key,
			Value: int64(token), Extra: int64(f.seen),
		})
		if f.Refuse != nil {
			return f.Refuse
		}
	}
	f.seen = max(f.seen, token)
	return nil
}
