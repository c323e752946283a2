package reports

import (
	"cmp"
	"slices"
	"time"

	"wavetank/sim"
)

// unansweredWords say when a request counts as unanswered; in the definition of
// the metric, and wherever else the rule is told.
const unansweredWords = "Requests that had not ended when the run did, though they had waited longer than any request of their load that was answered " +
	"(well, with an error, or turned away; if none ever was, all that wait). They are errors. " +
	"A load with a timeout has few of them: what it gives up is timed_out."

// A waiting is the requests of a load that have not ended yet, by their intended
// start. It needs memory for those only.
//
// It is a hash table, as every request comes here twice: an entry lies at the place that
// its start is hashed to, or as soon after it as there is room, with no gap between.
type waiting struct {
	table   []arrivals    // a power of two of them, at least half of them empty
	used    int           // entries
	longest time.Duration // that a request which was answered had to wait, well or not
}

// Arrivals are the requests that were meant to start at one instant, and have
// not ended. An entry of which none is open is empty.
type arrivals struct {
	start sim.Time
	open  int64
}

// home returns where an entry belongs.
func (w *waiting) home(start sim.Time) int {
	return int(uint64(start)*0x9e3779b97f4a7c15>>32) & (len(w.table) - 1)
}

// find returns the place of an entry, or the empty one where it would be.
func (w *waiting) find(start sim.Time) int {
	i := w.home(start)
	for w.table[i].open > 0 && w.table[i].start != start {
		i = (i + 1) & (len(w.table) - 1)
	}
	return i
}

// started adds a request.
func (w *waiting) started(at sim.Time) {
	if 2*w.used >= len(w.table) {
		w.grow()
	}
	a := &w.table[w.find(at)]
	if a.open == 0 {
		a.start = at
		w.used++
	}
	a.open++
}

// grow makes room for twice as many.
func (w *waiting) grow() {
	full := w.table
	w.table = make([]arrivals, max(16, 2*len(full)))
	for _, a := range full {
		if a.open > 0 {
			w.table[w.find(a.start)] = a
		}
	}
}

// ended takes away a request that was meant to start at that time. An answer is
// whatever somebody else said; a caller that gave up heard none.
func (w *waiting) ended(start sim.Time, latency time.Duration, answered bool) {
	if answered {
		w.longest = max(w.longest, latency)
	}
	if w.used == 0 {
		return // it never started, and whoever adds up will see
	}
	i := w.find(start)
	switch w.table[i].open {
	case 0: // nor did this
	case 1:
		w.close(i)
	default:
		w.table[i].open--
	}
}

// close empties a place, and has those behind it that could not be at home move up.
func (w *waiting) close(gap int) {
	w.used--
	last := len(w.table) - 1
	for i := (gap + 1) & last; w.table[i].open > 0; i = (i + 1) & last {
		if (i-w.home(w.table[i].start))&last >= (i-gap)&last {
			w.table[gap] = w.table[i]
			gap = i
		}
	}
	w.table[gap].open = 0
}

// unanswered returns the requests that must be called unanswered in a run that
// ended at that time, in the order of their start.
func (w *waiting) unanswered(at sim.Time) []arrivals {
	var list []arrivals
	for _, a := range w.table {
		if a.open > 0 && at.Sub(a.start) > w.longest {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b arrivals) int { return cmp.Compare(a.start, b.start) })
	return list
}
