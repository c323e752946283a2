package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// rpc is the innermost Caller: it puts the call on the network.
type rpc struct {
	network   *net.Network
	from      net.ID
	propagate bool
	watchers  []Watcher
	idle      sim.Spare[exchange]
}

// NewCaller returns the Caller that puts calls on the network for a
// participant. With propagate, callees are told when it stops waiting.
func NewCaller(n *net.Network, from net.ID, propagate bool) Caller {
	return &rpc{network: n, from: from, propagate: propagate}
}

// Begin sends the request.
func (r *rpc) Begin(to net.ID, req *Request, done Done) Pending {
	x := r.idle.Take()
	*x = exchange{rpc: r, done: done}
	if !x.begin(to, req) {
		return nil
	}
	return x
}

// ask records the attempt and returns what goes on the network.
func (r *rpc) ask(to net.ID, req *Request) net.Ask {
	r.network.Owner(r.from).Emit(sim.Fact{
		Kind: sim.AttemptSent, Peer: r.network.Owner(to), Load: req.Load, Key: req.Key, Extra: int64(req.Born),
	})
	for _, w := range r.watchers {
		w.Sent(to)
	}
	req = req.leaving(r.network.World().Now())
	return net.Ask{Key: req.Key, Body: req, Size: req.Size, Timeout: req.Timeout, Propagate: r.propagate}
}

func (r *rpc) heard(to net.ID, err error) {
	for _, w := range r.watchers {
		w.Ended(to, err)
	}
}

// An exchange is a call on the network.
type exchange struct {
	rpc  *rpc
	call *net.Call
	done Done
	part *sending // that the exchange is a part of, or nil
}

// begin sends the request, and reports whether the call is under way: a participant
// that is down cannot call.
func (x *exchange) begin(to net.ID, req *Request) bool {
	r := x.rpc
	x.call = r.network.Begin(r.from, to, r.ask(to, req), x)
	if _, err := x.call.Result(); err != nil {
		r.heard(to, err)
		x.done.Ended(nil, err)
		return false
	}
	return true
}

// Ended passes on how the call ended.
func (x *exchange) Ended(c *net.Call) {
	answer, err := c.Result()
	done := x.done
	x.done = nil
	x.rpc.heard(c.To, err)
	if done != nil {
		resp, _ := answer.(*Response)
		done.Ended(resp, err)
	}
}

// Released takes the exchange back, when nothing knows the call any more.
func (x *exchange) Released() {
	if x.part != nil {
		x.part.released()
		return
	}
	x.rpc.idle.Put(x)
}

// Cancel stops waiting for the answer.
func (x *exchange) Cancel() {
	x.done = nil
	x.call.Cancel()
}
