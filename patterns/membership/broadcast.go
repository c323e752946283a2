package membership

import "slices"

// A broadcast is an update that is still passed on.
type broadcast struct {
	Update
	serial uint32
	told   int32 // how often
}

// A broadcastQueue passes updates on, each a bounded number of times: first what was
// told least often and, of that, what came last. Of one member there is only the
// latest update.
type broadcastQueue struct {
	buckets [][]broadcast // by how often they were told; what a later one has replaced may still lie there
	current []uint32      // serial of the update about each member; 0 is none
	serial  uint32
	live    int // members about whom there is an update
	taken   []broadcast
}

func newBroadcastQueue(members int) broadcastQueue {
	return broadcastQueue{current: make([]uint32, members)}
}

// add queues an update, in place of an older one about the member.
func (q *broadcastQueue) add(c Update) {
	if q.current[c.Member] == 0 {
		q.live++
	}
	q.serial++
	q.current[c.Member] = q.serial
	q.insert(broadcast{Update: c, serial: q.serial})
}

func (q *broadcastQueue) insert(n broadcast) {
	for len(q.buckets) <= int(n.told) {
		q.buckets = append(q.buckets, nil)
	}
	q.buckets[n.told] = append(q.buckets[n.told], n)
}

// take appends at most so many updates to updates. None is told more
// often than the limit.
func (q *broadcastQueue) take(updates []Update, most, limit int) []Update {
	if q.live == 0 {
		return updates
	}
	updates = slices.Grow(updates, min(most, q.live))
	q.taken = q.taken[:0]
	for told := range q.buckets {
		for bucket := &q.buckets[told]; len(*bucket) > 0 && len(q.taken) < most; {
			n := (*bucket)[len(*bucket)-1]
			*bucket = (*bucket)[:len(*bucket)-1]
			if q.current[n.Member] == n.serial { // and nothing later has come
				updates = append(updates, n.Update)
				q.taken = append(q.taken, n)
			}
		}
	}
	for _, n := range q.taken { // only now, so that nothing is told twice at once
		if n.told++; int(n.told) < limit {
			q.insert(n)
			continue
		}
		q.current[n.Member] = 0
		q.live--
	}
	return updates
}
