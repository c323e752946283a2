package sim

import (
	"fmt"
	"math/bits"
	"testing"
	"time"
)

// A xorshift is a cheap source of spans (Marsaglia, 2003), so that a benchmark
// measures queues and not luck.
type xorshift uint64

func newXorshift() *xorshift {
	x := xorshift(88172645463325252)
	return &x
}

func (x *xorshift) next() uint64 {
	v := *x
	v ^= v << 13
	v ^= v >> 7
	v ^= v << 17
	*x = v
	return uint64(v)
}

// exponential returns a span with a mean of about 1.5 ms: minus the logarithm
// of a uniform number, straight between powers of two.
func (x *xorshift) exponential() Time {
	v := x.next() | 1
	zeros := uint64(bits.LeadingZeros64(v)) + 1
	return Time(1 + zeros<<20 - v<<zeros>>44)
}

// A hold is the hold model: n timers, each of which schedules itself again.
type hold struct {
	queue queue
	seq   uint64
	luck  *xorshift
	far   Time // of timeouts, from now
}

func newHold(n int) *hold {
	h := &hold{luck: newXorshift(), far: 64 << 20}
	for range n {
		h.seq++
		h.queue.add(h.luck.exponential(), h.seq, nil, nil)
	}
	return h
}

func (h *hold) run(steps int) {
	for range steps {
		t, _ := h.queue.next(Forever)
		e := h.queue.event(t)
		h.seq++
		h.queue.reschedule(t, e.at+h.luck.exponential(), h.seq)
	}
}

// timeout is what a call adds to a step: a timer far off, never to go off.
func (h *hold) timeout() {
	h.seq++
	h.queue.remove(h.queue.add(h.queue.now+h.far, h.seq, nil, nil))
}

// A bareTimer is an element of the heap that one would write by hand.
type bareTimer struct {
	at      Time
	seq     uint64
	payload uint64
}

func (a *bareTimer) before(b *bareTimer) bool {
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}

// A bareHeap is a heap of four children a node: the measuring stick.
type bareHeap []bareTimer

func (h *bareHeap) push(e bareTimer) {
	s := append(*h, e)
	i := len(s) - 1
	for i > 0 {
		up := (i - 1) / 4
		if !e.before(&s[up]) {
			break
		}
		s[i] = s[up]
		i = up
	}
	s[i] = e
	*h = s
}

func (h *bareHeap) pop() bareTimer {
	s := *h
	top, n := s[0], len(s)-1
	e := s[n]
	s = s[:n]
	i := 0
	for 4*i+1 < n {
		least := 4*i + 1
		for j := least + 1; j < min(4*i+5, n); j++ {
			if s[j].before(&s[least]) {
				least = j
			}
		}
		if !s[least].before(&e) {
			break
		}
		s[i] = s[least]
		i = least
	}
	if n > 0 {
		s[i] = e
	}
	*h = s
	return top
}

// A bareHold is the hold model on a bare heap. It lets cancelled timeouts rot,
// as a bare heap must.
type bareHold struct {
	heap bareHeap
	seq  uint64
	luck *xorshift
	far  Time
}

const cancelled = 1 // the payload of a timeout

func newBareHold(n int) *bareHold {
	h := &bareHold{luck: newXorshift(), far: 64 << 20}
	for range n {
		h.seq++
		h.heap.push(bareTimer{h.luck.exponential(), h.seq, 0})
	}
	return h
}

func (h *bareHold) run(steps int) {
	for range steps {
		e := h.heap.pop()
		h.seq++
		h.heap.push(bareTimer{e.at + h.luck.exponential(), h.seq, 0})
	}
}

func (h *bareHold) runWithTimeouts(steps int) {
	for range steps {
		e := h.heap.pop()
		for e.payload == cancelled {
			e = h.heap.pop()
		}
		h.seq += 2
		h.heap.push(bareTimer{e.at + h.luck.exponential(), h.seq, 0})
		h.heap.push(bareTimer{e.at + h.far, h.seq - 1, cancelled})
	}
}

// race measures the queue and reports how many times faster than the bare loop
// it is. Both settle first, then take turns, so that a noisy neighbour disturbs
// them alike.
func race(b *testing.B, settle int, bare, queue func(steps int)) {
	b.StopTimer()
	bare(settle)
	queue(settle)
	b.ResetTimer()
	const turns = 8
	var took time.Duration
	for turn := range turns {
		steps := b.N*(turn+1)/turns - b.N*turn/turns
		start := time.Now()
		bare(steps)
		took += time.Since(start)
		b.StartTimer()
		queue(steps)
		b.StopTimer()
	}
	b.ReportMetric(float64(took)/float64(b.Elapsed()), "x-bare")
	b.ReportMetric(float64(took)/float64(b.N), "bare-ns/op")
}

func BenchmarkQueueHold(b *testing.B) {
	for _, n := range []int{10, 1000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			race(b, 3*n, newBareHold(n).run, newHold(n).run)
		})
	}
}

func BenchmarkQueueTimeout(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := newHold(n)
			race(b, 100*n, newBareHold(n).runWithTimeouts, func(steps int) {
				for range steps {
					h.run(1)
					h.timeout()
				}
			})
		})
	}
}
