package bulkhead

import (
	"errors"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// arriving guards the requests that arrive at a node.
type arriving struct {
	*guard
	next nodes.Handler
}

// Handle serves the request once it has a permit. Its caller's patience counts
// from the arrival here: nobody tells a callee when a call was made.
func (a *arriving) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	h := &hold{guard: a.guard, pool: a.pools.Of(from, req), req: req}
	defer h.leave()
	end := req.GivesUp(p.Now())
	if err := h.enter(p, end); err != nil {
		return nil, here(err)
	}
	if a.config.Hold == "caller" && end != sim.Forever {
		w := a.site.World()
		timer := w.At(end, a.site.Owner, sim.Func(func() {
			h.emit(Lied, 0)
			h.leave()
		}))
		defer w.Cancel(timer)
	}
	return nodes.Call(p, a.next, from, req)
}

// here returns an error as it reads at the callee, whom the call has reached.
func here(err error) error {
	if errors.Is(err, ErrFull) {
		return errFullHere
	}
	return errNoPermitHere
}
