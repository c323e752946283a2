package eventsourcing

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A book is the journal of all accounts of a service, on the machine where it lies:
// the service's own, or the database that its instances share.
type book struct {
	machine *nodes.Node
	journal *nodes.Journal
	fsync   bool
	writing nodes.Semaphore // of one: records in the order in which they were handed in
	stored  int64           // what all accounts hold beyond their opening, as far as it is safe
}

// open opens the journal of the accounts at a site, and returns its records.
func (b *book) open(s patterns.Site, file string, fsync bool) (records [][]byte) {
	b.machine, b.fsync, b.writing = s.Node, fsync, nodes.Semaphore{Limit: 1}
	b.journal, records = nodes.OpenJournal(s.Node, file+s.Name)
	return records
}

// write writes records, if any, and syncs if that is asked for. A full disk is
// waited out; later writers wait, so that the journal has no gaps.
func (b *book) write(p *sim.Proc, records ...[]byte) {
	b.writing.Do(p, func() {
		b.journal.Retry(p, func() error { return b.journal.Write(p, records...) })
		if b.fsync {
			b.journal.Retry(p, func() error { return b.journal.Sync(p) })
		}
	})
}
