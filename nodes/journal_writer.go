package nodes

import "wavetank/sim"

// A JournalWriter writes a journal for all processes of a node. Records get into
// it in the order in which they were handed in; those that come while it writes go
// together the next time, with one sync (group commit). It waits out a full disk.
//
// A record that was handed in is written even if the process that did so is
// killed: a change happens as a whole or not at all.
type JournalWriter struct {
	journal *Journal
	async   bool
	proc    *sim.Proc
	pending []pendingRecord
	rewrite func() [][]byte // what the journal is to hold instead; nil keeps what it holds
}

// A pendingRecord is a record, and what is to be done once it is written.
type pendingRecord struct {
	record []byte
	done   func()
}

// OpenJournalWriter starts the writer of a journal, as part of a node's program,
// and returns the records that the journal holds. An async writer calls a record
// written before it is synced: a crash may lose what others already rely on.
func OpenJournalWriter(n *Node, file string, async bool) (*JournalWriter, [][]byte) {
	j, records := OpenJournal(n, file)
	w := &JournalWriter{journal: j, async: async}
	w.proc = n.Go(w.run)
	return w, records
}

// Write hands in a record. Once it survives crashes done is called, if it is not
// nil, in the order of the records.
func (w *JournalWriter) Write(record []byte, done func()) {
	w.pending = append(w.pending, pendingRecord{record, done})
	w.proc.Wake()
}

// WriteAndWait is Write by a process that waits until the record is written.
func (w *JournalWriter) WriteAndWait(p *sim.Proc, record []byte, done func()) {
	written := false
	w.Write(record, func() {
		done()
		written = true
		p.Wake()
	})
	for !written {
		p.Park()
	}
}

// Rewrite replaces all that is in the journal by what records returns. It calls
// records when the writer gets to it.
func (w *JournalWriter) Rewrite(records func() [][]byte) {
	w.rewrite = records
	w.proc.Wake()
}

func (w *JournalWriter) run(p *sim.Proc) {
	for {
		for len(w.pending) == 0 && w.rewrite == nil {
			p.Park()
		}
		if rewrite := w.rewrite; rewrite != nil {
			w.rewrite = nil
			w.journal.Retry(p, func() error { return w.journal.Rewrite(p, rewrite()...) })
			continue
		}
		batch := w.pending
		w.pending = nil
		records := make([][]byte, len(batch))
		for i, each := range batch {
			records[i] = each.record
		}
		w.journal.Retry(p, func() error { return w.journal.Write(p, records...) })
		if w.async {
			acknowledge(batch)
		}
		w.journal.Retry(p, func() error { return w.journal.Sync(p) })
		if !w.async {
			acknowledge(batch)
		}
	}
}

// acknowledge reports each record of a batch as written.
func acknowledge(batch []pendingRecord) {
	for _, each := range batch {
		if each.done != nil {
			each.done()
		}
	}
}
