package sim

// A bucket is one word: zero if it is empty, a slot if its event is alone, and else,
// marked as such, the last of a ring of chunks, in order of arrival.
const (
	several  uint32 = 1 << 31
	chunkLen        = 13 // slots in a chunk, which makes it 64 bytes
)

// A chunk is a piece of a bucket. All but the first and the last are full.
type chunk struct {
	slots [chunkLen]uint32
	len   uint32
	next  uint32 // of the last, the first; of an unused one, another
	home  uint32 // rung and bucket
}

// file puts the event of slot i into a bucket that is not empty.
func (q *queue) file(r *rung, d, b uint32, s *slot, i uint32) {
	h := r.heads[b]
	last := h &^ several
	if h&several == 0 {
		last = q.newChunk(d<<rungBits | b)
		r.heads[b] = last | several
		c := &q.chunks[last]
		c.next, c.slots[0], c.len = last, h, 1
		q.slots[h].place = last << 4
	} else if q.chunks[last].len == chunkLen {
		fresh := q.newChunk(d<<rungBits | b)
		c := &q.chunks[last]
		q.chunks[fresh].next, c.next = c.next, fresh
		last = fresh
		r.heads[b] = last | several
	}
	c := &q.chunks[last]
	c.slots[c.len] = i
	s.place = last<<4 | c.len
	c.len++
}

// unfile takes the event of slot s out of its chunk. The last of the bucket's first
// chunk fills the gap.
func (q *queue) unfile(s *slot) {
	c := &q.chunks[s.place>>4]
	r, b := q.rungs[c.home>>rungBits], c.home%rungSize
	last := r.heads[b] &^ several
	first := q.chunks[last].next
	f := &q.chunks[first]
	f.len--
	i := f.slots[f.len]
	c.slots[s.place&15] = i
	q.slots[i].place = s.place
	if f.len > 0 {
		return
	}
	if first == last {
		r.empty(b)
	} else {
		q.chunks[last].next = f.next
	}
	q.dropChunk(first)
}

// gather empties the chunks of a bucket that several share, and returns their slots
// in order of arrival. The slice is good until the next call.
func (q *queue) gather(h uint32) []uint32 {
	all, last := q.scratch[:0], h&^several
	for i := q.chunks[last].next; ; {
		c := &q.chunks[i]
		all = append(all, c.slots[:c.len]...)
		next := c.next
		q.dropChunk(i)
		if i == last {
			break
		}
		i = next
	}
	q.scratch = all
	return all
}

// newChunk returns an empty chunk.
func (q *queue) newChunk(home uint32) uint32 {
	i := q.freeChunk
	if i != 0 {
		q.freeChunk = q.chunks[i].next
	} else {
		i = uint32(len(q.chunks))
		q.chunks = append(q.chunks, chunk{})
	}
	c := &q.chunks[i]
	c.len, c.home = 0, home
	return i
}

func (q *queue) dropChunk(i uint32) {
	q.chunks[i].next = q.freeChunk
	q.freeChunk = i
}
