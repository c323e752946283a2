package election

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// inbound serves reads and writes from the group's store, and leaves other
// requests alone. The work of the route is done first, as for any request.
func (m *member) inbound(next nodes.Handler) nodes.Handler {
	return nodes.Blocking(m.site.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		if req.Op == nodes.NoOp {
			return nodes.Call(p, next, from, req)
		}
		if m.engine.Role() != raft.Leader && !(req.Op == nodes.Read && m.config.Reads == "any") {
			return nil, m.elsewhere()
		}
		work := *req
		work.Op = nodes.NoOp
		resp, err := nodes.Call(p, next, from, &work)
		if err != nil {
			return resp, err
		}
		answer := &nodes.Response{}
		began := p.Now()
		if req.Op == nodes.Write {
			if err = m.put(p, req); err == nil {
				req.CarriedOut(true)
			}
		} else if err = m.mayRead(p); err == nil {
			answer.Value = m.store.items[req.Item]
		}
		if err != nil {
			return nil, err
		}
		m.site.Owner.Emit(sim.Fact{Kind: Served, Load: req.Load, Key: req.Key, Value: int64(p.Now().Sub(began))})
		return answer.Replacing(resp), nil
	})
}

// put has the group write, then the resource.
func (m *member) put(p *sim.Proc, req *nodes.Request) error {
	term := m.engine.Term()
	once := req.Once
	if once == 0 {
		once = req.Key
	}
	if _, made := m.store.done[once]; !made {
		_, t, ok := m.engine.Propose(raft.Command{Item: req.Item, Token: req.Token(), Once: once})
		if !ok {
			return m.elsewhere()
		}
		w := &waiter{term: t}
		m.writes[once] = append(m.writes[once], w)
		defer m.forget(once, w)
		m.carry()
		if err := w.wait(p); err != nil {
			return err
		}
		term = t
	}
	if m.caller == nil {
		return nil
	}
	return m.forward(p, req, term)
}

// forget removes a write that nobody waits for any more.
func (m *member) forget(once sim.Key, w *waiter) {
	rest := slices.DeleteFunc(m.writes[once], func(x *waiter) bool { return x == w })
	if m.writes[once] = rest; len(rest) == 0 {
		delete(m.writes, once)
	}
}

// mayRead waits until the store may be read.
func (m *member) mayRead(p *sim.Proc) error {
	if m.config.Reads == "any" {
		return nil
	}
	if m.config.Reads == "leader" {
		if m.engine.Role() != raft.Leader {
			return m.elsewhere()
		}
		return nil
	}
	m.tickets++
	ticket := m.tickets
	if !m.engine.Read(m.now(), ticket) {
		return m.elsewhere()
	}
	w := &waiter{}
	m.reads[ticket] = w
	defer delete(m.reads, ticket)
	w.proc = p
	m.carry()
	return w.wait(p)
}

// forward makes the leader's call to the resource.
func (m *member) forward(p *sim.Proc, req *nodes.Request, term uint64) error {
	call := req.Child(sim.KeyOf(m.called.Name), m.called.Route, 0)
	call.Op = m.called.Op
	call.Body = patterns.FencingToken{Pattern: m.site.Name, Number: term}
	_, err := nodes.Call(p, m.caller, m.called.Pick.Pick(call), call)
	return err
}
