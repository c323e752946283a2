package scenarios

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"wavetank/reports"
	"wavetank/scenarios/language"
)

// mostBursts bounds the bursts of a load that are surges of their own. More are too dense
// to see a recovery between them: from the first on they are how the load is.
const mostBursts = 500

// A stretch is a time in which rates move in a straight line.
type stretch struct {
	from, to   time.Duration
	begin, end float64
}

func (s stretch) low() float64 { return min(s.begin, s.end) }

// A rise is a stretch of time in which a load is above what it is before and after.
type rise struct{ from, to time.Duration }

// surges returns when the loads together are above one rate that they have before and one
// that they have after, or the users of closed loops are more. Times in which nobody asks
// do not count as before or after.
func surges(s *Scenario) []reports.Change {
	times := breaks(s)
	asked := make([]bool, len(times)) // between a time and the next
	var rates, users []stretch
	for i := range len(times) - 1 {
		r := stretch{from: times[i], to: times[i+1]}
		u := r
		for k := range s.Loads {
			w := &s.Loads[k]
			if there := w.From <= r.from && r.from < w.Until; there && (w.Users > 0 || w.Times != nil) {
				u.begin += float64(w.Users)
				asked[i] = true
			}
			begin, end := w.Rates(r.from, r.to)
			r.begin, r.end = r.begin+begin, r.end+end
		}
		u.end = u.begin
		asked[i] = asked[i] || r.begin+r.end > 0
		rates, users = append(rates, r), append(users, u)
	}
	var all []reports.Change
	words := changes(s)
	for _, x := range joined(append(rises(rates, asked), rises(users, asked)...)) {
		all = append(all, reports.Change{From: x.from, To: x.to, What: x.words(words)})
	}
	return all
}

// breaks returns when a load begins or ends, or its rate turns or leaps.
func breaks(s *Scenario) []time.Duration {
	times := []time.Duration{0, s.Duration}
	for i := range s.Loads {
		w := &s.Loads[i]
		times = append(times, w.From, w.Until)
		for _, step := range w.Steps {
			times = append(times, step.At)
		}
		b := w.Burst
		switch {
		case b == nil:
		case b.Every == 0:
			times = append(times, b.At, b.At+b.For)
		case s.Duration/b.Every > mostBursts:
			times = append(times, b.At)
		default:
			for at := b.At; at < s.Duration; at += b.Every {
				times = append(times, at, at+b.For)
			}
		}
	}
	slices.Sort(times)
	times = slices.Compact(times)
	return slices.DeleteFunc(times, func(t time.Duration) bool { return t < 0 || t > s.Duration })
}

// rises returns where stretches that follow each other are above the lowest before and the
// lowest after, of those in which somebody asks.
func rises(all []stretch, asked []bool) []rise {
	after := make([]float64, len(all)+1) // the lowest from a stretch on
	after[len(all)] = math.Inf(1)
	for i := len(all) - 1; i >= 0; i-- {
		if after[i] = after[i+1]; asked[i] {
			after[i] = min(after[i], all[i].low())
		}
	}
	var out []rise
	before := math.Inf(1)
	for i, s := range all {
		if !asked[i] {
			continue
		}
		floor := max(min(before, s.begin), min(after[i+1], s.end))
		switch r := (rise{s.from, s.to}); {
		case max(s.begin, s.end) <= floor:
		case s.begin < floor:
			out = append(out, rise{s.crosses(floor), s.to})
		case s.end < floor:
			out = append(out, rise{s.from, s.crosses(floor)})
		default:
			out = append(out, r)
		}
		before = min(before, s.low())
	}
	return out
}

// crosses returns when a stretch passes a rate.
func (s stretch) crosses(rate float64) time.Duration {
	share := (rate - s.begin) / (s.end - s.begin)
	return s.from + time.Duration(float64(share*float64(s.to-s.from)))
}

// joined returns the rises in order, those that touch or overlap as one.
func joined(list []rise) []rise {
	slices.SortFunc(list, func(a, b rise) int { return cmp.Compare(a.from, b.from) })
	var out []rise
	for _, r := range list {
		if n := len(out); n > 0 && r.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, r.to)
			continue
		}
		out = append(out, r)
	}
	return out
}

// words names the changes of loads that make a rise.
func (r rise) words(changes []reports.Change) string {
	var of []string
	for _, c := range changes {
		if c.From < r.to && r.from < c.To && !slices.Contains(of, c.What) {
			of = append(of, c.What)
		}
	}
	if len(of) > 3 {
		of = append(of[:2], "and more")
	}
	return strings.Join(of, ", ")
}

// calmer returns the loads of a scenario with only this part of the length of its surges.
// After it each has what it has before and after the surge; one that comes for the surge
// alone is gone.
func calmer(s *Scenario, surges []reports.Change, part float64) []language.Workload {
	var all []language.Workload
	times := breaks(s)
	for _, c := range surges {
		times = append(times, c.From, c.From+partOf(c, part), c.To)
	}
	slices.Sort(times)
	times = slices.Compact(times)
	for _, w := range s.Loads {
		alone := slices.IndexFunc(surges, func(c reports.Change) bool {
			return c.From > 0 && c.To < s.Duration && c.From <= w.From && w.Until <= c.To
		})
		switch {
		case alone >= 0:
			if w.Until = min(w.Until, surges[alone].From+partOf(surges[alone], part)); w.Until <= w.From {
				continue
			}
		case w.Users == 0 && w.Times == nil && len(surges) > 0:
			w.Steps = capped(&w, times, surges, part)
			w.Rate, w.Burst = 0, nil
		}
		all = append(all, w)
	}
	return all
}

func partOf(c reports.Change, part float64) time.Duration {
	return time.Duration(float64(part * float64(c.To-c.From)))
}

// capped returns the rates of a load between the times: from this part of a surge on not
// above those just before and after it.
func capped(w *language.Workload, times []time.Duration, surges []reports.Change, part float64) []language.Step {
	var steps []language.Step
	for i := range len(times) - 1 {
		from, to := times[i], times[i+1]
		begin, end := w.Rates(from, to)
		for _, c := range surges {
			if c.From+partOf(c, part) <= from && to <= c.To {
				_, before := w.Rates(c.From-1, c.From)
				after, _ := w.Rates(c.To, c.To+1)
				begin, end = min(begin, max(before, after)), min(end, max(before, after))
			}
		}
		steps = append(steps, language.Step{At: from, Rate: begin})
		if end != begin {
			steps = append(steps, language.Step{At: to, Rate: end, Ramp: true})
		}
	}
	return steps
}
