package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// An Outbound is what patterns make of the calls of a participant to one
// dependency: of how they are made, given the innermost Caller, and of which
// instance each goes to. A nil Picker leaves that to the dependency.
type Outbound func(Dependency, Caller) (Caller, Picker)

// A client is how a participant calls one dependency.
type client struct {
	bare   *rpc
	caller Caller
	pick   Picker // nil leaves the choice to the dependency
}

func newClient(d Dependency, bare *rpc, outbound Outbound) *client {
	w := &client{bare: bare, caller: bare}
	if outbound != nil {
		w.caller, w.pick = outbound(d, bare)
	}
	return w
}

// to chooses the instance that a request to the dependency goes to.
func (w *client) to(d *Dependency, req *Request) net.ID {
	if w.pick != nil {
		return w.pick.Pick(req)
	}
	return d.Pick.Pick(req)
}

// plain reports whether no pattern wraps the calls, so that they need no process.
func (w *client) plain() bool { return w.caller == Caller(w.bare) }

// A Watcher is told of every call that a participant puts on the network, each
// attempt by its identity, and how it ended for the participant, once: a balancer counts what is
// under way. A crash of the participant ends calls without telling the watcher.
type Watcher interface {
	Sent(to net.ID, attempt sim.Key)
	Ended(to net.ID, attempt sim.Key, err error)
}

// Watched returns c with a watcher. The innermost Caller stays what it is, so
// that to be watched costs no process.
func Watched(c Caller, w Watcher) Caller {
	if r, ok := c.(*rpc); ok {
		r.watchers = append(r.watchers, w)
		return r
	}
	return newWatched(c, w)
}

// watched is a Caller with a watcher.
type watched struct {
	watcher Watcher
	passing Passages[attempted]
}

// attempted is what the watcher knows of a call.
type attempted struct {
	to  net.ID
	key sim.Key
}

func newWatched(c Caller, w Watcher) *watched {
	tell := func(a attempted, err error) { w.Ended(a.to, a.key, err) }
	return &watched{w, Passages[attempted]{Next: c, Over: tell}}
}

// Begin tells the watcher and begins the call.
func (w *watched) Begin(to net.ID, req *Request, done Done) Pending {
	w.watcher.Sent(to, req.Key)
	return w.passing.Begin(to, req, attempted{to, req.Key}, done)
}
