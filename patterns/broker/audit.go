package broker

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// An audit knows what was published, across crashes: the truth, and for whom it
// was.
type audit struct {
	users map[sim.Key]user // by the message
	acked map[spot]int64   // offset after the last message that a publisher was told of
	spots []spot
}

// A user is for whom a message is, and since when it is there.
type user struct {
	load  *sim.Owner
	born  sim.Time
	there sim.Time
}

// A spot is one partition of a topic of a broker.
type spot struct {
	broker           *sim.Owner
	topic, partition int
}

func auditOf(s patterns.Site) *audit {
	return s.Account(func() any {
		return &audit{users: make(map[sim.Key]user), acked: make(map[spot]int64)}
	}).(*audit)
}

// begin notes on whose behalf a message is. One that is published again is there
// since the first time.
func (a *audit) begin(r *nodes.Request) {
	if _, known := a.users[r.Once]; !known {
		a.users[r.Once] = user{load: r.Load, born: r.Born, there: sim.Forever}
	}
}

// request returns a request on behalf of the user that a message is for.
func (a *audit) request(m Message) *nodes.Request {
	u := a.users[m.ID]
	return &nodes.Request{Once: m.ID, Root: m.Root, Load: u.load, Born: u.born, Item: m.Item, Size: m.Size}
}

// published notes that a publisher is told that its message is there.
func (a *audit) published(broker *sim.Owner, x Line, offset int64) {
	a.found(x.Message.ID, broker.World().Now())
	s := spot{broker, x.Place, x.Partition}
	if _, known := a.acked[s]; !known {
		a.spots = append(a.spots, s)
	}
	a.acked[s] = offset + 1
}

// found notes that a message is there.
func (a *audit) found(id sim.Key, now sim.Time) {
	u := a.users[id]
	u.there = min(u.there, now)
	a.users[id] = u
}

// since returns for how long a message is there, in nanoseconds.
func (a *audit) since(m Message, now sim.Time) int64 { return int64(now.Sub(a.users[m.ID].there)) }

// recovered compares what a crash has left with what was told. Messages that became
// durable in the crash, of which nobody was told, are there from now on.
func (a *audit) recovered(broker *sim.Owner, l *Log) {
	for m := range l.messages {
		a.found(m.ID, broker.World().Now())
	}
	lost := int64(0)
	for _, s := range a.spots {
		if s.broker == broker {
			lost += max(0, a.acked[s]-l.End(s.topic, s.partition))
			a.acked[s] = min(a.acked[s], l.End(s.topic, s.partition))
		}
	}
	if lost > 0 {
		broker.World().Emit(sim.Fact{Kind: Lost, Owner: broker, Value: lost})
	}
}
