package reports

import (
	"slices"

	"wavetank/sim/meter"
)

func (a *archive) summary(s *Summary) {
	a.text(&s.Variant)
	a.word(&s.Seed)
	a.text(&s.Digest)
	a.span(&s.Duration)
	a.span(&s.Warmup)
	a.word(&s.Events)
	list(a, &s.Loads, a.load)
	list(a, &s.Facts, func(f *FactCount) {
		a.text(&f.Name)
		a.whole(&f.Count)
	})
	list(a, &s.Told, a.told)
	list(a, &s.Places, func(p **Place) {
		if *p == nil {
			*p = new(Place)
		}
		a.place(*p)
	})
	list(a, &s.Faults, a.disturbance)
	list(a, &s.Surges, a.disturbance)
	a.span(&s.Series.Width)
	list(a, &s.Series.Windows, a.window)
	list(a, &s.Series.Counted, func(x *Counted) {
		a.text(&x.Metric)
		list(a, &x.Windows, a.whole)
	})
	a.span(&s.Wasted)
	list(a, &s.Judged, a.judged)
	a.text(&s.NeverWell)
	a.text((*string)(&s.State))
	a.instant(&s.StateFrom)
	a.flags(&s.AtEase)
}

func (a *archive) load(l *Load) {
	a.text(&l.Name)
	a.outcomes(&l.Outcomes)
	a.histogram(&l.LatencyOK)
	a.histogram(&l.LatencyAll)
	a.wholes(&l.Users, &l.Hanging, &l.InFlight)
	a.span(&l.Wasted)
	a.wholes(&l.Reads, &l.StaleReads, &l.Writes, &l.LostWrites)
}

func (a *archive) outcomes(o *Outcomes) {
	a.wholes(&o.Requests, &o.OK, &o.Degraded, &o.Failed, &o.TimedOut, &o.Rejected, &o.Unanswered, &o.Attempts)
}

func (a *archive) window(w *Window) {
	a.outcomes(&w.Outcomes)
	a.span(&w.P50)
	a.span(&w.P99)
	a.span(&w.AllP99)
}

func (a *archive) disturbance(f *Disturbance) {
	a.text(&f.Name)
	a.text(&f.What)
	a.instant(&f.Begin)
	a.instant(&f.End)
	a.whole(&f.Touched)
	a.text((*string)(&f.Untold))
	a.flags(&f.Surge, &f.Recovered)
	a.span(&f.Recovery)
}

func (a *archive) judged(j *Judged) {
	a.text(&j.Invariant)
	a.instant(&j.At)
	a.text(&j.Words)
	a.flags(&j.Broken, &j.Goal, &j.Reached)
}

// told is one of the types of Told, behind the name of its family.
func (a *archive) told(t *Told) {
	name := ""
	if !a.reading {
		name = (*t).family().Name
	}
	a.text(&name)
	switch name {
	case LevelFamily.Name:
		level, _ := (*t).(*Level)
		a.level(fresh(t, level))
	case SpanFamily.Name:
		spans, _ := (*t).(*Spans)
		a.spans(fresh(t, spans))
	case DelayFamily.Name, AmountFamily.Name:
		values, _ := (*t).(*Values)
		values = fresh(t, values)
		values.of = FindFamily(name)
		a.text(&values.Name)
		a.histogram(&values.Histogram)
	default:
		a.fail()
	}
}

// fresh returns x or, where there is none yet, a new one that t is to be.
func fresh[T any, P interface {
	*T
	Told
}](t *Told, x P) P {
	if x == nil {
		x = new(T)
		*t = x
	}
	return x
}

func (a *archive) level(l *Level) {
	a.text(&l.Name)
	a.heights(&l.Heights)
	list(a, &l.Owners, func(o *OwnerLevel) {
		a.text(&o.Name)
		a.heights(&o.Heights)
	})
	a.span(&l.Width)
	list(a, &l.Windows, func(w *LevelWindow) {
		a.float(&w.Mean)
		a.whole(&w.Max)
		a.flags(&w.OK)
	})
}

func (a *archive) heights(h *Heights) {
	a.float(&h.Mean)
	a.wholes(&h.Min, &h.Max)
	a.float(&h.Last)
	a.flags(&h.Told)
}

func (a *archive) spans(s *Spans) {
	a.text(&s.Name)
	a.whole(&s.Count)
	a.span(&s.Covered)
	a.span(&s.Overlap)
	a.span(&s.Measured)
	list(a, &s.List, func(x *Span) {
		a.text(&x.Owner)
		a.instant(&x.Begin)
		a.instant(&x.End)
		a.flags(&x.Open)
	})
	a.whole(&s.More)
}

func (a *archive) place(p *Place) {
	sort := ""
	if !a.reading {
		sort = p.Sort.Name
	}
	a.text(&sort)
	if i := slices.IndexFunc(Sorts(), func(s *Sort) bool { return s.Name == sort }); i >= 0 {
		p.Sort = Sorts()[i]
	} else {
		a.fail()
	}
	a.text(&p.Name)
	a.text(&p.Node)
	for _, x := range []*meter.Area{&p.Time, &p.held, &p.used, &p.calling, &p.disk} {
		a.words(&x.Hi, &x.Lo)
	}
	a.flags(&p.shares, &p.disks)
	a.wholes(&p.Workers, &p.Rejected, &p.Expired, &p.atOnce, &p.Requests, &p.OK, &p.Failed, &p.TimedOut, &p.Refused, &p.GivenUp)
	for _, h := range []*Histogram{&p.Queue, &p.Waits, &p.Work, &p.Latency, &p.Wait} {
		a.histogram(h)
	}
	list(a, &p.Away, func(away *Away) {
		a.text(&away.By)
		a.whole(&away.Calls)
	})
}
