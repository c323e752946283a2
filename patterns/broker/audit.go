package broker

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// An audit knows what was published, across crashes: the truth, and for whom it
// was.
type audit struct {
	users map[sim.Key]nodes.Request // by the message
	acked map[spot]int64            // offset after the last message that a publisher was told of
	spots []spot
}

// A spot is one partition of a topic of a broker.
type spot struct {
	broker           *sim.Owner
	topic, partition int
}

func auditOf(s patterns.Site) *audit {
	return s.Account(func() any {
		return &audit{users: make(map[sim.Key]nodes.Request), acked: make(map[spot]int64)}
	}).(*audit)
}

// begin notes on whose behalf a message is.
func (a *audit) begin(r *nodes.Request) {
	a.users[r.Once] = nodes.Request{Load: r.Load, Born: r.Born}
}

// of returns a request on behalf of the user that a message is for.
func (a *audit) of(m Message) *nodes.Request {
	r := a.users[m.ID]
	return &r
}

// published notes that a publisher is told that its message is there.
func (a *audit) published(broker *sim.Owner, topic, partition int, offset int64) {
	s := spot{broker, topic, partition}
	if _, known := a.acked[s]; !known {
		a.spots = append(a.spots, s)
	}
	a.acked[s] = offset + 1
}

// recovered compares what a crash has left with what was told.
func (a *audit) recovered(broker *sim.Owner, l *Log) {
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
