package reports

import (
	"slices"
	"time"

	"wavetank/sim"
)

// A disturbance is a span of faults too dense to tell their ends apart, and the
// faults.
type disturbance struct {
	begin, end sim.Time
	faults     []*Fault
}

// disturbances groups the faults that ended before the run did, and overlap or
// leave no room between them for the windows that tell whether all is well. Those
// over before the end of the warm-up are left out: no request is counted there.
// The faults are in the order of their beginning.
func (r *relief) disturbances(faults []Fault) []disturbance {
	var list []disturbance
	for i := range faults {
		f := &faults[i]
		if f.Untold == Lasting {
			continue
		}
		if n := len(list); n > 0 && f.Begin < r.soonest(list[n-1].end) {
			d := &list[n-1]
			d.end = max(d.end, f.End)
			d.faults = append(d.faults, f)
			continue
		}
		list = append(list, disturbance{begin: f.Begin, end: f.End, faults: []*Fault{f}})
	}
	return slices.DeleteFunc(list, func(d disturbance) bool {
		if d.end > r.warm {
			return false
		}
		for _, f := range d.faults {
			f.Untold = Early
		}
		return true
	})
}

// soonest returns when a system that a disturbance left at that time can first
// have been seen to be well. The last window before the next disturbance does not
// tell: its requests may still be on their way when that begins.
func (r *relief) soonest(end sim.Time) sim.Time {
	return r.start(windowAt(end-1, r.width, len(r.windows)) + 1 + calm + 1)
}

// A comeback is how a system came through a disturbance, as seen so far.
type comeback struct {
	recovered bool
	after     time.Duration // from the end of the disturbance, if recovered
	untold    Untold

	broken bool     // some window was out of the SLO because of it
	since  sim.Time // the start of the windows in a row that are well
	well   int      // how many they are
	ill    int      // windows out of the SLO in the present outage, after the disturbance
	asked  int64    // requests of the time after it
	told   int      // windows of that time that requests told of
}

// judge returns how a system came through a disturbance before the horizon: the
// next disturbance or circumstance, or the end of the run.
func (r *relief) judge(d disturbance, horizon sim.Time, n norm) comeback {
	var c comeback
	for i := windowAt(d.begin, r.width, len(r.windows)); i < len(r.windows) && r.end(i) <= horizon; i++ {
		w := &r.windows[i]
		if r.start(i) >= d.end {
			c.asked += w.requests
		}
		if w.ok+w.errors == 0 && w.stuck <= n.errors {
			continue
		}
		switch after := r.end(i) > d.end; {
		case !r.well(w, n):
			c.outage(r.start(i) >= d.end, calm+2*n.outage)
		case w.pending(n):
			continue
		case after:
			c.calm(r.start(i), d.end)
		}
		if r.start(i) >= d.end {
			c.told++
		}
	}
	switch {
	case c.told == 0 && !c.recovered && c.asked > 0:
		c.untold = Late
	case c.told == 0 && !c.recovered:
		c.untold = Silent
	case r.unmet(d):
		c.untold, c.recovered = Unmet, false
	case c.recovered:
	case c.ill == 0 && c.well > 0: // too few to be three, and all are well
		c.comes(d.end)
	}
	if !c.recovered {
		c.after = 0
	}
	return c
}

// unmet reports whether a disturbance touched nothing, and nobody asked before it
// was over: of what it would have done nothing is known.
func (r *relief) unmet(d disturbance) bool {
	for i := 0; i < len(r.windows) && r.start(i) < d.end; i++ {
		if r.windows[i].requests > 0 {
			return false
		}
	}
	return !slices.ContainsFunc(d.faults, func(f *Fault) bool { return f.Touched > 0 })
}

// outage takes in a window out of the SLO. Once the system was well again it
// takes so many of them to lay the outage to the disturbance.
func (c *comeback) outage(after bool, least int) {
	c.well = 0
	if after {
		c.ill++
	}
	if !c.recovered || c.ill >= least {
		c.broken, c.recovered = true, false
	}
}

// calm takes in a window within the SLO.
func (c *comeback) calm(start, end sim.Time) {
	if c.well == 0 {
		c.since = start
	}
	if c.well++; c.well < calm {
		return
	}
	c.ill = 0
	if !c.recovered {
		c.comes(end)
	}
}

// comes is the system's recovery from a disturbance that ended then.
func (c *comeback) comes(end sim.Time) {
	c.recovered = true
	if c.broken {
		c.after = max(c.since.Sub(end), 0)
	}
}
