package breaker

import (
	"wavetank/patterns"
	"wavetank/sim"
)

// A Tally counts completed calls. Failed and slow overlap: a call that timed out
// is usually both.
type Tally struct {
	Calls    int
	Failures int
	Slow     int
}

// add counts one call, n times; -1 takes it back.
func (t *Tally) add(failed, slow bool, n int) {
	t.Calls += n
	if failed {
		t.Failures += n
	}
	if slow {
		t.Slow += n
	}
}

// A share is a part of a whole in parts per billion. Integers decide a trip, so
// that 10% of 30 is 3 on every processor and in every reading.
type share int64

const (
	whole  share = 1e9
	single share = 1         // reached by a single one, of up to a billion
	never  share = whole + 1 // reached by nothing
)

// shareOf returns ratio, rounded down: two of three reach 2.0/3.
func shareOf(ratio float64) share { return share(ratio * float64(whole)) }

// reached reports whether part of calls is at least s.
func (s share) reached(part, calls int) bool {
	return int64(part)*int64(whole) >= int64(s)*int64(calls)
}

// A window is the evidence that a closed breaker judges by: some of the calls
// that have completed since it closed. Its memory is bounded, and a call costs
// the same however many came before.
type window interface {
	record(now sim.Time, failed, slow bool) Tally
	tally() Tally
	clear()
}

// lastCalls remembers the last len(ring) calls.
//
//	ring  ok ok F  ok FS ok ok F      next: the oldest, overwritten by the next call
//	                     ▲            sum:  what the ring holds, kept up to date
type lastCalls struct {
	ring []mark
	next int
	sum  Tally
}

// A mark is one remembered call.
type mark struct{ failed, slow bool }

func (w *lastCalls) record(_ sim.Time, failed, slow bool) Tally {
	if w.sum.Calls == len(w.ring) {
		old := w.ring[w.next]
		w.sum.add(old.failed, old.slow, -1)
	}
	w.ring[w.next] = mark{failed, slow}
	w.sum.add(failed, slow, 1)
	if w.next++; w.next == len(w.ring) {
		w.next = 0
	}
	return w.sum
}

func (w *lastCalls) tally() Tally { return w.sum }

func (w *lastCalls) clear() { w.next, w.sum = 0, Tally{} }

// lastSlices remembers the calls that completed in the latest slices of time.
type lastSlices struct{ *patterns.Slices }

func (w lastSlices) record(now sim.Time, failed, slow bool) Tally {
	n := patterns.Counts{1}
	if failed {
		n[1] = 1
	}
	if slow {
		n[2] = 1
	}
	w.Count(now, n)
	return w.tally()
}

func (w lastSlices) tally() Tally {
	sum := w.Latest()
	return Tally{Calls: int(sum[0]), Failures: int(sum[1]), Slow: int(sum[2])}
}

func (w lastSlices) clear() { w.Clear() }

// streak remembers the calls since the last good one. All of them are bad, so
// "k in a row" is the verdict "all of at least k calls" of the other windows.
type streak struct{ run Tally }

func (w *streak) record(_ sim.Time, failed, slow bool) Tally {
	if failed || slow {
		w.run.add(true, slow, 1)
	} else {
		w.run = Tally{}
	}
	return w.run
}

func (w *streak) tally() Tally { return w.run }

func (w *streak) clear() { w.run = Tally{} }
