package lease

import (
	"encoding/binary"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A claim is what a member asks the authority: the lease, for a while.
type claim struct{}

// A keeper is the authority: it keeps its tokens on disk, and after a crash
// grants nothing until a lease that it has forgotten must be over.
type keeper struct {
	site    patterns.Site
	config  Config
	lock    Lock
	journal *nodes.Journal
}

func newKeeper(s patterns.Site, c Config) *keeper {
	journal, saved := nodes.OpenJournal(s.Node, "lease "+s.Name)
	k := &keeper{site: s, config: c, journal: journal}
	if len(saved) > 0 {
		k.lock.Token = binary.LittleEndian.Uint64(saved[len(saved)-1])
		k.lock.Holder, k.lock.Until = s.Node.ID(), s.Node.Clock.Monotonic().Add(c.For)
	}
	return k
}

func (k *keeper) inbound(next nodes.Handler) nodes.Handler {
	return nodes.HandlerFunc(func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		if _, ok := req.Body.(claim); !ok {
			return next.Handle(p, from, req)
		}
		resp, err := next.Handle(p, from, req)
		if err != nil {
			return resp, err
		}
		ok, fresh := k.lock.Ask(k.site.Node.Clock.Monotonic(), from, k.config.For)
		if !ok {
			return nil, errNotHeld
		}
		token := k.lock.Token
		if fresh {
			if err := k.journal.Append(p, binary.LittleEndian.AppendUint64(nil, token)); err != nil {
				return nil, err
			}
		}
		k.site.World().Emit(sim.Fact{Kind: Granted, Owner: k.site.Owner, Peer: k.site.Net.Owner(from), Value: int64(token)})
		return &nodes.Response{Body: token}, nil
	})
}

// A writer goes with what a holder asks of the resource.
type writer struct{ token uint64 }

// A resource checks the tokens of holders.
type resource struct {
	site   patterns.Site
	config Config
	seen   uint64 // the highest token so far
}

func (r *resource) inbound(next nodes.Handler) nodes.Handler {
	return nodes.HandlerFunc(func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		w, ok := req.Body.(writer)
		if !ok {
			return next.Handle(p, from, req)
		}
		return next.Handle(p, from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
			if err := r.check(from, req, w); err != nil {
				return nil, err
			}
			return work(req)
		}))
	})
}

// check refuses a holder whose time is over, if there is fencing, when a worker
// takes its write up.
func (r *resource) check(from net.ID, req *nodes.Request, w writer) error {
	if w.token < r.seen {
		kind := Overrun
		if r.config.Fencing {
			kind = Fenced
		}
		r.site.World().Emit(sim.Fact{
			Kind: kind, Owner: r.site.Owner, Peer: r.site.Net.Owner(from), Load: req.Load, Key: req.Key,
			Value: int64(w.token), Extra: int64(r.seen),
		})
		if r.config.Fencing {
			return ErrFenced
		}
	}
	r.seen = max(r.seen, w.token)
	return nil
}
