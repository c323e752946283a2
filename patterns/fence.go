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
	return nodes.Blocking(f.Site.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		t, ok := req.Body.(FencingToken)
		if !ok || t.Pattern != f.Site.Name {
			return nodes.Call(p, next, from, req)
		}
		return nodes.Call(p, next, from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
			if t.Number < f.seen {
				f.Site.Owner.Emit(sim.Fact{
					Kind: f.Late, Peer: f.Site.Net.Owner(from), Load: req.Load, Key: req.Key,
					Value: int64(t.Number), Extra: int64(f.seen),
				})
				if f.Refuse != nil {
					return nil, f.Refuse
				}
			}
			f.seen = max(f.seen, t.Number)
			return work(req)
		}))
	})
}
