package reports

import (
	"slices"
	"time"

	"wavetank/sim"
)

// A cluster is a span of disturbances too dense to tell their ends apart.
type cluster struct {
	begin, end sim.Time
	of         []*Disturbance
}

// untold says of them all why nothing can be told of the recovery.
func (s cluster) untold(why Untold) {
	for _, d := range s.of {
		d.Untold = why
	}
}

// clusters groups the disturbances that ended before the run did, and overlap or leave no
// room between them for the windows that tell whether all is well. Those over before the
// end of the warm-up are left out: no request is counted there. The disturbances are in the
// order of their beginning.
func (r *relief) clusters(all []*Disturbance) []cluster {
	var list []cluster
	for _, d := range all {
		if d.Untold != "" {
			continue
		}
		if n := len(list); n > 0 && d.Begin < r.soonest(list[n-1].end) {
			s := &list[n-1]
			s.end = max(s.end, d.End)
			s.of = append(s.of, d)
			continue
		}
		list = append(list, cluster{begin: d.Begin, end: d.End, of: []*Disturbance{d}})
	}
	return slices.DeleteFunc(list, func(s cluster) bool {
		if s.end > r.warm {
			return false
		}
		s.untold(Early)
		return true
	})
}

// bear leaves out surges that the system was seen to bear when a fault began in them: what
// follows is of the fault, which a surge that ends later must not hide.
func (r *relief) bear(faults, surges []Disturbance, n norm) {
	for i := range surges {
		s := &surges[i]
		for _, f := range faults {
			within := f.Begin > s.Begin && f.End < s.End
			if s.Untold == "" && within && r.bore(s.Begin, f.Begin, n) {
				s.Untold = Borne
			}
		}
	}
}

// bore reports whether the last three windows between two times, of which requests tell that
// were over by then, are within the SLO.
func (r *relief) bore(from, to sim.Time, n norm) bool {
	told := 0
	for i := len(r.windows) - 1; i >= 0 && r.start(i) >= from && told < calm; i-- {
		w := &r.windows[i]
		if r.end(i) > to || w.last > to || w.ok+w.errors == 0 {
			continue
		}
		if !r.well(w, n) {
			return false
		}
		told++
	}
	return told == calm
}

// soonest returns when a system that a disturbance left at that time can first
// have been seen to be well. The last window before the next disturbance does not
// tell: its requests may still be on their way when that begins.
func (r *relief) soonest(end sim.Time) sim.Time {
	return r.start(r.at(end-1) + 1 + calm + 1)
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
func (r *relief) judge(d cluster, horizon sim.Time, n norm) comeback {
	var c comeback
	for i := r.at(d.begin); i < len(r.windows) && r.end(i) <= horizon; i++ {
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

// unmet reports whether a cluster touched nothing, and nobody asked before it
// was over: of what it would have done nothing is known.
func (r *relief) unmet(d cluster) bool {
	for i := 0; i < len(r.windows) && r.start(i) < d.end; i++ {
		if r.windows[i].requests > 0 {
			return false
		}
	}
	return !slices.ContainsFunc(d.of, func(f *Disturbance) bool { return f.Touched > 0 })
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
