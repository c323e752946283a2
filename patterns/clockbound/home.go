package clockbound

import (
	"encoding/binary"
	"errors"
	"slices"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// ErrFuture is how a transaction ends whose stamp lies too far ahead of the clock
// of the node that keeps the item.
var ErrFuture = errors.New("clockbound: a timestamp from the future")

// An ask is what a node asks the home of an item.
type ask struct {
	item, token int64 // a token of zero reads
	at          Stamp // of a read; and the asker's clock, where clocks are carried
	horizon     Stamp // of a read
}

// A said is what the home answers.
type said struct {
	Finding
	at Stamp // of the write, or of the home's clock
}

// A home is the shell around the part of the store that a node keeps.
type home struct {
	site    patterns.Site
	config  *Config
	clock   *Bounded
	hlc     HLC
	store   *Store
	journal *nodes.Journal
	last    Stamp // that this node gave
	waiting []*sim.Proc
}

// newHome returns what a node keeps, from its journal.
func newHome(s patterns.Site, c *Config) *home {
	h := &home{
		site: s, config: c, store: NewStore(),
		clock: NewBounded(s.World(), s.Node.Clock, c, s.Key()),
	}
	journal, records := nodes.OpenJournal(s.Node, "clock-bound "+s.Name)
	h.journal = journal
	for _, r := range records {
		h.recover(r)
	}
	s.Node.HandleQuery(s.Name, func(q *nodes.Query) {
		s.Go(func(p *sim.Proc) {
			answer, err := h.serve(p, q.Body.(ask))
			q.Reply(answer, 32, err)
		})
	})
	return h
}

// recover takes in a version from the journal.
func (h *home) recover(record []byte) {
	n := func(i int) int64 { return int64(binary.LittleEndian.Uint64(record[8*i:])) }
	at := Stamp{nodes.Reading(n(2)), n(3)}
	h.store.Begin(n(0), n(1), at)
	h.store.Commit(n(0), at)
	h.last = later(h.last, at)
}

func (a ask) encode(at Stamp) (record []byte) {
	for _, n := range []int64{a.item, a.token, int64(at.Wall), at.Count} {
		record = binary.LittleEndian.AppendUint64(record, uint64(n))
	}
	return record
}

// serve carries out what a node asks, in the process p.
func (h *home) serve(p *sim.Proc, a ask) (said, error) {
	if h.config.Order == "hlc" && !h.hlc.Hear(h.clock.Now().Middle(), a.at, h.config.MaxOffset) {
		h.emit(Refused, a.item, a.at)
		return said{}, ErrFuture
	}
	if a.token == 0 {
		return h.read(p, a), nil
	}
	return h.write(p, a)
}

// stamp returns the stamp that a transaction of this node is to have: higher than
// all before it.
func (h *home) stamp() Stamp {
	now := h.clock.Now()
	s := Stamp{Wall: now.Middle()}
	switch h.config.Order {
	case "commit-wait":
		s.Wall = now.Latest
	case "hlc":
		s = h.hlc.Tick(now.Middle())
	}
	h.last = later(s, h.last.Next())
	return h.last
}

// write stores a new version and, before anybody sees it or hears of it, waits
// until its stamp is past.
func (h *home) write(p *sim.Proc, a ask) (said, error) {
	at := h.store.Begin(a.item, a.token, h.stamp())
	h.last = later(h.last, at)
	err := h.journal.Append(p, a.encode(at))
	if h.config.Order == "commit-wait" {
		h.wait(p, at)
	}
	h.store.Commit(a.item, at)
	for _, w := range h.waiting {
		w.Wake()
	}
	return said{at: at}, err
}

// wait lets the uncertainty about a stamp pass. It asks the clock again after each
// sleep: the clock may have been set, or the node paused.
func (h *home) wait(p *sim.Proc, at Stamp) {
	began := p.Now()
	if h.config.Wait > 0 {
		p.Sleep(h.clock.Elapse(h.config.Wait))
	} else {
		for now := h.clock.Now(); !now.Past(at.Wall); now = h.clock.Now() {
			p.Sleep(h.clock.Elapse(at.Wall.Sub(now.Earliest) + 1))
		}
	}
	h.site.Owner.Emit(sim.Fact{Kind: Waited, Value: int64(p.Now().Sub(began))})
}

// read finds what a read at that stamp finds, once no version below is pending.
func (h *home) read(p *sim.Proc, a ask) said {
	for {
		f := h.store.Read(a.item, a.at, a.horizon)
		if !f.Blocked {
			return said{f, h.hlc.last}
		}
		h.waiting = append(h.waiting, p)
		p.Park()
		h.waiting = slices.DeleteFunc(h.waiting, func(w *sim.Proc) bool { return w == p })
	}
}

func (h *home) emit(k *sim.Kind, item int64, at Stamp) {
	h.site.Owner.Emit(sim.Fact{Kind: k, Value: item, Extra: int64(at.Wall)})
}
