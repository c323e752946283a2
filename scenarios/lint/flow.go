package lint

import (
	"time"

	"wavetank/scenarios/language"
)

// A volume is how much comes: on average while anything does, at its peak, and in
// all.
type volume struct{ mean, peak, total float64 }

func (v *volume) add(w volume, times float64) {
	v.mean += w.mean * times
	v.peak += w.peak * times
	v.total += w.total * times
}

// A flow is what comes to each route, and from each load, when nothing is tried
// twice.
type flow struct {
	loads  map[string]volume
	routes map[language.Target]volume
}

func (a *arm) newFlow() flow {
	f := flow{loads: map[string]volume{}, routes: map[language.Target]volume{}}
	for i := range a.scenario.Loads {
		l := &a.scenario.Loads[i]
		v := a.volume(l)
		f.loads[l.Name] = v
		for _, share := range l.To {
			a.visit(share.To, part(l, share), v, f.routes)
		}
	}
	return f
}

// visit follows requests down the calls until hardly any are left. Calls that go
// round in circles have probabilities: the loader sees to it that they die out.
func (a *arm) visit(to language.Target, times float64, v volume, routes map[language.Target]volume) {
	const least, most = 1e-4, 100_000 // of visits, and of steps
	type step struct {
		to    language.Target
		times float64
	}
	list := []step{{to, times}}
	for i := 0; i < len(list) && i < most; i++ {
		s := list[i]
		sum := routes[s.to]
		sum.add(v, s.times)
		routes[s.to] = sum
		each(a.route(s.to).Calls, func(c language.Call) {
			if next := s.times * float64(c.Repeat) * c.Probability; next > least {
				list = append(list, step{c.To, next})
			}
		})
	}
}

// volume returns what a load sends. Users who wait for their answers send at most
// what they could if nobody ever waited in a queue.
func (a *arm) volume(l *language.Workload) volume {
	end := a.scenario.Duration
	if l.Until > 0 {
		end = min(end, l.Until)
	}
	span := (end - l.From).Seconds()
	if span <= 0 {
		return volume{}
	}
	if l.Users > 0 {
		var pause time.Duration
		if l.Think != nil {
			pause = l.Think.Mean()
		}
		for _, share := range l.To {
			pause += time.Duration(part(l, share) * float64(a.hold(share.To, 0)))
		}
		if pause <= 0 {
			return volume{}
		}
		rate := float64(l.Users) / pause.Seconds()
		return volume{rate, rate, rate * span}
	}
	v := volume{peak: l.Rate, total: l.Rate * span}
	switch {
	case len(l.Times) > 0:
		v.total = float64(len(l.Times))
		for i, j := 0, 0; j < len(l.Times); j++ {
			for l.Times[j]-l.Times[i] > time.Second {
				i++
			}
			v.peak = max(v.peak, float64(j-i+1))
		}
	case len(l.Steps) > 0:
		v.total, v.peak = steps(l, end)
	}
	if b := l.Burst; b != nil {
		times := 1.0
		if b.Every > 0 {
			times = max(1, float64(end-b.At)/float64(b.Every))
		}
		v.peak += b.Rate
		v.total += b.Rate * b.For.Seconds() * times
	}
	v.mean = v.total / span
	return v
}

// steps returns how many arrivals the steps of a load make until the end, and the
// highest rate.
func steps(l *language.Workload, end time.Duration) (total, peak float64) {
	for i, s := range l.Steps {
		peak = max(peak, s.Rate)
		next, rate := end, s.Rate
		if i+1 < len(l.Steps) {
			if n := l.Steps[i+1]; n.At < end {
				next = n.At
				if n.Ramp {
					rate = (s.Rate + n.Rate) / 2
				}
			}
		}
		total += rate * max(0, (next-max(s.At, l.From)).Seconds())
	}
	return total, peak
}

// hold returns how long a request to a route holds its worker on average, if
// nothing that it calls has a queue or a network before it. Beyond depth it knows
// nothing more.
func (a *arm) hold(to language.Target, depth int) time.Duration {
	r := a.route(to)
	var d time.Duration
	if r.Work != nil {
		d = r.Work.Mean()
	}
	if depth > 20 {
		return d
	}
	for _, c := range r.Calls {
		d += a.takes(c, depth)
	}
	return d
}

// takes returns how long a call takes on average, all its repetitions together.
func (a *arm) takes(c language.Call, depth int) time.Duration {
	times := float64(max(1, c.Repeat))
	if c.IsGroup() {
		var longest time.Duration
		shortest := a.takes(c.Parallel[0], depth)
		for _, member := range c.Parallel {
			d := time.Duration(float64(a.takes(member, depth)) / float64(max(1, member.Repeat)))
			longest, shortest = max(longest, d), min(shortest, d)
		}
		if c.Need > 0 {
			return time.Duration(times * float64(shortest))
		}
		return time.Duration(times * float64(longest))
	}
	d := float64(a.hold(c.To, depth+1))
	if t := float64(c.Timeout); t > 0 && t < 3*d {
		d = .6 * min(t, d) // of what is exponential, at least that much lies below
	}
	return time.Duration(times * c.Probability * d)
}
