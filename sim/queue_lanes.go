package sim

import "time"

// laneCount is how many spans of timeouts have a lane at a time. A timeout of another
// span is an event like any.
const laneCount = 4

// A lane holds timeouts of one span. They are scheduled in the order in which they come
// due, so that a list in order of arrival is in order. Nearly all are called off long
// before: no bucket ever sees them.
type lane struct {
	span time.Duration
	list fifo
}

// addTimeout is add for an event that is so far from now.
func (q *queue) addTimeout(span time.Duration, at Time, seq uint64, owner *Owner, act Action) Timer {
	k := q.laneOf(span)
	if k < 0 || at == Forever {
		return q.add(at, seq, owner, act)
	}
	i := q.vacancy()
	s := &q.slots[i]
	s.at, s.seq, s.owner, s.act = at, seq, owner, act
	s.place, s.lane = inLane, uint32(k)
	q.live++
	q.lanes[k].list.put(q.slots, i)
	q.calm = min(q.calm, at-1)
	return Timer{i, s.gen}
}

// laneOf returns the lane for timeouts of that span: an empty one if there is none
// yet, or -1 if all have others.
func (q *queue) laneOf(span time.Duration) int {
	for k := range q.lanes {
		if q.lanes[k].span == span {
			return k
		}
	}
	for k := range q.lanes {
		if l := &q.lanes[k]; l.list.head == 0 {
			l.span = span
			return k
		}
	}
	return -1
}

// merge takes the earliest event, in a lane or not, and returns its slot; or 0 if it is
// later than limit.
func (q *queue) merge(limit Time) uint32 {
	first := q.firstTimeout()
	if first == 0 {
		q.calm = Forever
		return q.earliest(limit)
	}
	s := &q.slots[first]
	q.calm = s.at - 1
	if i := q.earliest(min(limit, q.calm)); i != 0 || s.at > limit {
		return i
	}
	if i := q.earliest(s.at); i != 0 {
		if q.slots[i].seq < s.seq {
			return i
		}
		q.slots[i].place = inNear // where it is still the first of all others
		q.near = append(q.near, key{s.at, i})
	}
	q.lanes[s.lane].list.cut(q.slots, s)
	return first
}

// firstTimeout returns the slot of the earliest event in a lane, or 0.
func (q *queue) firstTimeout() (first uint32) {
	for k := range q.lanes {
		i := q.lanes[k].list.head
		if i != 0 && (first == 0 || q.before(key{q.slots[i].at, i}, key{q.slots[first].at, first})) {
			first = i
		}
	}
	return first
}
