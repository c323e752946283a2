package broker

import (
	"errors"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A group is the shell around one subscription: for each partition a process that
// delivers, for what was dealt with one that makes it durable, and for each
// consumer that is out one that asks whether it is back.
type group struct {
	broker  *server
	place   int // among the subscriptions
	topic   int
	owner   *sim.Owner // for the lag
	caller  nodes.Caller
	to      nodes.Dependency
	roster  *Roster
	cursors []*Cursor
	carrier []*sim.Proc // by partition
	keeper  *sim.Proc
	moved   []int // partitions whose position is not durable yet
	dirty   []bool
	behind  int64 // messages that are to be dealt with
}

// topicProbe is what a consumer is asked about. Nobody answers to it: to say so is
// to be there.
const topicProbe = "broker.there?"

func newGroup(b *server, place int, s Subscription) *group {
	g := &group{broker: b, place: place}
	for i, topic := range b.topics {
		if topic == patterns.RouteOf(s.Topic) {
			g.topic = i
		}
	}
	g.owner = b.site.World().Owner(b.site.Owner.Name() + " to " + s.To)
	g.caller, g.to = b.site.Dial(s.To)
	g.roster = NewRoster(g.to.Instances, b.config.Partitions)
	g.dirty = make([]bool, b.config.Partitions)
	for i := range b.config.Partitions {
		g.cursors = append(g.cursors, NewCursor(b.log.Settled(place, i), b.config.MaxDeliveries))
		g.behind += b.log.End(g.topic, i) - b.log.Settled(place, i)
		g.carrier = append(g.carrier, b.site.Go(func(p *sim.Proc) { g.carry(p, i) }))
	}
	g.keeper = b.site.Go(g.keep)
	g.fall(0)
	return g
}

// wake has a partition looked at, as something changed there.
func (g *group) wake(partition int) { g.carrier[partition].Wake() }

// fall says that the subscription is so many messages more behind.
func (g *group) fall(n int64) {
	g.behind += n
	g.owner.Emit(sim.Fact{Kind: Lag, Value: g.behind})
}

// carry delivers the messages of a partition, one after the other, each to who owns
// the partition at that time.
func (g *group) carry(p *sim.Proc, partition int) {
	c := g.cursors[partition]
	for {
		m, to, ok := g.ready(partition)
		if !ok {
			p.Park()
			continue
		}
		v := g.deliver(p, m, to, partition)
		offset := c.Next()
		parked := c.Done(v)
		if v == Silent || v == Away {
			g.suspect(to)
		}
		switch {
		case parked:
			g.broker.emit(BrokerParked, m, int64(partition), offset, nil)
			g.broker.note(Record{What: Parked, Place: g.place, Partition: partition, Offset: offset})
		case v == Acked:
			g.broker.emit(BrokerSettled, m, g.broker.audit.since(m, p.Now()), offset, g.peer(to))
		default:
			p.Sleep(g.broker.config.Redeliver)
			continue
		}
		g.advance(partition)
	}
}

// advance notes that the subscription is done with a message of a partition.
func (g *group) advance(partition int) {
	g.fall(-1)
	if !g.dirty[partition] {
		g.dirty[partition] = true
		g.moved = append(g.moved, partition)
		g.keeper.Wake()
	}
}

// ready returns the message that is to be delivered next, and to whom.
func (g *group) ready(partition int) (m Message, to net.ID, ok bool) {
	b, c := g.broker, g.cursors[partition]
	b.forget(b.site.Node.Clock.Wall())
	m, at, ok := b.log.At(g.topic, partition, c.Next())
	if n := c.Skip(at); n > 0 {
		b.site.Owner.Emit(sim.Fact{Kind: Forgotten, Value: n})
		g.fall(-n)
	}
	if !ok {
		return m, to, false
	}
	to, ok = g.roster.Owner(partition)
	return m, to, ok
}

// deliver makes one delivery, as a call of the consumer's route: the message's
// identity is its idempotency key, however often it comes.
func (g *group) deliver(p *sim.Proc, m Message, to net.ID, partition int) Verdict {
	b, c := g.broker, g.cursors[partition]
	n := c.Deliver()
	kind := Delivered
	if n > 1 {
		kind = Redelivered
	}
	b.emit(kind, m, int64(partition), c.Next(), g.peer(to))
	r := b.audit.request(m)
	r.Key = m.ID.Mix(uint64(g.place)).Mix(uint64(c.Next()))
	r.Effect = r.Wish().Mix(uint64(g.place))
	r.Route, r.Op, r.Timeout = g.to.Route, g.to.Op, b.config.AckTimeout
	_, err := nodes.Call(p, g.caller, to, r.Attempt(n))
	return verdict(err)
}

func (g *group) peer(id net.ID) *sim.Owner { return g.broker.site.Net.Owner(id) }

func verdict(err error) Verdict {
	switch {
	case err == nil:
		return Acked
	case errors.Is(err, net.ErrRefused):
		return Away
	case errors.Is(err, nodes.ErrPermanent):
		return Hopeless
	case nodes.OutcomeOf(err) == nodes.Rejected:
		return Declined
	case errors.Is(err, net.ErrReset), nodes.OutcomeOf(err) == nodes.TimedOut:
		return Silent
	}
	return Failed
}

// suspect takes a consumer that did not answer out of the group, and asks from now
// on whether it is back.
func (g *group) suspect(member net.ID) {
	if !g.roster.Leave(member) {
		return
	}
	g.dealt(member)
	g.broker.site.Go(func(p *sim.Proc) {
		for n := 1; !g.answers(p, member, n); n++ {
			p.Sleep(g.broker.config.Probe)
		}
		g.roster.Join(member)
		g.dealt(member)
	})
}

// dealt tells that partitions have other owners.
func (g *group) dealt(member net.ID) {
	b := g.broker
	b.site.Owner.Emit(sim.Fact{Kind: Rebalanced, Peer: g.peer(member), Value: int64(g.roster.Generation())})
	for i := range g.carrier {
		g.wake(i)
	}
}

// answers asks a consumer, for the n-th time since it was lost, whether it is there.
func (g *group) answers(p *sim.Proc, member net.ID, n int) bool {
	s := g.broker.site
	key := s.Key().Mix(uint64(g.place)).Mix(uint64(g.peer(member).Key())).Mix(uint64(g.roster.Generation())).Mix(uint64(n))
	_, err := s.Node.AskAndWait(p, member, topicProbe, net.Ask{Key: key, Timeout: g.broker.config.AckTimeout})
	return err == nil || errors.Is(err, nodes.ErrNoTopic)
}

// keep makes positions durable, now and then.
func (g *group) keep(p *sim.Proc) {
	for {
		if len(g.moved) == 0 {
			p.Park()
		}
		p.Sleep(g.broker.config.Commit)
		for _, i := range g.moved {
			g.broker.note(Record{What: Settled, Place: g.place, Partition: i, Offset: g.cursors[i].Next()})
			g.dirty[i] = false
		}
		g.moved = g.moved[:0]
	}
}
