package sim

import (
	"math/bits"
	"slices"
)

const (
	rungBits  = 14 // a rung has 2^rungBits buckets
	rungSize  = 1 << rungBits
	maxDepth  = 16 // of rungs; a bucket that would need one more is sorted whole
	loadMax   = 8  // a bucket with more events than this is spread, not sorted
	fillBits  = 3  // spreading aims at 2^fillBits buckets an event
	rowBits   = 6  // and goes no farther than 2^rowBits an event: few buckets stay in the processor's cache
	crowdBits = 5  // and at 2^crowdBits events a bucket if there are too many for that
)

// A rung is a row of buckets, each 2^shift nanoseconds wide, for the time from
// start to end. Bucket 0 also holds what is earlier than start.
type rung struct {
	start, end Time
	shift      uint8
	word       uint8                   // of full: all before it are zero
	groups     [rungSize / 4096]uint64 // which words of full may not be zero
	full       [rungSize / 64]uint64   // which buckets are not empty
	heads      [rungSize]uint32        // what is in each bucket, see file
}

// put puts the event of slot i into the finest rung that reaches as far as it.
func (q *queue) put(s *slot, i uint32) {
	r, d := q.fine, q.depth
	for s.at >= r.end && d > 0 {
		d--
		r = q.rungs[d]
	}
	b := uint32(uint64(max(0, s.at-r.start))>>(r.shift%64)) % rungSize
	h := r.heads[b]
	if h != 0 {
		q.file(r, d, b, s, i)
		return
	}
	r.heads[b] = i
	r.full[b/64] |= 1 << (b % 64)
	r.groups[b/4096] |= 1 << (b / 64 % 64)
	r.word = min(r.word, uint8(b/64))
	s.place = alone | d<<rungBits | b
}

func (r *rung) empty(b uint32) {
	r.heads[b] = 0
	r.full[b/64] &^= 1 << (b % 64)
}

// cut takes the event of slot s out of its bucket.
func (q *queue) cut(s *slot) {
	if s.place&alone != 0 {
		q.rungs[s.place&^alone>>rungBits].empty(s.place % rungSize)
		return
	}
	q.unfile(s)
}

// first finds the first bucket that is not empty, leaving behind the rungs that
// are. It returns nil if there is none.
func (q *queue) first() (*rung, uint32) {
	for r := q.fine; r != nil; r = q.fine {
		if w := r.full[r.word]; w != 0 {
			return r, uint32(r.word)*64 + uint32(bits.TrailingZeros64(w))
		}
		if r.seek() {
			continue
		}
		if q.depth == 0 {
			break
		}
		q.depth--
		q.fine = q.rungs[q.depth]
	}
	return nil, 0
}

// seek sets word to the first that is not zero, or reports that there is none.
func (r *rung) seek() bool {
	for g := range r.groups {
		for w := r.groups[g]; w != 0; w &= w - 1 {
			r.word = uint8(g*64 + bits.TrailingZeros64(w))
			if r.full[r.word] != 0 {
				r.groups[g] = w
				return true
			}
		}
		r.groups[g] = 0
	}
	return false
}

func (r *rung) endOf(b uint32) Time {
	return Time(min(uint64(r.end), uint64(r.start)+uint64(b+1)<<r.shift))
}

// descend takes the earliest event out of the order, when near is empty and nothing is
// due at once, unless it is later than limit. It returns its slot, or 0 if there is none or
// if a crowd has become the instant's.
func (q *queue) descend(limit Time) uint32 {
	for {
		r, b := q.first()
		if r == nil {
			q.nearEnd = Forever
			return 0
		}
		h := r.heads[b]
		if h&several == 0 {
			if at := q.slots[h].at; at > limit {
				q.nearEnd = at
				return 0
			}
			r.empty(b)
			return h
		}
		if b > 0 {
			q.nearEnd = max(q.nearEnd, r.start+Time(b)<<r.shift)
		}
		if q.nearEnd > limit || !q.refill(r, b, limit) {
			return 0
		}
		if len(q.near) > 0 {
			return q.takeNear(limit)
		}
	}
}

// refill moves the first bucket, b of r, which several events share, to near, which
// is empty. If there are too many of them, it spreads the bucket over a finer rung
// instead. A crowd of one time becomes the instant's, if it is not later than limit, and
// refill returns false. Afterwards nearEnd tells how far there is nothing else.
func (q *queue) refill(r *rung, b uint32, limit Time) bool {
	end := r.endOf(b)
	all := q.gather(r.heads[b])
	r.empty(b)
	if len(all) <= loadMax {
		q.load(all)
		q.nearEnd = end
		return true
	}
	lo, hi := Forever, Time(0)
	for _, i := range all {
		at := q.slots[i].at
		lo, hi = min(lo, at), max(hi, at)
	}
	q.nearEnd = lo
	switch {
	case lo < hi && q.depth < maxDepth:
		q.spread(all, lo, end)
	case lo < hi:
		q.load(all)
		q.nearEnd = end
	case lo > limit:
		for _, i := range all {
			q.put(&q.slots[i], i)
		}
		return false
	case lo >= q.now:
		q.arrive(all, lo)
		q.nearEnd = lo + 1
		return false
	default:
		q.load(all) // more at that time belongs behind them, not into near
	}
	return true
}

// spread makes a finer rung of events of which the earliest is at lo, and which are
// all of those before end. The width suits the earlier three quarters of them, so that
// one far away does not make it useless for the others. Events beyond the last bucket
// return to where they came from.
func (q *queue) spread(all []uint32, lo, end Time) {
	var spans [65]int // of the events, by the length of their distance from lo
	for _, i := range all {
		spans[bits.Len64(uint64(q.slots[i].at-lo))]++
	}
	n, span := len(all), 0
	for sum := spans[0]; sum < n-n/4; sum += spans[span] {
		span++
	}
	buckets := bits.Len(uint(n)) + fillBits
	if buckets >= rungBits {
		buckets = min(bits.Len(uint(n))-crowdBits, rungBits)
	}

	q.depth++
	if int(q.depth) == len(q.rungs) {
		q.rungs = append(q.rungs, new(rung))
	}
	r := q.rungs[q.depth]
	q.fine = r
	r.start, r.end, r.shift, r.word = lo, end, uint8(min(max(span-buckets, 0), 63-rungBits)), 0
	r.end = r.endOf(min(rungSize, uint32(1)<<(bits.Len(uint(n))+rowBits)) - 1)
	for _, i := range all {
		q.put(&q.slots[i], i)
	}
}

// load moves a few events to near.
func (q *queue) load(all []uint32) {
	for _, i := range slices.Backward(all) {
		s := &q.slots[i]
		s.place = inNear
		q.near = append(q.near, key{s.at, i})
	}
	q.sortNear()
}
