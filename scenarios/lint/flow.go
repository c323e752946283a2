package lint

import (
	"time"

	"wavetank/scenarios/language"
)

// A volume is how much comes: on average while anything does, at its peak, in all,
// and on average from those who do not wait for their answers.
type volume struct{ mean, peak, total, open float64 }

func (v *volume) add(w volume, times float64) {
	v.mean += float64(w.mean * times)
	v.peak += float64(w.peak * times)
	v.total += float64(w.total * times)
	v.open += float64(w.open * times)
}

// A flow is what comes to each route, and from each load, when nothing is tried
// twice.
type flow struct {
	loads  map[string]volume
	routes map[language.Target]volume
	spared map[string]bool // nodes that are asked less, as a cache lies on the way: nobody knows how much
}

func (a *arm) newFlow() flow {
	a.holdAll()
	f := flow{loads: map[string]volume{}, routes: map[language.Target]volume{}, spared: a.spared()}
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

// visit follows requests down the calls, a generation at a time, until hardly any
// are left. Calls that go round in circles have probabilities: the loader sees to it
// that they die out.
func (a *arm) visit(to language.Target, times float64, v volume, routes map[language.Target]volume) {
	const least, most = 1e-4, 10_000 // of visits, and of generations
	alive, seen := []language.Target{to}, map[language.Target]float64{to: times}
	for range most {
		var next []language.Target
		born := map[language.Target]float64{}
		for _, t := range alive {
			times := seen[t]
			if times < least {
				continue
			}
			sum := routes[t]
			sum.add(v, times)
			routes[t] = sum
			if r := a.routes[t]; r != nil {
				for c := range r.Singles() {
					if _, there := born[c.To]; !there {
						next = append(next, c.To)
					}
					born[c.To] += float64(times * float64(c.Repeat) * c.Probability)
				}
			}
		}
		if alive, seen = next, born; len(alive) == 0 {
			return
		}
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
			pause += time.Duration(part(l, share) * float64(a.hold(share.To)))
		}
		if pause <= 0 {
			return volume{}
		}
		rate := float64(l.Users) / pause.Seconds()
		return volume{mean: rate, peak: rate, total: rate * span}
	}
	total, peak := l.Offered(end)
	return volume{mean: total / span, peak: peak, total: total, open: total / span}
}

// hold returns how long a request to a route holds its worker on average, if
// nothing that it calls has a queue or a network before it.
func (a *arm) hold(to language.Target) time.Duration {
	d, known := a.held[to]
	if !known {
		a.held[to] = -1
		d = a.sum(to)
		a.held[to] = d
	}
	if d < 0 { // it is being worked out: the calls go round in circles
		a.circles = true
		return 0
	}
	return d
}

// sum adds up the work of a route and what its calls take.
func (a *arm) sum(to language.Target) time.Duration {
	r := a.routes[to]
	var d time.Duration
	if r.Work != nil {
		d = r.Work.Mean()
	}
	for _, c := range r.Calls {
		d += a.takes(c)
	}
	return d
}

// holdAll works out what every route holds; where calls go round in circles, as many
// rounds as matter.
func (a *arm) holdAll() {
	const rounds = 30
	for i := range rounds {
		for _, n := range a.scenario.Nodes {
			for _, r := range n.Routes {
				if t := (language.Target{Node: n.Name, Route: r.Name}); i == 0 {
					a.hold(t)
				} else {
					a.held[t] = a.sum(t)
				}
			}
		}
		if !a.circles {
			return
		}
	}
}

// takes returns how long a call takes on average, all its repetitions together.
func (a *arm) takes(c language.Call) time.Duration {
	times := float64(max(1, c.Repeat))
	if c.IsGroup() {
		var longest time.Duration
		shortest := a.takes(c.Parallel[0])
		for _, member := range c.Parallel {
			d := time.Duration(float64(a.takes(member)) / float64(max(1, member.Repeat)))
			longest, shortest = max(longest, d), min(shortest, d)
		}
		if c.Need > 0 {
			return time.Duration(times * float64(shortest))
		}
		return time.Duration(times * float64(longest))
	}
	d := float64(a.hold(c.To))
	if t := float64(c.Timeout); t > 0 && t < 3*d {
		d = .6 * min(t, d) // of what is exponential, at least that much lies below
	}
	return time.Duration(times * c.Probability * d)
}
