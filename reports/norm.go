package reports

import (
	"fmt"
	"math"

	"wavetank/sim"
)

// A norm is what was usual before the first disturbance, and with it what is
// well: that is a window of at most that many errors.
type norm struct {
	errors float64 // the share
	outage int     // the most windows out of the SLO in one outage
	never  string  // in which way the system was not within its SLO; empty if it was
}

// norm looks at the run before its first disturbance, after the warm-up if any request
// ended between the two, and otherwise from the beginning. Requests that were
// under way when that began do not tell, nor do those of the same window. One request alone never makes a system that was never well. Where there
// are none the SLO is the norm.
func (r *relief) norm(all []*Disturbance) norm {
	for _, from := range [...]sim.Time{r.warm, 0} {
		if n, told := r.stretch(from, first(all, from)); told {
			return n
		}
	}
	return norm{errors: r.slo.ErrorRate}
}

// first returns when the first disturbance began that is felt after that time. One that
// lasts from before it to the end of the run is a circumstance of all that follows.
func first(all []*Disturbance, from sim.Time) sim.Time {
	begin := sim.Time(math.MaxInt64)
	for _, f := range all {
		if f.Untold == Lasting && f.Begin > from || f.Untold != Lasting && f.End > from {
			begin = min(begin, f.Begin)
		}
	}
	return begin
}

// stretch returns what was usual between two times. It reports false if no
// request tells.
func (r *relief) stretch(from, to sim.Time) (n norm, ok bool) {
	n.errors = r.slo.ErrorRate
	var all fineWindow
	var told []*fineWindow
	for i := range r.windows {
		w := &r.windows[i]
		if r.start(i) >= from && r.end(i) <= to && w.last <= to && w.ok+w.errors > 0 {
			told = append(told, w)
			all.ok, all.slow, all.errors = all.ok+w.ok, all.slow+w.slow, all.errors+w.errors
		}
	}
	rate, ok := ratio(float64(all.errors), float64(all.ok+all.errors))
	if !ok {
		return n, false
	}
	switch {
	case float64(all.errors-1) > float64(r.slo.ErrorRate*float64(all.ok+all.errors)):
		n.never = fmt.Sprintf("its error rate was %s, and the SLO allows %s", asShare.figure(rate), asShare.figure(r.slo.ErrorRate))
	case r.slo.P99 > 0 && 100*(all.slow-1) > all.ok:
		n.never = fmt.Sprintf("%s of the answers took longer than the %s that the SLO allows one in a hundred of them to exceed",
			asShare.figure(float64(all.slow)/float64(all.ok)), asTime.figure(r.slo.P99.Seconds()))
	}
	n.errors = max(n.errors, rate+0.01)
	n.outage = r.worst(told, n)
	return n, true
}

// illAlready reports whether a fault that lasted to the end, and began after the
// warm-up, kept the system out of its SLO before the disturbance began: from there
// it could not come back, whatever the disturbance left behind.
func (r *relief) illAlready(all []*Disturbance, d cluster, n norm) bool {
	from, lasting := sim.Time(0), false
	for _, f := range all {
		switch {
		case f.Untold == Lasting && f.Begin > r.warm && f.Begin < d.begin:
			from, lasting = max(from, f.Begin), true
		case f.Untold != Lasting && f.End <= d.begin:
			from = max(from, f.End)
		}
	}
	before, told := r.stretch(from, d.begin)
	return lasting && told && before.never != "" && before.errors > n.errors
}

// unlessStuck returns why nothing can be told of recovery, unless users hang for
// ever: that is none.
func (r *relief) unlessStuck(why Untold) Untold {
	if r.windows[len(r.windows)-1].stuck > r.slo.ErrorRate {
		return ""
	}
	return why
}

// worst returns the most windows out of the SLO in one outage.
func (r *relief) worst(windows []*fineWindow, n norm) int {
	most, ill, well := 0, 0, 0
	for _, w := range windows {
		if r.well(w, n) {
			if well++; well == calm {
				ill = 0
			}
			continue
		}
		ill, well = ill+1, 0
		most = max(most, ill)
	}
	return most
}

// well reports whether a window, which some request tells of, is within the SLO.
// Its percentile is of nearest rank: of a hundred requests one may be too slow.
func (r *relief) well(w *fineWindow, n norm) bool {
	rate, asked := ratio(float64(w.errors), float64(w.ok+w.errors))
	if rate > n.errors || w.stuck > n.errors {
		return false
	}
	return r.slo.P99 == 0 || !asked || w.ok > 0 && 100*w.slow <= w.ok
}

// pending reports whether requests that are still on their way at the end of the run
// could put a window out of the SLO that is within it as yet.
func (w *fineWindow) pending(n norm) bool {
	return float64(w.requests-w.ok) > float64(n.errors*float64(w.requests))
}

func (r *relief) start(i int) sim.Time { return sim.Time(r.width) * sim.Time(i) }
func (r *relief) end(i int) sim.Time   { return sim.Time(r.width) * sim.Time(i+1) }
