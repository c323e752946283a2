package sim

import "math/bits"

const (
	rungBits = 12 // a rung has 2^rungBits buckets
	rungSize = 1 << rungBits
	maxDepth = 16 // of rungs; a bucket that would need one more is sorted whole
	loadMax  = 24 // a bucket with more events than this is spread, not sorted
	fillBits = 2  // spreading aims at 2^fillBits events in a bucket
	chunkLen = 7  // keys in a chunk, which makes it 128 bytes
)

// A rung is a row of buckets, each 2^shift nanoseconds wide, for the time from
// start to end. Bucket 0 also holds what is earlier than start. Two levels of
// bits find the first bucket that is not empty.
type rung struct {
	start, end Time
	shift      uint8
	groups     uint64                // which words of full are not zero
	full       [rungSize / 64]uint64 // which buckets are not empty
	heads      [rungSize]uint32      // the first chunk of each bucket
}

// A chunk is a piece of a bucket, which is a list of chunks. All but the first
// are full.
type chunk struct {
	keys [chunkLen]key
	len  uint32
	next uint32
	home uint32 // rung and bucket
	_    [4]byte
}

// put puts a key into the finest rung that reaches as far as it.
func (q *queue) put(k key) {
	d := q.depth
	r := q.rungs[d]
	for d > 0 && k.at >= r.end {
		d--
		r = q.rungs[d]
	}
	var b uint32
	if k.at > r.start {
		b = uint32(uint64(k.at-r.start)>>r.shift) % rungSize
	}
	i := r.heads[b]
	if i == 0 || q.chunks[i].len == chunkLen {
		i = q.newChunk(i, uint32(d)<<rungBits|b)
		r.heads[b] = i
		r.full[b/64] |= 1 << (b % 64)
		r.groups |= 1 << (b / 64)
	}
	c := &q.chunks[i]
	c.keys[c.len] = k
	q.slots[k.timer.slot].place = i<<3 | c.len
	c.len++
}

// cut takes the event of slot s out of its bucket. The last key of the bucket's
// first chunk fills the gap.
func (q *queue) cut(s *slot) {
	c := &q.chunks[s.place>>3]
	r, b := q.rungs[c.home>>rungBits], c.home%rungSize
	i := r.heads[b]
	first := &q.chunks[i]
	first.len--
	last := first.keys[first.len]
	c.keys[s.place&7] = last
	q.slots[last.timer.slot].place = s.place
	if first.len > 0 {
		return
	}
	if r.heads[b] = first.next; first.next == 0 {
		r.empty(b)
	}
	q.dropChunk(i)
}

func (r *rung) empty(b uint32) {
	r.heads[b] = 0
	if r.full[b/64] &^= 1 << (b % 64); r.full[b/64] == 0 {
		r.groups &^= 1 << (b / 64)
	}
}

// refill moves the first bucket to near, which is empty, unless all that is left
// is later than limit. On the way it spreads buckets that hold too many.
// Afterwards nearEnd tells how far near reaches, or that there is nothing before.
func (q *queue) refill(limit Time) bool {
	for {
		r, b, ok := q.first()
		if !ok {
			q.nearEnd = Forever
			return false
		}
		if b > 0 {
			q.nearEnd = max(q.nearEnd, r.start+Time(b)<<r.shift)
		}
		if q.nearEnd > limit {
			return false
		}
		i, end := r.heads[b], r.endOf(b)
		if n := q.count(i); n > loadMax {
			lo, hi := q.bounds(i)
			q.nearEnd = lo
			switch {
			case lo > limit:
				return false
			case lo == hi:
				end = lo // more at that time belongs behind them, not into near
			case q.depth < maxDepth:
				r.empty(b)
				q.spread(i, n, lo, end)
				continue
			}
		}
		r.empty(b)
		q.load(i)
		q.nearEnd = end
		return true
	}
}

func (q *queue) count(i uint32) (n int) {
	for i != 0 {
		c := &q.chunks[i]
		n += int(c.len)
		i = c.next
	}
	return n
}

// bounds returns the least and the greatest time in a list of chunks.
func (q *queue) bounds(i uint32) (lo, hi Time) {
	lo = Forever
	for i != 0 {
		c := &q.chunks[i]
		for _, k := range c.keys[:c.len] {
			lo, hi = min(lo, k.at), max(hi, k.at)
		}
		i = c.next
	}
	return lo, hi
}

// first finds the first bucket that is not empty, leaving behind the rungs that
// are. It reports false if there is none.
func (q *queue) first() (*rung, uint32, bool) {
	if len(q.rungs) == 0 {
		return nil, 0, false
	}
	for q.depth > 0 && q.rungs[q.depth].groups == 0 {
		q.depth--
	}
	r := q.rungs[q.depth]
	if r.groups == 0 {
		return r, 0, false
	}
	g := uint32(bits.TrailingZeros64(r.groups))
	return r, g*64 + uint32(bits.TrailingZeros64(r.full[g])), true
}

func (r *rung) endOf(b uint32) Time {
	return Time(min(uint64(r.end), uint64(r.start)+uint64(b+1)<<r.shift))
}

// spread makes a finer rung of a bucket that ends at end: a list of n keys, the
// earliest at lo. The width suits the earlier three quarters of the keys, so that
// one key far away does not make it useless for the others. Keys beyond the last
// bucket return to where they came from.
func (q *queue) spread(i uint32, n int, lo, end Time) {
	var spans [65]int // of the keys, by the length of their distance from lo
	for j := i; j != 0; j = q.chunks[j].next {
		c := &q.chunks[j]
		for _, k := range c.keys[:c.len] {
			spans[bits.Len64(uint64(k.at-lo))]++
		}
	}
	span := 0
	for sum := spans[0]; sum < n-n/4; sum += spans[span] {
		span++
	}
	shift := span - min(bits.Len(uint(n))-fillBits, rungBits)

	q.depth++
	if q.depth == len(q.rungs) {
		q.rungs = append(q.rungs, new(rung))
	}
	r := q.rungs[q.depth]
	r.start, r.end, r.shift = lo, end, uint8(min(max(shift, 0), 63-rungBits))
	r.end = r.endOf(rungSize - 1)
	for i != 0 {
		c := q.chunks[i] // a copy, as put may make use of the chunk at once
		q.dropChunk(i)
		for _, k := range c.keys[:c.len] {
			q.put(k)
		}
		i = c.next
	}
}

// load moves a list of chunks to near.
func (q *queue) load(i uint32) {
	for i != 0 {
		c := &q.chunks[i]
		for _, k := range c.keys[:c.len] {
			q.slots[k.timer.slot].place = inNear
			q.near = append(q.near, k)
		}
		next := c.next
		q.dropChunk(i)
		i = next
	}
	q.sortNear()
}

// newChunk returns an empty chunk, to be the first of a bucket.
func (q *queue) newChunk(next, home uint32) uint32 {
	i := q.freeChunk
	if i != 0 {
		q.freeChunk = q.chunks[i].next
	} else {
		i = uint32(len(q.chunks))
		q.chunks = append(q.chunks, chunk{})
	}
	c := &q.chunks[i]
	c.len, c.next, c.home = 0, next, home
	return i
}

func (q *queue) dropChunk(i uint32) {
	q.chunks[i].next = q.freeChunk
	q.freeChunk = i
}
