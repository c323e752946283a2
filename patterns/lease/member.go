package lease

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A member asks for the lease all the time, and serves writes while it believes
// to hold it: until so long after it asked, on its own clock.
type member struct {
	site   patterns.Site
	config Config
	node   *nodes.Node
	ask    nodes.Caller
	asked  nodes.Dependency
	write  nodes.Caller
	wrote  nodes.Dependency
	token  uint64
	until  nodes.Ticks
	held   bool
	claims uint64
}

func newMember(s patterns.Site, c Config) *member {
	m := &member{site: s, config: c, node: s.Node}
	m.ask, m.asked = s.Dial(c.Authority)
	m.write, m.wrote = s.Dial(c.Resource)
	return m
}

var drawRenew = sim.KeyOf("lease renew")

// run asks for the lease, again and again.
func (m *member) run(p *sim.Proc, _ *nodes.Node) {
	life := m.site.Key().Mix(uint64(p.Now()))
	jitter := m.site.Jitter(m.config.RenewJitter, drawRenew)
	for {
		m.claims++
		key := life.Mix(m.claims)
		began := m.node.Clock.Monotonic()
		req := &nodes.Request{
			Key: key, Root: key, Once: key, Born: p.Now(), Route: m.asked.Route, Timeout: m.config.Renew, Body: claim{},
		}
		resp, err := nodes.Call(p, m.ask, m.asked.Pick.Pick(req), req)
		if err == nil && resp != nil {
			if token, ok := resp.Body.(uint64); ok {
				m.token, m.until = token, began.Add(m.config.For)
			}
		}
		m.report()
		p.Sleep(m.node.Clock.Elapse(jitter.Next(m.config.Renew)))
		m.report()
	}
}

// holds reports whether the member believes to hold the lease.
func (m *member) holds() bool { return m.node.Clock.Monotonic() < m.until }

func (m *member) report() {
	if holds := m.holds(); holds != m.held {
		m.held = holds
		m.site.Owner.Emit(sim.Fact{Kind: Held, Value: sim.Flag(holds), Extra: int64(m.token)})
	}
}

// inbound serves writes: once a worker takes one up, it looks at the lease, does the
// route's work, and writes to the resource. Between the first and the last the lease may end, and a member
// that is paused does not notice.
func (m *member) inbound(next nodes.Handler) nodes.Handler {
	return nodes.Blocking(m.site.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		if req.Op != nodes.Write {
			return nodes.Call(p, next, from, req)
		}
		if !m.holds() {
			return nil, errNotHeld
		}
		var token uint64
		plain := req.Copy()
		plain.Op = nodes.NoOp
		resp, err := nodes.Call(p, next, from, plain.Held(func(p *sim.Proc, plain *nodes.Request, work nodes.Work) (*nodes.Response, error) {
			if !m.holds() {
				return nil, errNotHeld
			}
			token = m.token
			return work(plain)
		}))
		if err != nil {
			return resp, err
		}
		call := req.Child(sim.KeyOf(m.wrote.Name), m.wrote.Route, 0)
		call.Op, call.Body = m.wrote.Op, patterns.FencingToken{Pattern: m.site.Name, Number: token}
		if _, err := nodes.Call(p, m.write, m.wrote.Pick.Pick(call), call); err != nil {
			return nil, err
		}
		return resp, nil
	})
}
