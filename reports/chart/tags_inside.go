package chart

import (
	"math"
	"slices"
)

// A profile is the ink of a curve per column of one point: the highest and the
// lowest y, NaN where the curve has a gap.
type profile struct{ upper, lower []float64 }

func newProfile() profile {
	p := profile{make([]float64, int(pageWidth)+1), make([]float64, int(pageWidth)+1)}
	for i := range p.upper {
		p.upper[i], p.lower[i] = math.NaN(), math.NaN()
	}
	return p
}

// medianProfile is the ink of a curve's line.
func medianProfile(c curve) profile {
	p := newProfile()
	for _, run := range c.runs {
		p.add(run[0])
		for i := 1; i < len(run); i++ {
			p.addSegment(run[i-1], run[i])
		}
	}
	return p
}

// rangeProfile is the ink of a curve's range.
func rangeProfile(c curve) profile {
	p := newProfile()
	for _, r := range c.ranges {
		for _, edge := range [][]spot{r.upper, r.lower} {
			for i := 1; i < len(edge); i++ {
				p.addSegment(edge[i-1], edge[i])
			}
		}
	}
	return p
}

func (p profile) add(s spot) {
	i := int(math.Floor(s.x))
	if i < 0 || i >= len(p.upper) {
		return
	}
	if math.IsNaN(p.upper[i]) {
		p.upper[i], p.lower[i] = s.y, s.y
	}
	p.upper[i], p.lower[i] = min(p.upper[i], s.y), max(p.lower[i], s.y)
}

func (p profile) addSegment(a, b spot) {
	p.add(a)
	for x := math.Floor(a.x) + 1; x < b.x; x++ {
		p.add(spot{x, a.y + float64((b.y-a.y)*(x-a.x)/(b.x-a.x))})
	}
	p.add(b)
}

// A scribe looks for room for labels beside their lines.
type scribe struct {
	frame   frame
	counted float64 // where the warm-up ends
	curves  []curve
	medians []profile
	ranges  []profile
	taken   []box
}

// tagsInside puts each label above or below its own line, where no line of another variant
// is near enough to be taken for it. It is not ok if one of them finds no
// such place.
func tagsInside(f frame, curves []curve, counted float64) ([]tag, bool) {
	w := scribe{frame: f, counted: counted, curves: curves}
	var order []int
	for i, c := range curves {
		w.medians = append(w.medians, medianProfile(c))
		w.ranges = append(w.ranges, rangeProfile(c))
		if c.label != "" {
			order = append(order, i)
		}
	}
	for range 4 * len(order) {
		tags, stuck := w.write(curves, order)
		if stuck < 0 {
			return tags, true
		}
		// The label without a place chooses first the next time.
		first := order[stuck]
		order = slices.Insert(slices.Delete(order, stuck, stuck+1), 0, first)
	}
	return nil, len(order) == 0
}

// write places the labels in the given order. If one finds no place it returns
// which in the order that is, else -1.
func (w *scribe) write(curves []curve, order []int) (tags []tag, stuck int) {
	w.taken = nil
	for n, i := range order {
		c := curves[i]
		l := labelLetter
		place, ok := w.place(i, l.width(c.label), l)
		if !ok {
			return nil, n
		}
		w.taken = append(w.taken, place)
		at := spot{place.left, place.top + l.capital()}
		tags = append(tags, tag{lines: []string{c.label}, letter: l, colour: c.colour, at: at})
	}
	return tags, -1
}

// place is the best box for the label of curve i; the first among equals.
func (w *scribe) place(i int, width float64, l letter) (best box, ok bool) {
	least := math.Inf(1)
	for left := math.Ceil(w.frame.left) + 4; left+width <= w.frame.right-2; left += 3 {
		upper, lower, covered := w.medians[i].within(left-5, left+width+5)
		if covered < 0.3 {
			continue
		}
		tops := []float64{upper - 6 - l.capital(), lower + 6}
		if over, under, some := w.ranges[i].within(left, left+width); some > 0 {
			tops = append(tops, min(over, upper)-4-l.capital(), max(under, lower)+4)
		}
		for _, top := range tops {
			b := box{left, top, left + width, top + l.capital()}
			cost, free := w.cost(i, b)
			if !free {
				continue
			}
			cost += math.Floor(lower-upper)*4 + math.Floor((1-covered)*40)
			cost += math.Floor(w.medians[i].distance(b)) * 2
			if cost < least {
				best, ok, least = b, true, cost
			}
		}
	}
	return best, ok
}

// within is the ink of a profile between two columns, and which part of them
// has any.
func (p profile) within(left, right float64) (upper, lower, covered float64) {
	upper, lower = math.Inf(1), math.Inf(-1)
	first, last := max(int(left), 0), min(int(right), len(p.upper)-1)
	n := 0
	for x := first; x <= last; x++ {
		if !math.IsNaN(p.upper[x]) {
			upper, lower = min(upper, p.upper[x]), max(lower, p.lower[x])
			n++
		}
	}
	return upper, lower, float64(n) / float64(last-first+1)
}

// cost says how bad a place is; not free if the label would be cut, meet
// something, or could be taken for the label of another curve.
func (w *scribe) cost(i int, b box) (cost float64, free bool) {
	if b.top < w.frame.top+4 || b.bottom > w.frame.bottom-4 {
		return 0, false
	}
	for _, o := range w.taken {
		if b.meets(o, 5) {
			return 0, false
		}
	}
	if b.left < w.counted {
		cost += 60
	}
	nearest := 100.0
	own := w.medians[i].distance(b)
	for j := range w.medians {
		if w.curves[j].variant == w.curves[i].variant {
			if w.ranges[j].distance(b) <= 1 {
				cost += 24
			}
			if j != i && w.medians[j].distance(b) <= 2 {
				cost += 80
			}
			continue
		}
		d := w.medians[j].distance(box{b.left - 6, b.top, b.right + 6, b.bottom})
		if d < max(9, 1.2*own) {
			return 0, false
		}
		nearest = min(nearest, d)
		if w.ranges[j].distance(b) <= 2 {
			cost += 25
		}
	}
	return math.Floor(cost - nearest), true
}

// distance is the least vertical distance between the profile and a box; zero
// when they meet.
func (p profile) distance(b box) float64 {
	d := math.Inf(1)
	for x := max(int(b.left), 0); x <= min(int(b.right), len(p.upper)-1); x++ {
		if math.IsNaN(p.upper[x]) {
			continue
		}
		d = min(d, max(0, p.upper[x]-b.bottom, b.top-p.lower[x]))
	}
	return d
}
