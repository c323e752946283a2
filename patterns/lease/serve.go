package lease

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// inbound serves writes: once a worker takes one up, it looks at the lease, does the
// route's work, and writes to the resource. Between the first and the last the lease may
// end, and a member that is paused does not notice.
func (m *member) inbound(next nodes.Handler) nodes.Handler { return &server{m, next} }

type server struct {
	*member
	next nodes.Handler
}

// Begin serves a request.
func (s *server) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	switch {
	case req.Op != nodes.Write:
		return s.next.Begin(from, req, done)
	case !s.holds():
		done.Ended(nil, errNotHeld)
		return nil
	}
	w := &write{member: s.member, req: req, done: done}
	plain := req.Taken(w.taken)
	plain.Op = nodes.NoOp
	if pending := s.next.Begin(from, plain, w); pending != nil {
		w.pending = pending
	}
	if w.pending == nil {
		return nil
	}
	return w
}

// A write is one that is served.
//
//	taken ─► work ─► Ended ─► the resource ─► told
type write struct {
	*member
	req     *nodes.Request
	done    nodes.Done
	token   uint64
	plain   *nodes.Response // of the work
	pending nodes.Pending   // what is under way; nil is nothing any more
}

// taken looks at the lease.
func (w *write) taken(*nodes.Request) error {
	if !w.holds() {
		return errNotHeld
	}
	w.token = w.member.token
	return nil
}

// Ended is the end of the work: the resource is next.
func (w *write) Ended(resp *nodes.Response, err error) {
	w.pending = nil
	if err != nil {
		w.done.Ended(resp, err)
		return
	}
	w.plain = resp
	call := w.req.Child(sim.KeyOf(w.wrote.Name), w.wrote.Route, 0)
	call.Op, call.Body = w.wrote.Op, patterns.FencingToken{Pattern: w.site.Name, Number: w.token}
	w.pending = w.member.write.Begin(w.wrote.Pick.Pick(call), call, (*told)(w))
}

// Cancel ends what is under way.
func (w *write) Cancel() { w.pending.Cancel() }

// told is a write as who hears of the resource.
type told write

// Ended answers the write.
func (t *told) Ended(_ *nodes.Response, err error) {
	t.pending = nil
	if err != nil {
		t.done.Ended(nil, err)
		return
	}
	t.done.Ended(t.plain, nil)
}
