package nodes

import (
	"wavetank/net"
	"wavetank/sim"
	"wavetank/sim/meter"
)

// rpc is the innermost Caller: it puts the call on the network.
type rpc struct {
	network   *net.Network
	from      net.ID
	propagate bool
	watchers  []Watcher
	meter     *meter.Calls // nil is nobody
	idle      sim.Spare[wrappedExchange]
}

// NewCaller returns the Caller that puts calls on the network for a
// participant. With propagate, callees are told when it stops waiting.
func NewCaller(n *net.Network, from net.ID, propagate bool) Caller {
	return &rpc{network: n, from: from, propagate: propagate}
}

// Begin sends the request: a copy, as the network may know it for longer than the caller.
func (r *rpc) Begin(to net.ID, req *Request, done Done) Pending {
	x := r.idle.Take()
	x.exchange, x.req = exchange{rpc: r, done: done, keeper: x}, *req
	x.req.unkept = false
	if !x.begin(to, &x.req) {
		return nil
	}
	return &x.exchange
}

// A wrappedExchange is one with its request, for a call that patterns wrap.
type wrappedExchange struct {
	exchange
	req Request
}

// released keeps the exchange for another call, if the callee has vouched for the request.
func (x *wrappedExchange) released() {
	if x.req.unkept {
		x.rpc.idle.Put(x)
	}
}

// ask records the attempt and returns what goes on the network.
func (r *rpc) ask(to net.ID, req *Request) net.Ask {
	r.network.Owner(r.from).Emit(sim.Fact{
		Kind: sim.AttemptSent, Peer: r.network.Owner(to), Load: req.Load, Key: req.Key, Extra: int64(req.Born),
	})
	for _, w := range r.watchers {
		w.Sent(to, req.Key)
	}
	now := r.network.World().Now()
	if r.meter != nil {
		r.meter.Begin(now)
	}
	req.leave(now)
	req.expect(now)
	return net.Ask{Key: req.Key, Body: req, Size: req.Size, Timeout: req.Timeout, Propagate: r.propagate}
}

func (r *rpc) heard(to net.ID, attempt sim.Key, err error) {
	for _, w := range r.watchers {
		w.Ended(to, attempt, err)
	}
}

// An exchange is a call on the network.
type exchange struct {
	rpc  *rpc
	call *net.Call
	done Done
	keeper
	began sim.Time
}

// A keeper has an exchange as a part of it, and its request.
type keeper interface {
	// released comes when nothing knows the call any more. The request is the keeper's
	// again if it is unkept.
	released()
}

// begin sends the request, and reports whether the call is under way: a participant
// that is down cannot call.
func (x *exchange) begin(to net.ID, req *Request) bool {
	r := x.rpc
	x.began = r.network.World().Now()
	x.call = r.network.Begin(r.from, to, r.ask(to, req), x)
	if _, err := x.call.Result(); err != nil {
		r.heard(to, req.Key, err)
		x.measured(err)
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
	x.rpc.heard(c.To, c.Key, err)
	x.measured(err)
	if done != nil {
		resp, _ := answer.(*Response)
		done.Ended(resp, err)
	}
}

// Released is the end of the exchange.
func (x *exchange) Released() { x.released() }

// Cancel stops waiting for the answer.
func (x *exchange) Cancel() {
	x.done = nil
	x.call.Cancel()
}
