package election

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// inbound serves reads and writes from the group's store, and leaves other requests
// alone. The work of the route is done first, as for any request, unless another member
// is to do it.
func (m *member) inbound(next nodes.Handler) nodes.Handler {
	return &gate{m, patterns.OnceAfterService(next, server{m})}
}

type gate struct {
	*member
	behind nodes.Handler
}

// Begin sends those away whom the member could not serve.
func (g *gate) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	any := req.Op == nodes.NoOp || req.Op == nodes.Read && g.config.Reads == "any"
	if !any && g.engine.Role() != raft.Leader {
		req.Forget()
		done.Ended(nil, g.elsewhere())
		return nil
	}
	return g.behind.Begin(from, req, done)
}

// A server lets the group read and write.
type server struct{ *member }

// Begin serves a request whose work is done.
func (s server) Begin(_ net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	t := s.idle.Take()
	*t = turn{member: s.member, req: req, done: done, began: s.site.World().Now()}
	ask := t.read
	if req.Op == nodes.Write {
		ask = t.write
	}
	if over, err := ask(); over {
		t.end(err)
		return nil
	}
	return t
}

// A turn is a read or a write that the group is asked for: it waits for the engine, and
// a write then for the resource.
//
//	write ─► proposed ─► in the store ─► the resource has it ─► answered
//	read  ─► it may be read ─► answered
type turn struct {
	*member
	req   *nodes.Request
	done  nodes.Done
	began sim.Time

	once   sim.Key // of a write
	term   uint64  // the leader's
	next   *turn   // another attempt at that write
	ticket uint64  // of a read that waits

	woken     sim.Alarm // the engine has ended its waiting, with err
	err       error
	resource  nodes.Pending // its call, under way
	beginning bool          // that begins; who began it looks after its end
	over      bool          // it is, and ended then
}

// write has the group write, then the resource. It reports whether that is over, and
// the error.
func (t *turn) write() (over bool, err error) {
	if t.once = t.req.Once; t.once == 0 {
		t.once = t.req.Key
	}
	t.term = t.engine.Term()
	if t.store.done.has(t.once) {
		return t.forward()
	}
	_, term, ok := t.engine.Propose(raft.Command{Item: t.req.Item, Token: t.req.Token(), Once: t.once})
	if !ok {
		return true, t.elsewhere()
	}
	t.term = term
	at, last := t.writes[t.once], (*turn)(nil)
	for ; at != nil; at = at.next {
		last = at
	}
	if last == nil {
		t.writes[t.once] = t
	} else {
		last.next = t
	}
	t.carry()
	return false, nil
}

// read waits until the store may be read. It reports whether it need not, and the error.
func (t *turn) read() (over bool, err error) {
	if t.config.Reads == "any" {
		return true, nil
	}
	if t.config.Reads == "leader" {
		if t.engine.Role() != raft.Leader {
			return true, t.elsewhere()
		}
		return true, nil
	}
	t.tickets++
	t.ticket = t.tickets
	if !t.engine.Read(t.now(), t.ticket) {
		return true, t.elsewhere()
	}
	t.reads[t.ticket] = t
	t.carry()
	return false, nil
}

// wake ends the waiting for the engine, once that is done with what it does now.
func (t *turn) wake(err error) {
	t.err = err
	t.woken.Set(t.site.Owner, 0, t)
}

// Act is that end.
func (t *turn) Act() {
	t.leave()
	over, err := true, t.err
	if err == nil && t.req.Op == nodes.Write {
		over, err = t.forward()
	}
	if over {
		t.end(err)
	}
}

// leave has the member forget that the turn waits.
func (t *turn) leave() {
	if t.ticket != 0 {
		delete(t.reads, t.ticket)
		return
	}
	switch at := t.writes[t.once]; {
	case at == t && t.next == nil:
		delete(t.writes, t.once)
	case at == t:
		t.writes[t.once] = t.next
	default:
		for ; at != nil; at = at.next {
			if at.next == t {
				at.next = t.next
			}
		}
	}
}

// forward makes the leader's call to the resource. It reports whether there is none, or
// it is over, and the error.
func (t *turn) forward() (over bool, err error) {
	if t.caller == nil {
		return true, nil
	}
	call := t.req.Child(sim.KeyOf(t.called.Name), t.called.Route, 0)
	call.Op = t.called.Op
	call.Body = patterns.FencingToken{Pattern: t.site.Name, Number: t.term}
	t.beginning = true
	resource := t.caller.Begin(t.called.Pick.Pick(call), call, t)
	if t.beginning = false; t.over {
		return true, t.err
	}
	t.resource = resource
	return false, nil
}

// Ended is the end of the call to the resource.
func (t *turn) Ended(_ *nodes.Response, err error) {
	if t.beginning {
		t.over, t.err = true, err
		return
	}
	t.end(err)
}

// end answers.
func (t *turn) end(err error) {
	var answer *nodes.Response
	if err == nil {
		answer = &nodes.Response{}
		if t.req.Op == nodes.Write {
			t.req.CarriedOut(true)
		} else {
			answer.Value = t.store.items[t.req.Item]
		}
		took := t.site.World().Now().Sub(t.began)
		t.site.Owner.Emit(sim.Fact{Kind: Served, Load: t.req.Load, Key: t.req.Key, Value: int64(took)})
	}
	done, m := t.done, t.member
	t.req.Forget()
	*t = turn{}
	m.idle.Put(t)
	done.Ended(answer, err)
}

// Cancel ends what is under way.
func (t *turn) Cancel() {
	t.woken.Off()
	t.leave()
	if t.resource != nil {
		t.resource.Cancel()
	}
}
