package outbox

import (
	"slices"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A store is the table of a service and its journal, on the machine where they lie:
// the service's own, or the database that its instances share.
type store struct {
	site    patterns.Site // of that machine
	config  *Config
	audit   *audit
	table   *Table
	journal *nodes.JournalWriter
	looking []*sim.Proc // of relays
	relay   *nodes.Node // the instance whose relay publishes, as long as it lives
}

func openStore(site patterns.Site, c *Config, a *audit) *store {
	s := &store{site: site, config: c, audit: a, table: NewTable()}
	var records [][]byte
	s.journal, records = nodes.OpenJournalWriter(site.Node, "outbox "+site.Name, false)
	for _, r := range records {
		x, err := Decode(r)
		if err != nil {
			panic(err) // the journal's checksums told it from what is torn
		}
		s.table.Fold(x)
		a.recovered(site.Owner, x)
	}
	if c.Style == "outbox" {
		s.tell()
	}
	return s
}

// record writes the row of a request, unless it is there.
func (s *store) record(p *sim.Proc, at *sim.Owner, req *nodes.Request, x Record) {
	if s.table.Has(x.Message.ID) {
		return
	}
	s.journal.WriteAndWait(p, x.Encode(), func() {
		s.table.Fold(x)
		s.audit.recorded(at, x.Message)
		req.Decided(true)
		if s.config.Style == "outbox" {
			s.tell()
			s.wake()
		}
	})
}

// watch has a process of a relay woken when there is a message.
func (s *store) watch(p *sim.Proc) {
	if !slices.Contains(s.looking, p) {
		s.looking = append(s.looking, p)
	}
}

// wake lets relays look again.
func (s *store) wake() {
	s.looking = slices.DeleteFunc(s.looking, (*sim.Proc).Done)
	for _, p := range s.looking {
		p.Wake()
	}
}

// lead makes the relay of an instance the one that publishes, unless another one
// does: two would publish twice and out of order. The database learns of the end of
// an instance by that of its connection.
func (s *store) lead(instance *nodes.Node) bool {
	if s.relay == nil || !s.relay.Up() {
		s.relay = instance
	}
	return s.relay == instance
}

// next returns what is to be published next. A relay that follows the log waits
// until there is something.
func (s *store) next(p *sim.Proc) [][]Message {
	s.watch(p)
	for {
		lanes := s.table.Next(s.config.Batch)
		if lanes != nil || s.config.Relay != "log-tailing" {
			return lanes
		}
		p.Park()
	}
}

// mark notes messages that are published.
func (s *store) mark(sent []Message) {
	for _, m := range sent {
		s.table.Fold(Record{What: Sent, Message: m})
		s.journal.Write(Record{What: Sent, Message: m}.Encode(), nil)
	}
	if len(sent) > 0 {
		s.tell()
	}
}

// tell says how much is to be published.
func (s *store) tell() {
	s.site.Owner.Emit(sim.Fact{Kind: Backlog, Value: int64(s.table.Backlog())})
}
