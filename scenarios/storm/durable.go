package storm

import (
	"fmt"

	"wavetank/nodes"
	"wavetank/sim"
)

// Durable holds if no read that begins in the calm misses a write that had been
// acknowledged before it: what it finds, or the writes that overlapped that, must
// be the latest. Tokens that nobody wrote are a violation at any time. Those of requests
// which wrote on their way, as a step of a saga does, are not judged: their load does not
// know that they write, nor when.
func Durable() Property {
	on := []*sim.Kind{sim.RequestStarted, sim.ItemWriting, sim.ItemWritten, sim.ItemRead}
	return Property{Name: "durable", On: on, calm: true, New: func(r *Run) Judge {
		s := newWriteHistory(r.Calm)
		return Judge{Fact: s.note}
	}}
}

// A writeHistory is what was written to each item. It judges reads that begin after a
// time.
type writeHistory struct {
	after sim.Time
	began map[sim.Key]sim.Time // requests that it judges
	items map[sim.Item][]write
	other map[int64]bool // tokens of the requests that their loads did not call writes
}

// A write lasts from its beginning to its acknowledgement, if it had one.
type write struct {
	token      int64
	begin, end sim.Time
}

func newWriteHistory(after sim.Time) *writeHistory {
	return &writeHistory{after: after, began: map[sim.Key]sim.Time{}, items: map[sim.Item][]write{}, other: map[int64]bool{}}
}

func (s *writeHistory) note(f *sim.Fact) error {
	switch f.Kind {
	case sim.RequestStarted:
		s.other[nodes.TokenOf(f.Key)] = true
		if f.At > s.after {
			s.began[f.Key] = f.At
		}
	case sim.ItemWriting:
		delete(s.other, f.Extra)
		s.items[f.Item()] = append(s.items[f.Item()], write{f.Extra, f.At, sim.Forever})
	case sim.ItemWritten:
		if w := s.find(f.Item(), f.Extra); w != nil {
			w.end = min(w.end, f.At)
		}
	case sim.ItemRead:
		return s.read(f)
	}
	return nil
}

func (s *writeHistory) find(item sim.Item, token int64) *write {
	list := s.items[item]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].token == token {
			return &list[i]
		}
	}
	return nil
}

func (s *writeHistory) read(f *sim.Fact) error {
	found := &write{end: -1} // what was there from the start
	if s.other[f.Extra] {
		return nil
	}
	if f.Extra != 0 {
		if found = s.find(f.Item(), f.Extra); found == nil {
			return fmt.Errorf("a read of item %d found %x, which nobody wrote", f.Value, uint64(f.Extra))
		}
	}
	begin, judged := s.began[f.Key]
	if !judged {
		return nil
	}
	for _, w := range s.items[f.Item()] {
		if w.begin > found.end && w.end < begin {
			return fmt.Errorf("the write to item %d that was acknowledged at %v is gone: a read that began at %v found an older one", f.Value, w.end, begin)
		}
	}
	return nil
}
