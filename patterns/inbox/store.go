package inbox

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A store is the memory of a service and its journal, on the machine where they lie:
// the service's own, or the database that its instances share.
type store struct {
	site    patterns.Site // of that machine
	audit   *audit
	memory  *Memory
	journal *nodes.JournalWriter
	turns   patterns.Turns[sim.Key] // of messages that are being recorded
}

func openStore(site patterns.Site, c *Config, a *audit) *store {
	s := &store{site: site, audit: a, memory: NewMemory(c.Window, c.Most)}
	var records [][]byte
	s.journal, records = nodes.OpenJournalWriter(site.Node, "inbox "+site.Name, false)
	lines := make([]Record, len(records))
	for i, r := range records {
		x, err := Decode(r)
		if err != nil {
			panic(err) // the journal's checksums told it from what is torn
		}
		s.memory.Fold(x)
		lines[i] = x
	}
	a.recovered(site.Owner, lines)
	s.report()
	return s
}

// record makes a transaction of an instance durable, and reports whether it did:
// not if it is to be the only one for its message, and there is one.
func (s *store) record(p *sim.Proc, at *sim.Owner, req *nodes.Request, what What, only bool) bool {
	if only {
		s.turns.Take(p, req.Once)
		defer s.turns.Give(req.Once)
		if s.memory.Knows(s.now(), req.Once) {
			return false
		}
	}
	x := Record{what, req.Once, req.Item, s.now()}
	s.journal.WriteAndWait(p, x.Encode(), func() {
		s.memory.Fold(x)
		if what != Known {
			s.audit.effect(s.site.Owner, at, req.Load, x)
		}
		s.report()
	})
	return true
}

func (s *store) now() nodes.Reading { return s.site.Node.Clock.Wall() }

// report says how much is remembered.
func (s *store) report() {
	s.memory.Forget(s.now())
	s.site.Owner.Emit(sim.Fact{Kind: Remembered, Value: int64(s.memory.Len())})
}
