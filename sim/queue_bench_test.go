package sim

import (
	"fmt"
	"math/bits"
	"testing"
	"time"

	"wavetank/sim/race"
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

// A hold is the hold model: n timers, each of which schedules itself again after a
// span.
type hold struct {
	queue queue
	seq   uint64
	luck  *xorshift
	span  law
	far   Time // of timeouts, from now
}

// A law is how long after now a timer schedules itself again.
type law func(luck *xorshift, now Time) Time

// exponential is the law of the hold model as it is published.
func exponential(luck *xorshift, _ Time) Time { return luck.exponential() }

// laws are the spans that queues differ in, those that spoil some of them included.
var laws = []struct {
	name string
	span law
}{
	{"exponential", exponential},
	{"one span for all", func(*xorshift, Time) Time { return 1e6 }},
	{"no span in most steps", func(x *xorshift, _ Time) Time { return Time(x.next() % 8 / 7) }},
	{"micros beside hours", func(x *xorshift, _ Time) Time { return x.exponential() << (x.next() % 2 * 22) }},
	{"every scale there is", func(x *xorshift, _ Time) Time { return Time(x.next() >> 4 >> (x.next() % 60)) }},
	{"a grid", func(x *xorshift, _ Time) Time { return Time(x.next()%64) << 10 }},
	{"all at the next tick", func(_ *xorshift, now Time) Time { return 1e6 - now%1e6 }},
	{"a tick of all and jitter", func(x *xorshift, now Time) Time { return 1e6 - now%1e6 + x.exponential()>>12 }},
	{"a heavy tail", func(x *xorshift, _ Time) Time { return Time(1e15 / (x.next()>>34 + 1)) }},
	{"few soon, most late", func(x *xorshift, _ Time) Time {
		if x.next()%16 != 0 {
			return x.exponential() >> 10
		}
		return 1<<30 + x.exponential()
	}},
}

func newHold(n int) *hold { return newHoldOf(n, exponential) }

func newHoldOf(n int, span law) *hold {
	h := &hold{luck: newXorshift(), span: span, far: 64 << 20}
	for range n {
		h.seq++
		h.queue.add(h.span(h.luck, 0), h.seq, nil, nil)
	}
	return h
}

func (h *hold) run(steps int) {
	for range steps {
		t, e := h.queue.next(Forever)
		at := e.at
		h.queue.release(t)
		h.seq++
		h.queue.add(at.Add(time.Duration(h.span(h.luck, at))), h.seq, nil, nil)
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
	span law
	far  Time
}

const cancelled = 1 // the payload of a timeout

func newBareHold(n int, span law) *bareHold {
	h := &bareHold{luck: newXorshift(), span: span, far: 64 << 20}
	for range n {
		h.seq++
		h.heap.push(bareTimer{h.span(h.luck, 0), h.seq, 0})
	}
	return h
}

func (h *bareHold) run(steps int) {
	for range steps {
		e := h.heap.pop()
		h.seq++
		h.heap.push(bareTimer{e.at.Add(time.Duration(h.span(h.luck, e.at))), h.seq, 0})
	}
}

func (h *bareHold) runWithTimeouts(steps int) {
	for range steps {
		e := h.heap.pop()
		for e.payload == cancelled {
			e = h.heap.pop()
		}
		h.seq += 2
		h.heap.push(bareTimer{e.at + h.span(h.luck, e.at), h.seq, 0})
		h.heap.push(bareTimer{e.at + h.far, h.seq - 1, cancelled})
	}
}

func BenchmarkQueueHold(b *testing.B) {
	for _, n := range []int{3, 10, 30, 100, 300, 1000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			race.Run(b, 3*n, newBareHold(n, exponential).run, newHold(n).run)
		})
	}
}

// BenchmarkQueueLaws shows that no law of spans makes the queue slow.
func BenchmarkQueueLaws(b *testing.B) {
	for _, n := range []int{30, 3000} {
		for _, l := range laws {
			b.Run(fmt.Sprint(l.name, "/", n), func(b *testing.B) {
				race.Run(b, 10*n, newBareHold(n, l.span).run, newHoldOf(n, l.span).run)
			})
		}
	}
}

func BenchmarkQueueTimeout(b *testing.B) {
	for _, n := range []int{10, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			h := newHold(n)
			race.Run(b, 100*n, newBareHold(n, exponential).runWithTimeouts, func(steps int) {
				for range steps {
					h.run(1)
					h.timeout()
				}
			})
		})
	}
}

// BenchmarkQueueCrowd adds a thousand events for one time, and takes them or, but for
// the first, cancels them when that time has come.
func BenchmarkQueueCrowd(b *testing.B) {
	const crowd = 1000
	for _, name := range []string{"taken", "cancelled"} {
		b.Run(name, func(b *testing.B) {
			h, bare := newHold(10), newBareHold(10, exponential)
			timers := make([]Timer, crowd)
			race.Run(b, 10*crowd, func(steps int) {
				for range steps/crowd + 1 {
					at := bare.heap[0].at + 1
					for range crowd {
						bare.seq++
						bare.heap.push(bareTimer{at, bare.seq, cancelled})
					}
					for range crowd {
						bare.heap.pop()
					}
				}
			}, func(steps int) {
				for range steps/crowd + 1 {
					at := h.queue.now + 1
					for i := range timers {
						h.seq++
						timers[i] = h.queue.add(at, h.seq, nil, nil)
					}
					for _, t := range timers {
						if name == "taken" {
							t, _ = h.queue.next(Forever)
						}
						h.queue.remove(t)
					}
					if name == "cancelled" {
						h.run(1)
					}
				}
			})
		})
	}
}
