package reports

import (
	"time"

	"wavetank/sim"
)

// A levelFold builds a Level. The sum of what its owners stand at is
// integrated over time from one fact to the next, so that a window costs nothing
// but a look at all owners when it begins, for the highest.
type levelFold struct {
	name    string
	warm    sim.Time
	width   time.Duration
	places  map[*sim.Owner]int
	owners  []ownerFold
	sum     int64 // of the owners' values
	since   sim.Time
	windows []levelWindow
}

type ownerFold struct {
	name    string
	value   int64
	since   sim.Time
	heights heights
}

// heights build Heights.
type heights struct {
	area, time float64 // of value times nanoseconds, and nanoseconds
	min, max   int64
}

type levelWindow struct {
	area, time float64
	max        int64
	begun      bool
}

func (l *levelFold) fact(f *sim.Fact) {
	l.advance(f.At)
	i, known := l.places[f.Owner]
	if !known {
		i = len(l.owners)
		l.places[f.Owner] = i
		l.owners = append(l.owners, ownerFold{name: f.Owner.Name(), since: f.At})
	}
	o := &l.owners[i]
	o.advance(f.At, l.warm)
	l.sum += f.Value - o.value
	o.value = f.Value
	w := &l.windows[windowAt(f.At, l.width, len(l.windows))]
	w.raise(f.Value)
}

// advance carries the sum on to a later instant, window by window.
func (l *levelFold) advance(to sim.Time) {
	for l.since < to {
		if len(l.owners) == 0 {
			l.since = to
			return
		}
		i := windowAt(l.since, l.width, len(l.windows))
		w := &l.windows[i]
		if !w.begun || l.since == sim.Time(l.width)*sim.Time(i) {
			for k := range l.owners {
				w.raise(l.owners[k].value)
			}
		}
		end := to
		if i+1 < len(l.windows) {
			end = min(to, sim.Time(l.width)*sim.Time(i+1))
		}
		span := float64(end.Sub(l.since))
		w.area += float64(float64(l.sum) * span)
		w.time += float64(float64(len(l.owners)) * span)
		l.since = end
	}
}

func (w *levelWindow) raise(v int64) {
	if !w.begun || v > w.max {
		w.max, w.begun = v, true
	}
}

// advance counts the time that an owner has stood where it stands.
func (o *ownerFold) advance(to, warm sim.Time) {
	from := max(o.since, warm)
	o.since = to
	if from >= to {
		return
	}
	h := &o.heights
	if h.time == 0 || o.value < h.min {
		h.min = o.value
	}
	if h.time == 0 || o.value > h.max {
		h.max = o.value
	}
	span := float64(to.Sub(from))
	h.area += float64(float64(o.value) * span)
	h.time += span
}

// crashed changes nothing: a level stands until a fact says otherwise.
func (l *levelFold) crashed(*sim.Owner, sim.Time) {}

func (l *levelFold) finish(at sim.Time) Told {
	l.advance(at)
	out := &Level{Name: l.name, Width: l.width, Windows: make([]LevelWindow, len(l.windows))}
	var all heights
	for i := range l.owners {
		o := &l.owners[i]
		o.advance(at, l.warm)
		out.Owners = append(out.Owners, OwnerLevel{o.name, o.heights.finish(float64(o.value))})
		all.merge(&o.heights)
	}
	out.Heights = all.finish(float64(l.sum) / float64(max(len(l.owners), 1)))
	for i, w := range l.windows {
		if w.time > 0 {
			out.Windows[i] = LevelWindow{Mean: w.area / w.time, Max: w.max, OK: true}
		}
	}
	return out
}

func (h *heights) merge(o *heights) {
	if o.time == 0 {
		return
	}
	if h.time == 0 {
		h.min, h.max = o.min, o.max
	}
	h.min, h.max = min(h.min, o.min), max(h.max, o.max)
	h.area += o.area
	h.time += o.time
}

func (h *heights) finish(last float64) Heights {
	if h.time == 0 {
		return Heights{}
	}
	return Heights{Mean: h.area / h.time, Min: h.min, Max: h.max, Last: last, Told: true}
}
