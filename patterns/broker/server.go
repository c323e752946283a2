package broker

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A server is the shell around the log of one broker: it has what is published
// written, and wakes those who deliver it.
type server struct {
	site    patterns.Site
	config  *Config
	next    nodes.Handler
	audit   *audit
	topics  []string
	log     *Log
	journal *nodes.JournalWriter
	groups  []*group
}

func newServer(s patterns.Site, c *Config, next nodes.Handler) *server {
	b := &server{site: s, config: c, next: next, audit: auditOf(s), topics: c.topics(s.Group)}
	var mine []Subscription
	for _, sub := range c.Subscriptions {
		if patterns.NodeOf(sub.Topic) == s.Group {
			mine = append(mine, sub)
		}
	}
	b.log = NewLog(len(b.topics), len(mine), c.Partitions)
	journal, records := nodes.OpenJournalWriter(s.Node, "broker "+s.Name, c.Ack == "write")
	for _, r := range records {
		x, err := Decode(r)
		if err != nil {
			panic(err) // the journal's checksums told it from what is torn
		}
		b.log.Fold(x)
	}
	b.journal = journal
	b.audit.recovered(s.Owner, b.log)
	for i, sub := range mine {
		b.groups = append(b.groups, newGroup(b, i, sub))
	}
	return b
}

// Handle publishes what comes to a topic, and passes on everything else.
func (b *server) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	topic := slices.Index(b.topics, req.Route)
	if topic < 0 {
		return nodes.Call(p, b.next, from, req)
	}
	resp, err := nodes.Call(p, b.next, from, req)
	if err != nil {
		return nil, err
	}
	m := Message{ID: req.Once, Item: req.Item, Root: req.Root, Size: req.Size, At: b.site.Node.Clock.Wall()}
	x := Record{What: Published, Place: topic, Partition: b.log.Partition(m.Item), Message: m}
	b.audit.begin(req)
	b.forget(m.At)
	b.journal.WriteAndWait(p, x.Encode(), func() { b.published(x) })
	return resp, nil
}

// published takes in a message that is there.
func (b *server) published(x Record) {
	b.log.Fold(x)
	x.Offset = b.log.End(x.Place, x.Partition) - 1
	b.audit.published(b.site.Owner, x)
	for _, g := range b.groups {
		if g.topic == x.Place {
			g.fall(1)
			g.wake(x.Partition)
		}
	}
}

// forget has what is too old forgotten, and the journal rewritten when it is worth
// it.
func (b *server) forget(now nodes.Reading) {
	if keep := b.config.Retention; keep > 0 {
		for _, x := range b.log.Old(now, keep) {
			b.log.Fold(x)
			b.journal.Write(x.Encode(), nil)
		}
	}
	if b.log.Bloated() {
		b.journal.Rewrite(func() [][]byte {
			var records [][]byte
			for _, x := range b.log.Records() {
				records = append(records, x.Encode())
			}
			return records
		})
	}
}

// note writes a record about a position, and applies it once it is written.
func (b *server) note(x Record) { b.journal.Write(x.Encode(), func() { b.log.Fold(x) }) }

func (b *server) emit(k *sim.Kind, m Message, value, offset int64, peer *sim.Owner) {
	b.site.Owner.Emit(sim.Fact{Kind: k, Peer: peer, Load: b.audit.users[m.ID].load, Key: m.ID, Value: value, Extra: offset})
}
