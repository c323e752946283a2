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
	load   *sim.Owner
	born   sim.Time
	effect sim.Key
	there  sim.Time
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
		a.users[r.Once] = user{load: r.Load, born: r.Born, effect: r.Effect, there: sim.Forever}
	}
}

// request returns a request on behalf of the user that a message is for.
func (a *audit) request(m Message) *nodes.Request {
	u := a.users[m.ID]
	return &nodes.Request{Once: m.ID, Root: m.Root, Load: u.load, Born: u.born, Effect: u.effect, Item: m.Item, Size: m.Size}
}

// published notes that a message is there, and that its publisher is told so.
func (a *audit) published(broker *sim.Owner, x Record) {
	u := a.users[x.Message.ID]
	u.there = min(u.there, broker.World().Now())
	a.users[x.Message.ID] = u
	s := spot{broker, x.Place, x.Partition}
	if _, known := a.acked[s]; !known {
		a.spots = append(a.spots, s)
	}
	a.acked[s] = x.Offset + 1
	broker.Emit(sim.Fact{Kind: BrokerPublished, Load: u.load, Key: x.Message.ID, Value: int64(x.Partition), Extra: x.Offset})
}

// since returns for how long a message is there, in nanoseconds.
func (a *audit) since(m Message, now sim.Time) int64 { return int64(now.Sub(a.users[m.ID].there)) }

// recovered compares what a crash has left with what was told, and notes what it has
// hidden: messages that became durable and whose publishers were not told any more.
func (a *audit) recovered(broker *sim.Owner, l *Log) {
	lost := int64(0)
	for _, s := range a.spots {
		if s.broker == broker {
			lost += max(0, a.acked[s]-l.End(s.topic, s.partition))
			a.acked[s] = min(a.acked[s], l.End(s.topic, s.partition))
		}
	}
	if lost > 0 {
		broker.Emit(sim.Fact{Kind: Lost, Value: lost})
	}
	for x := range l.messages {
		if x.Offset >= a.acked[spot{broker, x.Place, x.Partition}] {
			a.published(broker, x)
		}
	}
}
