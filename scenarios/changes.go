package scenarios

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"wavetank/reports"
	"wavetank/scenarios/language"
)

// mostChanges bounds the changes of one load that are told one by one.
const mostChanges = 12

// changes returns when the loads are not what they are at first: bursts, steps of the
// rate, and loads that come later or go before the run is over.
func changes(s *Scenario) []reports.Change {
	var all []reports.Change
	for i := range s.Loads {
		w := &s.Loads[i]
		until := w.Until
		if until <= 0 || until > s.Duration {
			until = s.Duration
		}
		of := append(visit(w, until, s.Duration), bursts(w, until)...)
		of = append(of, stairs(w, until)...)
		if len(of) > mostChanges {
			last := slices.MaxFunc(of, func(a, b reports.Change) int { return cmp.Compare(a.To, b.To) })
			of = []reports.Change{{From: of[0].From, To: last.To, What: fmt.Sprintf("%s changes %d times", w.Name, len(of))}}
		}
		all = append(all, of...)
	}
	slices.SortStableFunc(all, func(a, b reports.Change) int { return cmp.Compare(a.From, b.From) })
	return all
}

// visit tells of a load that is not there from the beginning to the end.
func visit(w *language.Workload, until, end time.Duration) []reports.Change {
	switch {
	case w.From > 0:
		return []reports.Change{{From: w.From, To: until, What: w.Name + " " + drive(w)}}
	case until < end:
		return []reports.Change{{From: until, To: end, What: w.Name + " is over"}}
	}
	return nil
}

func drive(w *language.Workload) string {
	switch {
	case w.Rate > 0:
		return perSecond(w.Rate)
	case w.Users > 0:
		return reports.CountOf(w.Users, "user")
	}
	return "is there"
}

func bursts(w *language.Workload, until time.Duration) []reports.Change {
	if w.Burst == nil {
		return nil
	}
	var all []reports.Change
	for at := w.Burst.At; at < until && len(all) <= mostChanges; at += w.Burst.Every {
		all = append(all, reports.Change{From: at, To: min(at+w.Burst.For, until), What: w.Name + " +" + perSecond(w.Burst.Rate)})
		if w.Burst.Every <= 0 {
			break
		}
	}
	return all
}

// stairs tells of each stretch in which the rate is not that of the first step.
func stairs(w *language.Workload, until time.Duration) []reports.Change {
	var all []reports.Change
	for i, step := range w.Steps {
		if i == 0 {
			continue
		}
		before := w.Steps[i-1]
		if step.Ramp && step.Rate != before.Rate && step.At > before.At {
			all = append(all, reports.Change{From: before.At, To: min(step.At, until), What: w.Name + " to " + perSecond(step.Rate)})
		}
		to := until
		if i+1 < len(w.Steps) {
			if to = min(w.Steps[i+1].At, until); w.Steps[i+1].Ramp && w.Steps[i+1].Rate != step.Rate {
				to = step.At // the ramp tells of it
			}
		}
		if step.Rate != w.Steps[0].Rate && to > step.At {
			all = append(all, reports.Change{From: step.At, To: to, What: w.Name + " " + perSecond(step.Rate)})
		}
	}
	return all
}

func perSecond(rate float64) string { return strconv.FormatFloat(rate, 'f', -1, 64) + "/s" }
