package sim

import "slices"

// Near is kept short, because an insertion moves half of it.
const (
	nearMax  = 32 // longer than this, near spills
	nearKeep = 16 // what it keeps of itself then
)

// putNear inserts a newcomer. Its seq is the highest, so that it follows all of
// the same time.
func (q *queue) putNear(s *slot, k key) {
	s.place = inNear
	near := append(q.near, k)
	i := len(near) - 1
	for i > 0 && near[i-1].at <= k.at {
		near[i] = near[i-1]
		i--
	}
	near[i] = k
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
	for _, k := range q.near[:n] {
		q.put(k)
	}
	q.near = q.near[:copy(q.near, q.near[n:])]
}

func (q *queue) cutNear(s *slot) {
	i, _ := slices.BinarySearchFunc(q.near, s, func(k key, s *slot) int {
		if k.at != s.at {
			return compareLater(k.at > s.at)
		}
		if seq := q.slots[k.timer.slot].seq; seq != s.seq {
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
	return a.at < b.at || a.at == b.at && q.slots[a.timer.slot].seq < q.slots[b.timer.slot].seq
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

func (q *queue) putInstant(s *slot, i uint32) {
	f := &q.instant
	s.place = inInstant
	s.next, s.prev = 0, f.tail
	if f.tail == 0 {
		f.head = i
	} else {
		q.slots[f.tail].next = i
	}
	f.tail = i
}

func (q *queue) cutInstant(s *slot) {
	f := &q.instant
	if s.prev == 0 {
		f.head = s.next
	} else {
		q.slots[s.prev].next = s.next
	}
	if s.next == 0 {
		f.tail = s.prev
	} else {
		q.slots[s.next].prev = s.prev
	}
}

// takeInstant is next when the earliest event is the head of the list.
func (q *queue) takeInstant(limit Time) (Timer, bool) {
	if q.now > limit {
		return Timer{}, false
	}
	i := q.instant.head
	s := &q.slots[i]
	q.cutInstant(s)
	s.place = detached
	return Timer{i, s.gen}, true
}
