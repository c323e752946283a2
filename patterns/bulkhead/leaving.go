package bulkhead

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// leaving guards the calls that leave on an edge.
type leaving struct {
	*guard
	next nodes.Caller
}

// Call passes the call on once it has a permit. What the wait for that took is
// not there any more to wait for the answer.
func (l *leaving) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	h := &hold{guard: l.guard, pool: l.pools.Of(to, req), req: req}
	began, end := p.Now(), req.GivesUp(p.Now())
	kept := false // by work that goes on by itself
	defer func() {
		if !kept {
			h.leave()
		}
	}()
	if err := h.enter(p, end); err != nil {
		return nil, err
	}
	if l.config.Hold == "work" {
		kept = true
		return l.detach(h, to, end).wait(p, end)
	}
	return nodes.Call(p, l.next, to, req.Waited(p.Now().Sub(began)))
}

// detach makes the call in a process of its own, which keeps the permit until
// the call is over, whatever becomes of its caller, who gives up at end.
func (l *leaving) detach(h *hold, to net.ID, end sim.Time) *outgoingCall {
	e := &outgoingCall{}
	most := l.config.HoldMax
	if end != sim.Forever && most > 0 {
		most = max(most, end.Sub(l.site.World().Now()))
	}
	sent := h.req.Beyond(end, most)
	l.site.Go(func(p *sim.Proc) {
		defer func() {
			e.done = true
			h.leave()
			if e.waiter != nil {
				e.waiter.Wake()
			} else if p.Now() > end {
				h.emit(Lingered, p.Now().Sub(end))
			}
		}()
		e.resp, e.err = nodes.Call(p, l.next, to, sent)
	})
	return e
}

// An outgoingCall is a call that is made by a process of its own.
type outgoingCall struct {
	waiter *sim.Proc
	done   bool
	resp   *nodes.Response
	err    error
}

// wait waits for the end of the call, or of the caller's patience.
func (e *outgoingCall) wait(p *sim.Proc, end sim.Time) (*nodes.Response, error) {
	e.waiter = p
	defer func() { e.waiter = nil }()
	for !e.done {
		if p.Now() >= end {
			return nil, net.ErrTimeout
		}
		p.ParkUntil(end)
	}
	return e.resp, e.err
}
