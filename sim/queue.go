package sim

import "slices"

// An Action is what an event does when its time has come.
type Action interface{ Act() }

// A Timer is the handle of a scheduled event. The zero Timer is no timer. A
// handle that has outlived its event is stale: using it does nothing.
type Timer struct{ slot, gen uint32 }

// An event is what the queue holds. Events are ordered by (at, seq); no two of one
// time share a seq, so the order is total.
type event struct {
	at    Time
	seq   uint64
	owner *Owner
	act   Action
}

// A queue holds the events of a world in the exact order of (at, seq). The zero queue
// is ready for use. It relies on one promise: seq grows with every add and
// reschedule, or stays what it is for one at another time. What is scheduled for a
// time that has passed is the earliest then.
//
// It is a ladder queue (Tang, Goh and Thng, ACM TOMACS 15(3), 2005) whose finest
// rung is read like a calendar (Brown, CACM 31(10), 1988). Sorting is put off until
// it is cheap: most events end in a bucket of time of their own, where there is
// nothing to sort, and only neighbours are.
//
//	now           nearEnd            end of rung 2        end of rung 1
//	 |  near       |                  |                    |
//	 |  a<b<c<d    | ▂ ▁   ▁ ▂ ▁  ▁   | ▆   ▅ ▇   ▆   ▇    | ██████████████
//	 |  sorted     | rung 2           | rung 1             | rung 0
//	instant: FIFO  |  one to a bucket |  many to a bucket  |  all the rest
//
// Every event is in one of four places:
//
//   - instant: what is scheduled for this very instant. All that was scheduled
//     for it before has a lower seq, so a list in order of arrival is in order.
//   - near: a short sorted slice of what comes before nearEnd, in order.
//   - the rungs: up to 16,384 unsorted buckets each, except for rung 0, which is one
//     bucket for everything. A finer rung is made by spreading the first bucket
//     of the rung above it.
//   - lanes: timeouts of a few spans, each in the order of arrival. They are merged in
//     when nothing else comes before them.
//
// When near is empty, the first bucket of the finest rung is looked at. An event
// that is alone there is the next one. A few are sorted into near, many are first
// spread over a finer rung, and a crowd of one time becomes the instant's. When near
// is full, its later part goes back to the buckets. An event so moves once or twice,
// whatever the number of events. All at one instant, microseconds beside hours, one
// event at Forever: each only costs a rung more or less. With very few events near
// holds them all.
//
// Buckets hold indices; events stay in their slots, so that a handle is an index.
// Slots and chunks are kept for reuse: memory follows the largest number of events
// that there ever were at one time.
type queue struct {
	now     Time  // of the latest event taken
	nearEnd Time  // whatever is later than near is not before nearEnd
	near    []key // the earliest is the last
	instant fifo
	calm    Time // nothing in a lane comes before its end

	slots []slot // slots[0] is not used
	free  uint32 // the first vacant slot, 0 if there is none
	live  int

	fine      *rung // the finest rung in use: rungs[depth]
	depth     uint32
	rungs     []*rung
	chunks    []chunk // chunks[0] is not used
	freeChunk uint32  // the first unused chunk, 0 if there is none
	scratch   []uint32
	lanes     [laneCount]lane
}

// A key is as much of an event as sorting needs, save that the rare ties are
// settled by the seq in the slot.
type key struct {
	at   Time
	slot uint32
}

// A slot is where an event lives from add to release. Its size is that of a
// cache line on 64-bit processors, which is worth a tenth of the running time.
type slot struct {
	event
	gen        uint32 // of the handle that is valid
	place      uint32
	next, prev uint32 // neighbours in the fifo; next also links vacant slots
	lane       uint32
	_          [4]byte
}

// The places where a slot's event can be. Any higher value says that it is in a
// bucket, and where: if alone, the rung and the bucket, marked as such, and else the
// index of the chunk, then four bits for that in it.
const (
	vacant uint32 = iota
	detached
	inNear
	inInstant
	inLane

	alone uint32 = 1 << 31
)

func (q *queue) len() int { return q.live }

// add schedules an event and returns its handle.
func (q *queue) add(at Time, seq uint64, owner *Owner, act Action) Timer {
	i := q.vacancy()
	s := &q.slots[i]
	s.at, s.seq, s.owner, s.act = at, seq, owner, act
	q.live++
	t := Timer{i, s.gen}
	if at >= q.nearEnd && at != q.now {
		q.put(s, i) // most, so without the call of insert
	} else {
		q.insert(s, i)
	}
	return t
}

// vacancy returns a slot for another event.
func (q *queue) vacancy() uint32 {
	i := q.free
	if i == 0 {
		return q.newSlot()
	}
	q.free = q.slots[i].next
	return i
}

// newSlot returns a slot that was never used. Generations start at 1, so that
// the zero Timer is stale.
func (q *queue) newSlot() uint32 {
	if q.slots == nil {
		q.slots = make([]slot, 1, 64)
		q.slots[0].gen = 1
		q.chunks = make([]chunk, 1, 64)
		q.fine = &rung{end: Forever, shift: 63}
		q.rungs = []*rung{q.fine}
		q.nearEnd, q.calm = Forever, Forever
	}
	if len(q.slots) == cap(q.slots) {
		q.slots = slices.Grow(q.slots, len(q.slots)) // append would copy a large one again and again
	}
	q.slots = append(q.slots, slot{gen: 1})
	return uint32(len(q.slots) - 1)
}

// next takes the earliest event out of the order, if it is not later than limit.
// The event is then detached: it keeps its slot and its handle until it is
// released, removed or rescheduled. The pointer, nil if there is none, is good until
// the next add.
func (q *queue) next(limit Time) (Timer, *event) {
	i := q.earliest(min(limit, q.calm))
	if i == 0 && q.calm < limit {
		i = q.merge(limit)
	}
	if i == 0 {
		return Timer{}, nil
	}
	s := &q.slots[i]
	s.place = detached
	q.now = max(q.now, s.at)
	return Timer{i, s.gen}, &s.event
}

// earliest takes the first of the events that are in no lane, and returns its slot; or 0
// if it is later than limit.
func (q *queue) earliest(limit Time) uint32 {
	switch last := len(q.near) - 1; {
	case last >= 0 && (q.instant.head == 0 || q.near[last].at <= q.now):
		return q.takeNear(limit)
	case q.instant.head == 0:
		if i := q.descend(limit); i != 0 || q.instant.head == 0 {
			return i
		}
	}
	return q.takeInstant(limit)
}

// reschedule puts an event, scheduled or detached, at another place in the
// order. It reports false if the handle is stale.
func (q *queue) reschedule(t Timer, at Time, seq uint64) bool {
	s := q.find(t)
	if s == nil {
		return false
	}
	q.detach(s)
	s.at, s.seq = at, seq
	q.insert(s, t.slot)
	return true
}

// remove forgets an event, scheduled or detached. It reports false if the
// handle is stale.
func (q *queue) remove(t Timer) bool {
	s := q.find(t)
	if s == nil {
		return false
	}
	q.detach(s)
	q.vacate(s, t.slot)
	return true
}

// release forgets the event that next has just taken.
func (q *queue) release(t Timer) { q.vacate(&q.slots[t.slot], t.slot) }

// find returns the slot of a handle, or nil if it is stale.
func (q *queue) find(t Timer) *slot {
	if uint64(t.slot) < uint64(len(q.slots)) {
		if s := &q.slots[t.slot]; s.gen == t.gen {
			return s
		}
	}
	return nil
}

// vacate makes slot i free for another event and its handle stale.
func (q *queue) vacate(s *slot, i uint32) {
	s.owner, s.act = nil, nil
	s.gen = max(s.gen+1, 1)
	s.place = vacant
	s.next = q.free
	q.free = i
	q.live--
}

// insert puts the event of slot i into the order.
func (q *queue) insert(s *slot, i uint32) {
	switch {
	case s.at == q.now:
		s.place = inInstant
		q.instant.put(q.slots, i)
	case s.at < q.nearEnd:
		q.putNear(s, i)
	default:
		q.put(s, i)
	}
}

// detach takes the event of slot s out of the order, if it is in it.
func (q *queue) detach(s *slot) {
	switch s.place {
	case detached:
		return
	case inInstant:
		q.instant.cut(q.slots, s)
	case inLane:
		q.lanes[s.lane].list.cut(q.slots, s)
	case inNear:
		q.cutNear(s)
	default:
		q.cut(s)
	}
	s.place = detached
}
