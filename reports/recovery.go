package reports

import (
	"cmp"
	"slices"
	"time"

	"wavetank/sim"
)

// recoveryWords complete the definition of the metric "recovery".
const recoveryWords = "A window is a 600th of the run, rounded up and at least 100 ms, and holds the requests meant to start in it, of all loads. " +
	"It is within the SLO if its error rate is at most that of the SLO, or one point above the error rate before the first disturbance if that is more, " +
	"and its 99th percentile of latency_ok is at most that of the SLO if it names one. " +
	"Windows that no request tells of are passed over, and those which requests still on their way at the end could put out of the SLO, but for those in which users of a closed loop wait whom nobody answers any more: their share counts as an error rate. " +
	"A later outage starts the search again, until the next disturbance or the end, if it can be laid to this one: it has at least three windows out of the SLO more than twice as many as the worst outage before the first disturbance; " +
	"outages are apart if three windows in a row between them are within the SLO. " +
	"Where fewer than three windows tell of the time after it, all of them within the SLO are enough. Zero if it pushed no window out of the SLO. " +
	"A surge is a time in which the rate of all loads together is above one that they had before and one that they have after it, or the users of closed loops are more; times in which nobody asks do not count for before or after, and loads that replay recorded arrivals have no rate. " +
	"Disturbances that overlap, or follow each other before four windows have passed, are one, over when the last of them ends; but a surge that the system bore, with the last three windows within the SLO when a fault began in it, is none. One that lasts until the end of the run is a circumstance, from which there is no recovery, and what comes after it began is not laid to those before."

// untoldWords complete it: when there is none.
const untoldWords = "Undefined if no disturbance ended before the run did, early enough to tell; if it was over before the warm-up ended, whose requests are not counted; " +
	"if nobody asked between its end and the next disturbance or the end, or if it touched nothing and nobody asked before it was over; " +
	"and, unless users of a closed loop hang for ever, if one that lasted to the end kept the system out of the SLO already when it began, " +
	"and if the system was never well: if from the warm-up to the first disturbance that began after it, also a lasting one, it was not within the SLO, and not for one request alone."

// An Untold is why nothing can be said of the recovery from a disturbance.
type Untold string

// The reasons; the empty one is none.
const (
	Lasting   Untold = "lasted to the end"
	Late      Untold = "ended too late to tell"
	Silent    Untold = "nobody asked after it"
	Unmet     Untold = "it touched nothing, and nobody asked before it was over"
	Early     Untold = "over before the warm-up ended"
	Ill       Untold = "a lasting fault kept the system out of its SLO already"
	Borne     Untold = "the system bore it until a fault came"
	NeverWell Untold = "the system was never well"
)

// calm is how many windows in a row have to be well.
const calm = 3

// A relief folds what is needed to tell when the system was well again after a
// disturbance. It counts against the SLO directly, in windows finer than a chart's,
// and needs no histograms.
type relief struct {
	slo  SLO
	warm sim.Time // the end of the warm-up
	row
	windows []fineWindow
	changed sim.Time     // when the latest fault began or ended
	list    []occurrence // of faults, in the order of their beginning
	surges  []Change     // in the order of their beginning
	before  string       // in which way the system was never well, or empty
}

// A fineWindow counts the requests that were meant to start in it.
type fineWindow struct {
	requests, ok, slow, errors int64

	last  sim.Time // when the last of them ended
	stuck float64  // the share of a closed loop's users who wait in it, and for ever
}

// An occurrence is one of a fault, with the identity by which its end finds it.
type occurrence struct {
	Disturbance
	owner *sim.Owner
	key   sim.Key
	open  bool
}

func newRelief(o Options) relief {
	row := newRow(o.Duration, roundUp(max(o.Duration/600, 100*time.Millisecond)))
	return relief{slo: o.SLO, surges: o.Surges, warm: sim.Time(o.Warmup), row: row, windows: make([]fineWindow, row.count)}
}

func (r *relief) window(start sim.Time) *fineWindow {
	return &r.windows[r.at(start)]
}

func (r *relief) requestEnded(f *sim.Fact, start sim.Time) {
	w := r.window(start)
	w.last = max(w.last, f.At)
	if f.Kind != sim.RequestOK {
		w.errors++
		return
	}
	w.ok++
	if r.slo.P99 > 0 && time.Duration(f.Value) > r.slo.P99 {
		w.slow++
	}
}

// unanswered counts the requests of a load that were never answered: an error
// each, from when they had waited longer than any that was. From then on a user
// of a closed loop who waits for one asks no more, in no window: as a share of
// all its users they count in each.
func (r *relief) unanswered(list []arrivals, longest time.Duration, users int) {
	for _, a := range list {
		w := r.window(a.start)
		w.errors += a.open
		w.last = max(w.last, a.start.Add(longest))
	}
	if users == 0 {
		return
	}
	var stuck int64
	for i := range r.windows {
		for len(list) > 0 && list[0].start.Add(longest) <= r.start(i) {
			stuck += list[0].open
			list = list[1:]
		}
		w := &r.windows[i]
		w.stuck = max(w.stuck, float64(stuck)/float64(users))
	}
}

func (r *relief) began(f *sim.Fact) {
	r.changed = f.At
	r.list = append(r.list, occurrence{
		Disturbance: Disturbance{Name: f.Owner.Name(), What: f.Note, Begin: f.At},
		owner:       f.Owner, key: f.Key, open: true,
	})
}

// ended closes the latest occurrence of that identity which is still open.
func (r *relief) ended(f *sim.Fact) {
	r.changed = f.At
	for i := len(r.list) - 1; i >= 0; i-- {
		o := &r.list[i]
		if o.open && o.owner == f.Owner && o.key == f.Key {
			o.open, o.End, o.Touched = false, f.At, f.Value
			return
		}
	}
}

// disturbed returns the faults and the surges of a run that ended at that time, judged.
func (r *relief) disturbed(at sim.Time) (faults, surges []Disturbance) {
	for _, o := range r.list {
		if o.open {
			o.End = at
		}
		faults = append(faults, o.Disturbance)
	}
	for _, c := range r.surges {
		if begin := sim.Time(c.From); begin < at {
			surges = append(surges, Disturbance{Surge: true, Name: c.What, What: c.What, Begin: begin, End: min(sim.Time(c.To), at)})
		}
	}
	r.tell(faults, surges, at)
	return faults, surges
}

// inTime returns the disturbances of both kinds in the order of their beginning.
func inTime(faults, surges []Disturbance) []*Disturbance {
	var all []*Disturbance
	for _, list := range [...][]Disturbance{faults, surges} {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	slices.SortStableFunc(all, func(a, b *Disturbance) int { return cmp.Compare(a.Begin, b.Begin) })
	return all
}

// tell judges the disturbances of a run that ended then.
func (r *relief) tell(faults, surges []Disturbance, at sim.Time) {
	all := inTime(faults, surges)
	for _, d := range all {
		if d.End >= at {
			d.Untold = Lasting
		}
	}
	n := r.norm(all)
	r.bear(faults, surges, n)
	list := r.clusters(all)
	if len(list) == 0 {
		return
	}
	if r.before = n.never; r.before != "" {
		for _, s := range list {
			s.untold(r.unlessStuck(NeverWell))
		}
		return
	}
	for i, s := range list {
		if r.illAlready(all, s, n) {
			s.untold(r.unlessStuck(Ill))
			continue
		}
		horizon := at // the next disturbance, also one that lasts to the end
		if i+1 < len(list) {
			horizon = list[i+1].begin
		}
		for _, d := range all {
			if d.Untold == Lasting && d.Begin >= r.soonest(s.end) {
				horizon = min(horizon, d.Begin)
			}
		}
		c := r.judge(s, horizon, n)
		if !c.recovered && i == len(list)-1 && at < r.soonest(s.end) {
			c.untold = Late
		}
		for _, d := range s.of {
			d.Untold, d.Recovered, d.Recovery = c.untold, c.recovered, c.after
		}
	}
}
