package outbox

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// An audit sees rows and messages at both ends: the truth, which no node knows.
type audit struct {
	owner    *sim.Owner
	observer bool // somebody counts what arrives
	users    map[sim.Key]nodes.Request
	rows     map[sim.Key]sim.Time // since when each is there
	there    map[sim.Key]bool     // messages that arrived
	sent     map[sim.Key]bool     // messages that were published
	acked    map[sim.Key]bool     // messages of which the publisher knows
	missing  int64
	phantoms int64
}

func auditOf(s patterns.Site) *audit {
	return s.Account(func() any {
		return &audit{
			owner: s.World().Owner("outbox " + s.Name), users: make(map[sim.Key]nodes.Request),
			rows: make(map[sim.Key]sim.Time), there: make(map[sim.Key]bool), sent: make(map[sim.Key]bool), acked: make(map[sim.Key]bool),
		}
	}).(*audit)
}

// begin notes on whose behalf a message is.
func (a *audit) begin(r *nodes.Request) {
	a.users[r.Once] = nodes.Request{Load: r.Load, Born: r.Born, Effect: r.Effect}
}

func (a *audit) load(m Message) *sim.Owner { return a.users[m.ID].Load }

// request returns the request of which a relay that crashed remembers nothing but
// the message.
func (a *audit) request(m Message) *nodes.Request {
	r := a.users[m.ID]
	r.Key, r.Once, r.Root, r.Item = m.ID, m.ID, m.Root, m.Item
	return &r
}

// recorded notes that a row is there.
func (a *audit) recorded(at *sim.Owner, m Message) {
	if _, known := a.rows[m.ID]; known {
		return
	}
	a.rows[m.ID] = at.World().Now()
	at.Emit(sim.Fact{Kind: Recorded, Load: a.load(m), Key: m.ID, Value: m.Item})
	if a.there[m.ID] {
		a.phantoms--
	} else {
		a.missing++
	}
	a.report()
}

// recovered notes what a crash has hidden: a row that became durable and whose
// process died before it could say so.
func (a *audit) recovered(at *sim.Owner, x Record) {
	if x.What != Sent {
		a.recorded(at, x.Message)
	}
}

// carried notes that a message was published, whether or not the publisher hears of it.
func (a *audit) carried(at *sim.Owner, m Message) {
	if a.sent[m.ID] {
		at.Emit(sim.Fact{Kind: Repeated, Load: a.load(m), Key: m.ID, Value: m.Item})
	}
	a.sent[m.ID] = true
}

// published notes that the publisher knows.
func (a *audit) published(at *sim.Owner, m Message) {
	if !a.acked[m.ID] {
		at.Emit(sim.Fact{Kind: Published, Load: a.load(m), Key: m.ID, Value: m.Item})
	}
	a.acked[m.ID] = true
}

// watch has it told what arrives: somebody counts.
func (a *audit) watch() {
	a.observer = true
	a.report()
}

// arrived notes that a message arrived.
func (a *audit) arrived(at *sim.Owner, id sim.Key) {
	if a.there[id] {
		return
	}
	a.there[id] = true
	now, waited := at.World().Now(), int64(0)
	if since, row := a.rows[id]; row {
		a.missing--
		waited = int64(now.Sub(since))
	} else {
		a.phantoms++
	}
	at.Emit(sim.Fact{Kind: Arrived, Load: a.users[id].Load, Key: id, Value: waited})
	a.report()
}

// report says how many rows and messages are without the other, if anybody counts.
func (a *audit) report() {
	if !a.observer {
		return
	}
	a.owner.Emit(sim.Fact{Kind: Missing, Value: a.missing})
	a.owner.Emit(sim.Fact{Kind: Phantoms, Value: a.phantoms})
}
