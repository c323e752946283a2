package reports

import (
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
type waiting struct {
	list    []arrivals    // in the order of their start
	gone    int           // entries of the list of which no request is left
	longest time.Duration // that a request which was answered had to wait, well or not
}

// Arrivals are the requests that were meant to start at one instant, and have
// not ended.
type arrivals struct {
	start sim.Time
	open  int64
}

// started adds a request. Requests start in the order of time.
func (w *waiting) started(at sim.Time) {
	if n := len(w.list); n > 0 && w.list[n-1].start == at {
		if w.list[n-1].open == 0 {
			w.gone--
		}
		w.list[n-1].open++
		return
	}
	if w.gone > 16 && 2*w.gone > len(w.list) {
		w.list = slices.DeleteFunc(w.list, func(a arrivals) bool { return a.open == 0 })
		w.gone = 0
	}
	w.list = append(w.list, arrivals{start: at, open: 1})
}

// ended takes away a request that was meant to start at that time. An answer is
// whatever somebody else said; a caller that gave up heard none.
func (w *waiting) ended(start sim.Time, latency time.Duration, answered bool) {
	if answered {
		w.longest = max(w.longest, latency)
	}
	i, n := 0, len(w.list) // halved without a branch that depends on luck, as every request comes here
	for n > 1 {
		half := n / 2
		next := i + half
		if w.list[next].start <= start {
			i = next
		}
		n -= half
	}
	if i == len(w.list) || w.list[i].start != start || w.list[i].open == 0 {
		return // it never started, and whoever adds up will see
	}
	if w.list[i].open--; w.list[i].open == 0 {
		w.gone++
	}
}

// unanswered returns the requests that must be called unanswered in a run that
// ended at that time.
func (w *waiting) unanswered(at sim.Time) []arrivals {
	var list []arrivals
	for _, a := range w.list {
		if a.open > 0 && at.Sub(a.start) > w.longest {
			list = append(list, a)
		}
	}
	return list
}
