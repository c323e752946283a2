package lease

import (
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
