package nodes

import (
	"time"

	"wavetank/sim"
)

// A Scribe keeps a journal for all processes of a node. Records get into it in the
// order in which they were handed in; those that come while it writes go together
// the next time, with one sync (group commit). It waits out a full disk.
//
// What was handed in is written even if the process that did so is killed: half a
// change is none of its outcomes.
type Scribe struct {
	journal *Journal
	lax     bool
	proc    *sim.Proc
	waiting []inscription
	anew    func() [][]byte // what the journal is to hold instead; nil is as it is
}

// An inscription is a record, and what is to be done once it is there.
type inscription struct {
	record []byte
	done   func()
}

// diskPause is how long a full disk is waited for.
const diskPause = 100 * time.Millisecond

// OpenScribe starts the scribe of a journal, as part of a node's program, and
// returns the records that the journal holds. A lax one says that a record is
// there before it is synced: a crash may take what others already rely on.
func OpenScribe(n *Node, file string, lax bool) (*Scribe, [][]byte) {
	j, records := OpenJournal(n, file)
	s := &Scribe{journal: j, lax: lax}
	s.proc = n.Go(s.write)
	return s, records
}

// Write hands in a record. Once it survives crashes done is called, if it is not
// nil, in the order of the records.
func (s *Scribe) Write(record []byte, done func()) {
	s.waiting = append(s.waiting, inscription{record, done})
	s.proc.Wake()
}

// Record is Write by a process that waits until it is done.
func (s *Scribe) Record(p *sim.Proc, record []byte, done func()) {
	over := false
	s.Write(record, func() {
		done()
		over = true
		p.Wake()
	})
	for !over {
		p.Park()
	}
}

// Rewrite has the journal hold, instead of all that is in it, what records returns
// when it comes to that: what its user knows by then.
func (s *Scribe) Rewrite(records func() [][]byte) {
	s.anew = records
	s.proc.Wake()
}

// write is the life of the scribe.
func (s *Scribe) write(p *sim.Proc) {
	for {
		for len(s.waiting) == 0 && s.anew == nil {
			p.Park()
		}
		if anew := s.anew; anew != nil {
			s.anew = nil
			s.insist(p, func() error { return s.journal.Rewrite(p, anew()...) })
			continue
		}
		batch := s.waiting
		s.waiting = nil
		records := make([][]byte, len(batch))
		for i, each := range batch {
			records[i] = each.record
		}
		s.insist(p, func() error { return s.journal.Write(p, records...) })
		if s.lax {
			tell(batch)
		}
		s.insist(p, func() error { return s.journal.Sync(p) })
		if !s.lax {
			tell(batch)
		}
	}
}

// tell says of each record that it is there.
func tell(batch []inscription) {
	for _, each := range batch {
		if each.done != nil {
			each.done()
		}
	}
}

// insist does something with the disk until it succeeds.
func (s *Scribe) insist(p *sim.Proc, do func() error) {
	for do() != nil {
		p.Sleep(diskPause)
	}
}
