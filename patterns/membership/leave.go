package membership

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// errAway is a member that is being upgraded.
var errAway = &nodes.Pushback{Err: fmt.Errorf("membership: it is away: %w", nodes.ErrRejected)}

// comeAndGo lets the member leave in good order once in Stay, as for an upgrade, all
// members in turn. It says so, serves on for a while those who have not heard, is
// away, and joins again as another.
func (m *member) comeAndGo(p *sim.Proc) {
	c := m.config
	p.Sleep(c.Stay * time.Duration(m.number+1) / time.Duration(len(m.peers)))
	for {
		gone := p.Now()
		m.Leave(gone)
		m.flush()
		m.wake()
		p.Sleep(c.Drain)
		m.goAway()
		p.Sleep(c.Away)
		m.comeBack()
		p.Sleep(c.Stay - p.Now().Sub(gone))
	}
}

func (m *member) goAway() {
	m.away = true
	m.audit.fall(m)
	m.site.Owner.Emit(sim.Fact{Kind: Away, Value: 1})
}

func (m *member) comeBack() {
	m.away = false
	m.site.Owner.Emit(sim.Fact{Kind: Away, Value: 0})
	m.begin()
	m.flush()
	m.proc.Wake()
}

// inbound refuses what arrives while the member is away.
func (m *member) inbound(next nodes.Handler) nodes.Handler {
	return nodes.Blocking(m.site.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		if m.away {
			return nil, errAway
		}
		return nodes.Call(p, next, from, req)
	})
}
