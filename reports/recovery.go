package reports

import (
	"time"

	"wavetank/sim"
)

// recoveryWords complete the definition of the metric "recovery".
const recoveryWords = "A window is a 600th of the run, rounded up and at least 100 ms, and holds the requests meant to start in it, of all loads. " +
	"It is within the SLO if its error rate is at most that of the SLO, or one point above the error rate before the first fault if that is more, " +
	"and its 99th percentile of latency_ok is at most that of the SLO if it names one. " +
	"A request still unanswered when the run ends is an error there once it has waited longer than any request that ended. " +
	"Windows in which no request ended are passed over. Zero if the fault pushed no window out of the SLO. " +
	"Faults that overlap, or follow each other before four windows have passed, are one disturbance, over when the last of them ends; one that lasts until the end of the run is a circumstance, from which there is no recovery."

// calm is how many windows in a row have to be well.
const calm = 3

// A relief folds what is needed to tell when the system was well again after a
// fault. It counts against the SLO directly, in windows finer than a chart's,
// and needs no histograms.
type relief struct {
	slo     SLO
	warm    sim.Time // the end of the warm-up
	width   time.Duration
	windows []fineWindow
	longest time.Duration // latency of any request that ended
	list    []occurrence  // in the order of their beginning
}

// A fineWindow counts the requests that were meant to start in it.
type fineWindow struct{ requests, ok, slow, errors int64 }

// An occurrence is a Fault with the identity by which its end finds it.
type occurrence struct {
	Fault
	owner *sim.Owner
	key   sim.Key
	open  bool
}

// A disturbance is a span of faults too dense to tell their ends apart, and the
// faults.
type disturbance struct {
	begin, end sim.Time
	faults     []*Fault
}

func newRelief(o Options) relief {
	width := roundUp(max(o.Duration/600, 100*time.Millisecond))
	return relief{slo: o.SLO, warm: sim.Time(o.Warmup), width: width, windows: make([]fineWindow, windowCount(o.Duration, width))}
}

func (r *relief) window(start sim.Time) *fineWindow {
	return &r.windows[windowAt(start, r.width, len(r.windows))]
}

func (r *relief) requestEnded(f *sim.Fact, start sim.Time) {
	latency := time.Duration(f.Value)
	r.longest = max(r.longest, latency)
	w := r.window(start)
	if f.Kind != sim.RequestOK {
		w.errors++
		return
	}
	w.ok++
	if r.slo.P99 > 0 && latency > r.slo.P99 {
		w.slow++
	}
}

func (r *relief) began(f *sim.Fact) {
	r.list = append(r.list, occurrence{
		Fault: Fault{Name: f.Owner.Name(), What: f.Note, Begin: f.At},
		owner: f.Owner, key: f.Key, open: true,
	})
}

// ended closes the latest occurrence of that identity which is still open.
func (r *relief) ended(f *sim.Fact) {
	for i := len(r.list) - 1; i >= 0; i-- {
		o := &r.list[i]
		if o.open && o.owner == f.Owner && o.key == f.Key {
			o.open, o.End, o.Touched = false, f.At, f.Value
			return
		}
	}
}

// faults returns the faults of a run that ended at that time, judged.
func (r *relief) faults(at sim.Time) []Fault {
	if len(r.list) == 0 {
		return nil
	}
	faults := make([]Fault, len(r.list))
	for i, o := range r.list {
		if o.open {
			o.End = at
		}
		faults[i] = o.Fault
		faults[i].Lasting = o.End >= at
	}
	r.countUnanswered(at)
	list := r.disturbances(faults)
	if len(list) == 0 {
		return faults
	}
	usual := r.usual(list[0].begin)
	for i, d := range list {
		horizon := at
		if i+1 < len(list) {
			horizon = list[i+1].begin
		}
		recovery, recovered := r.judge(d, horizon, usual)
		late := !recovered && i == len(list)-1 && at < r.soonest(d.end)
		for _, f := range d.faults {
			f.Late, f.Recovered, f.Recovery = late, recovered, recovery
		}
	}
	return faults
}

// countUnanswered makes errors of the requests that must be called lost: they
// have been open for longer than any that ended. Without this a system that
// answers nothing any more, to callers without a timeout, would look well.
func (r *relief) countUnanswered(at sim.Time) {
	for i := range r.windows {
		w := &r.windows[i]
		if r.end(i).Add(r.longest) <= at {
			w.errors = w.requests - w.ok
		}
	}
}

// disturbances groups the faults that ended before the run did, and overlap or
// leave no room between them for the windows that tell whether all is well. The
// faults are in the order of their beginning.
func (r *relief) disturbances(faults []Fault) []disturbance {
	var list []disturbance
	for i := range faults {
		f := &faults[i]
		if f.Lasting {
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
	return list
}

// soonest returns when a system that a disturbance left at that time can first
// have been seen to be well. The last window before the next disturbance does not
// tell: its requests may still be on their way when that begins.
func (r *relief) soonest(end sim.Time) sim.Time {
	return r.start(windowAt(end-1, r.width, len(r.windows)) + 1 + calm + 1)
}

// usual returns the error rate of the run before its first disturbance, after
// the warm-up if any request ended between the two, and otherwise from the
// beginning; 0 if none ended at all.
func (r *relief) usual(first sim.Time) float64 {
	for _, from := range [...]sim.Time{r.warm, 0} {
		var errors, ended int64
		for i, w := range r.windows {
			if r.start(i) >= from && r.end(i) <= first {
				errors += w.errors
				ended += w.errors + w.ok
			}
		}
		if rate, ok := ratio(float64(errors), float64(ended)); ok {
			return rate
		}
	}
	return 0
}

// judge returns how long after the end of a disturbance the system was well, and
// whether it was before the horizon: the next disturbance, or the end of the run.
func (r *relief) judge(d disturbance, horizon sim.Time, usual float64) (time.Duration, bool) {
	broken, run := false, 0
	var since sim.Time
	for i := windowAt(d.begin, r.width, len(r.windows)); i < len(r.windows) && r.end(i) <= horizon; i++ {
		w := &r.windows[i]
		if w.ok+w.errors == 0 {
			continue
		}
		if !r.well(w, usual) {
			broken, run = true, 0
			continue
		}
		if r.end(i) <= d.end {
			continue
		}
		if run == 0 {
			since = r.start(i)
		}
		if run++; run == calm {
			if !broken {
				since = d.end
			}
			return max(since.Sub(d.end), 0), true
		}
	}
	return 0, !broken
}

// well reports whether a window, in which at least one request ended, is within
// the SLO. Its percentile is of nearest rank: of a hundred requests one may be
// too slow.
func (r *relief) well(w *fineWindow, usual float64) bool {
	rate, _ := ratio(float64(w.errors), float64(w.ok+w.errors))
	if rate > max(r.slo.ErrorRate, usual+0.01) {
		return false
	}
	return r.slo.P99 == 0 || w.ok > 0 && 100*w.slow <= w.ok
}

func (r *relief) start(i int) sim.Time { return sim.Time(r.width) * sim.Time(i) }
func (r *relief) end(i int) sim.Time   { return sim.Time(r.width) * sim.Time(i+1) }
