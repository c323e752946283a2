package election

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// What members ask each other before one hands over to another.
type (
	couldWin struct{} // an election; the preferred member answers whether it could
	hear     struct{} // who asks; answered by whoever does
)

// handOver has a leader hand over to the member that is preferred, if that is
// another one. It asks first, in a dry run: a member that could not win, as it is
// behind a bridge or its disk is stuck, would leave the group without a leader.
func (m *member) handOver() {
	heir := m.config.Prefer - 1
	raft := m.config.Algorithm == "raft"
	if !raft || heir < 0 || heir >= len(m.site.Peers) || heir == m.self || m.asking || m.now() < m.askFrom {
		return
	}
	m.asking = true
	term := m.engine.Term()
	m.ask(m.site.Peers[heir], couldWin{}, func(answer any, err error) {
		m.asking, m.askFrom = false, m.now().Add(m.config.ElectionMax)
		could, _ := answer.(bool)
		if err != nil || !could || !m.leading || m.engine.Term() != term {
			return
		}
		if !m.engine.Transfer(m.now(), heir) { // it lacks some entries yet
			m.askFrom = m.now().Add(m.config.Heartbeat)
			return
		}
		m.site.Owner.Emit(sim.Fact{Kind: HandedOver, Peer: m.site.Net.Owner(m.site.Peers[heir]), Value: int64(term)})
		m.carry()
	})
}

// answer answers what another member asks.
func (m *member) answer(q *nodes.Query) {
	if _, ok := q.Body.(couldWin); !ok {
		q.Reply(true, 8, nil)
		return
	}
	heard, under, said := 1, 0, false // it hears itself
	say := func(could bool) {
		if !said {
			said = true
			q.Reply(could && !m.stuck, 8, nil)
		}
	}
	count := func() {
		if heard++; heard > len(m.site.Peers)/2 {
			say(true)
		}
	}
	count() // who asks would vote for it
	for _, to := range m.site.Peers {
		if to == m.node.ID() || to == q.From {
			continue
		}
		under++
		m.ask(to, hear{}, func(_ any, err error) {
			if under--; err == nil {
				count()
			}
			if under == 0 {
				say(false)
			}
		})
	}
	if under == 0 {
		say(false)
	}
}

// ask asks another member. Who asks others first is waited for twice as long.
func (m *member) ask(to net.ID, body any, done func(answer any, err error)) {
	patience := m.config.ElectionMin / 2
	if _, ok := body.(couldWin); ok {
		patience = m.config.ElectionMin
	}
	m.asked++
	m.node.Ask(to, m.topic, net.Ask{Key: m.key.Mix(drawAsk).Mix(m.asked), Size: 8, Timeout: patience, Body: body}, done)
}

// drawAsk keeps the identities of questions apart from those of messages.
const drawAsk = 1 << 62
