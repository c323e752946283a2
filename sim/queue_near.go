package sim

import (
	"cmp"
	"slices"
)

// Near is kept short, because an insertion moves half of it.
const (
	nearMax  = 12 // longer than this, near spills
	nearKeep = 6  // what it keeps of itself then
)

// putNear inserts a newcomer. Its seq is the highest, so that it follows all of
// the same time. One that is later than all of many need not be sorted yet: near then
// reaches no farther than it.
func (q *queue) putNear(s *slot, i uint32) {
	k := key{s.at, i}
	if len(q.near) > nearKeep && k.at >= q.near[0].at {
		q.nearEnd = k.at
		q.put(s, i)
		return
	}
	s.place = inNear
	near := append(q.near, k)
	j := len(near) - 1
	for j > 0 && near[j-1].at <= k.at {
		near[j] = near[j-1]
		j--
	}
	near[j] = k
	q.near = near
	if len(near) > nearMax {
		q.spill()
	}
}

// spill moves the later part of near back to the buckets. The border may fall
// among events of one time: those that stay have the lower seq, and those to
// come, which will have the highest, go to the bucket.
func (q *queue) spill() {
	n := len(q.near) - nearKeep
	q.nearEnd = q.near[n-1].at
	for _, k := range slices.Backward(q.near[:n]) {
		q.put(&q.slots[k.slot], k.slot)
	}
	q.near = q.near[:copy(q.near, q.near[n:])]
}

// takeNear takes the earliest of near, or returns 0 if that is later than limit.
func (q *queue) takeNear(limit Time) uint32 {
	last := len(q.near) - 1
	k := q.near[last]
	if k.at > limit {
		return 0
	}
	q.near = q.near[:last]
	return k.slot
}

func (q *queue) cutNear(s *slot) {
	i, _ := slices.BinarySearchFunc(q.near, s, func(k key, s *slot) int {
		if k.at != s.at {
			return compareLater(k.at > s.at)
		}
		if seq := q.slots[k.slot].seq; seq != s.seq {
			return compareLater(seq > s.seq)
		}
		return 0
	})
	q.near = slices.Delete(q.near, i, i+1)
}

// sortNear sorts what was loaded into near.
func (q *queue) sortNear() {
	near := q.near
	if len(near) > loadMax {
		slices.SortFunc(near, func(a, b key) int { return compareLater(q.before(b, a)) })
		return
	}
	for i := 1; i < len(near); i++ {
		k := near[i]
		j := i
		for j > 0 && q.before(near[j-1], k) {
			near[j] = near[j-1]
			j--
		}
		near[j] = k
	}
}

func (q *queue) before(a, b key) bool {
	return a.at < b.at || a.at == b.at && q.slots[a.slot].seq < q.slots[b.slot].seq
}

// compareLater is the sign for a sort that puts the later first.
func compareLater(later bool) int {
	if later {
		return -1
	}
	return 1
}

// A fifo is a list of slots in order of arrival, linked both ways so that one
// can be cut out. Zero is no slot.
type fifo struct{ head, tail uint32 }

func (f *fifo) put(slots []slot, i uint32) {
	s := &slots[i]
	s.next, s.prev = 0, f.tail
	if f.tail == 0 {
		f.head = i
	} else {
		slots[f.tail].next = i
	}
	f.tail = i
}

func (f *fifo) cut(slots []slot, s *slot) {
	if s.prev == 0 {
		f.head = s.next
	} else {
		slots[s.prev].next = s.next
	}
	if s.next == 0 {
		f.tail = s.prev
	} else {
		slots[s.next].prev = s.prev
	}
}

// takeInstant takes the head of the list, or an event of this instant that a bucket
// still holds: those are all earlier. It returns 0 if the instant is later than limit.
func (q *queue) takeInstant(limit Time) uint32 {
	if len(q.near) == 0 && q.nearEnd <= q.now {
		if i := q.descend(min(q.now, limit)); i != 0 {
			return i
		}
	}
	if q.now > limit {
		return 0
	}
	i := q.instant.head
	q.instant.cut(q.slots, &q.slots[i])
	return i
}

// arrive makes events that are all of time t, which is not past, the beginning of
// the instant's list: the clock is about to stand at t.
func (q *queue) arrive(all []uint32, t Time) {
	bySeq := func(i, j uint32) int { return cmp.Compare(q.slots[i].seq, q.slots[j].seq) }
	if !slices.IsSortedFunc(all, bySeq) {
		slices.SortFunc(all, bySeq)
	}
	later := q.instant
	q.now, q.instant = t, fifo{}
	for _, i := range all {
		q.slots[i].place = inInstant
		q.instant.put(q.slots, i)
	}
	if later.head != 0 {
		q.slots[q.instant.tail].next, q.slots[later.head].prev = later.head, q.instant.tail
		q.instant.tail = later.tail
	}
}
