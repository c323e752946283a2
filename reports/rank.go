package reports

import (
	"math"
	"slices"
)

// usual are the metrics that decide where nothing is claimed, or where all that is
// claimed leaves several arms.
var usual = []string{"error_rate", "goodput", "p99", "degraded_rate"}

// A ranking puts arms in an order, the best first. One arm is before another in a
// measure if the seeds show that it is better, by more than nobody would care about.
type ranking struct {
	*Comparison
	claimed  []*measure // what the scenario claims something of
	aims     []*measure // of these, what has a direction and is no price
	deciders []*measure // in which arms are compared, the aims first
	untold   bool       // the scenario neither claims anything nor has an SLO
	order    []*Variant
	base     *Variant   // by which the others are measured
	best     []*Variant // the first of the order, and those equal to it
	decisive *measure   // that left the best; nil if none did
	free     bool       // the best costs nothing that is shown
	torn     bool       // no arm is among the best in every aim
	gaps     map[rival]Difference
	spans    map[*measure]float64
}

type rival struct {
	of      *measure
	base, v *Variant
}

// rank compares the arms by what the scenario claims, then by the usual metrics.
func (c *Comparison) rank() *ranking {
	r := &ranking{Comparison: c, claimed: c.measures(), gaps: make(map[rival]Difference), spans: make(map[*measure]float64)}
	r.aims = r.aimed(func(m *measure) bool { return !m.price() })
	if r.aims == nil {
		r.aims = r.aimed((*measure).price)
	}
	r.untold = len(r.claimed) == 0 && !c.Stated
	if r.untold {
		r.aims = r.moved("error_rate", "goodput", "p99")
		r.claimed = r.aims
	}
	r.deciders = slices.Clone(r.aims)
	for _, name := range usual {
		m := plainMeasure("", name)
		if !slices.ContainsFunc(r.deciders, func(o *measure) bool { return o.name == m.name }) {
			r.deciders = append(r.deciders, m)
		}
	}
	r.sort()
	r.base = r.opponent()
	return r
}

// opponent is the baseline or, if the expectations speak of several arms but not of that,
// the last of those.
func (r *ranking) opponent() *Variant {
	var last *Variant
	n := 0
	for _, v := range r.order {
		if slices.ContainsFunc(r.claimed, func(m *measure) bool { return slices.Contains(m.arms, v.Name) }) {
			if n++; v == r.Variants[0] {
				return v
			}
			last = v
		}
	}
	if n < 2 {
		return r.Variants[0]
	}
	return last
}

// aimed returns what is claimed to be better in some arm, of a sort.
func (r *ranking) aimed(sort func(*measure) bool) (aims []*measure) {
	for _, m := range r.claimed {
		if m.aim && m.better != Neither && sort(m) {
			aims = append(aims, m)
		}
	}
	return aims
}

// sort fills in the order: arms that keep the SLO before those that do not, and the
// dead at the end.
func (r *ranking) sort() {
	var classes [3][]*Variant
	for _, v := range r.Variants {
		switch {
		case v.Dead():
			classes[2] = append(classes[2], v)
		case r.Stated && r.keeps(v) < len(v.Runs):
			classes[1] = append(classes[1], v)
		default:
			classes[0] = append(classes[0], v)
		}
	}
	for _, class := range classes {
		for len(class) > 0 {
			best, decisive := r.leaders(class)
			if len(r.order) == 0 {
				r.best, r.decisive, r.torn = best, decisive, r.conflict(class)
			}
			r.order = append(r.order, best...)
			class = slices.DeleteFunc(slices.Clone(class), func(v *Variant) bool { return slices.Contains(best, v) })
		}
	}
}

// leaders returns those of the arms that no other is before, by one decider after the
// other, and the decider in which most are behind the first of them: one in which no arm
// has the better number, if there is one, and an aim before others.
func (r *ranking) leaders(arms []*Variant) (best []*Variant, decisive *measure) {
	best = arms
	for _, m := range r.deciders {
		best = r.leading(m, best)
	}
	most, alone := 0, false
	for i, m := range r.deciders {
		if i == len(r.aims) && alone {
			break
		}
		behind, first := 0, true
		for _, v := range r.Variants {
			switch {
			case r.before(m, best[0], v):
				behind += 2
			case r.lower(m, v, best[0]):
				behind, first = behind-1, false // not that it is shown
			}
		}
		if behind > 0 && (first && !alone || first == alone && behind > most) {
			most, alone, decisive = behind, first, m
		}
	}
	return best, decisive
}

// lower reports whether the numbers of an arm are better than those of another.
func (r *ranking) lower(m *measure, v, other *Variant) bool {
	d := r.gap(m, other, v)
	return d.Pairs > 0 && r.matters(m, d) && (m.better == Lower && d.To < d.From || m.better == Higher && d.To > d.From)
}

// leading returns those arms that no other of them is before in a measure.
func (r *ranking) leading(m *measure, arms []*Variant) []*Variant {
	var left []*Variant
	for _, v := range arms {
		if !slices.ContainsFunc(arms, func(o *Variant) bool { return o != v && r.before(m, o, v) }) {
			left = append(left, v)
		}
	}
	return left
}

// conflict reports whether no arm leads in every aim.
func (r *ranking) conflict(arms []*Variant) bool {
	left := arms
	for _, m := range r.aims {
		leading := r.leading(m, arms)
		left = slices.DeleteFunc(slices.Clone(left), func(v *Variant) bool { return !slices.Contains(leading, v) })
	}
	return len(left) == 0
}

// before reports whether an arm is shown to be better than another in a measure. An
// arm in which it is undefined, as nothing was answered, is behind all others.
func (r *ranking) before(m *measure, v, other *Variant) bool {
	if m.better == Neither {
		return false
	}
	for _, p := range m.ahead {
		if p == [2]string{v.Name, other.Name} || p == [2]string{other.Name, v.Name} {
			return (m.better == Lower) == (p[0] == v.Name)
		}
	}
	d := r.gap(m, other, v)
	switch {
	case d.Pairs == 0:
		_, every := m.plain() // what facts tell is undefined where nothing tells it
		return every && !math.IsNaN(m.median(r.Comparison, v)) && math.IsNaN(m.median(r.Comparison, other))
	case !r.matters(m, d):
		return false
	case d.Open():
		return d.Better == d.Pairs
	}
	return d.Verdict == Better
}

// gap remembers the differences, as an order asks for each several times.
func (r *ranking) gap(m *measure, base, v *Variant) Difference {
	key := rival{m, base, v}
	d, ok := r.gaps[key]
	if !ok {
		d = m.gap(r.Comparison, base, v)
		r.gaps[key] = d
	}
	return d
}

// matters reports whether somebody would care about a difference, however sure it is:
// a fiftieth of the greater side, and of shares a twentieth of a point at least. What is
// less than a fiftieth of how far the arms lie apart has to be a quarter of that side.
func (r *ranking) matters(m *measure, d Difference) bool {
	const fiftieth, quarter, points = 0.02, 0.25, 0.0005
	size, side := math.Abs(d.Middle), max(math.Abs(d.From), math.Abs(d.To))
	if math.IsInf(size, 1) {
		return true
	}
	return size > float64(fiftieth*side) && !(m.unit.share && size < points) &&
		(size > float64(quarter*side) || size > float64(fiftieth*r.span(m)))
}

// span is how far the medians of the arms lie apart, as far as they are finite.
func (r *ranking) span(m *measure) float64 {
	span, ok := r.spans[m]
	if !ok {
		low, high := math.Inf(1), math.Inf(-1)
		for _, v := range r.Variants {
			if x := m.median(r.Comparison, v); !math.IsNaN(x) && !math.IsInf(x, 0) {
				low, high = min(low, x), max(high, x)
			}
		}
		span = max(0, high-low)
		r.spans[m] = span
	}
	return span
}

// moved returns metrics, the one first that changes most between any arm and the
// baseline, in proportion.
func (r *ranking) moved(names ...string) []*measure {
	var all []*measure
	moves := make(map[*measure]float64)
	for _, name := range names {
		m := plainMeasure("", name)
		for _, v := range r.Variants {
			m.arms = append(m.arms, v.Name)
		}
		all = append(all, m)
		for _, v := range r.Variants[1:] {
			d := r.gap(m, r.Variants[0], v)
			low, high := min(d.From, d.To), max(d.From, d.To)
			switch {
			case d.Pairs == 0 || low == high || d.Verdict == Uneven || !r.matters(m, d):
			case low == 0:
				moves[m] = math.Inf(1)
			default:
				moves[m] = max(moves[m], high/low)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *measure) int {
		switch x, y := moves[a], moves[b]; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return all
}

// keeps returns in how many seeds the arm keeps the SLO over the whole run.
func (c *Comparison) keeps(v *Variant) int {
	rate, p99 := plainMeasure("", "error_rate").of(c, v), plainMeasure("", "p99").of(c, v)
	n := 0
	for i := range v.Runs {
		if rate[i] <= c.SLO.ErrorRate && (c.SLO.P99 == 0 || p99[i] <= c.SLO.P99.Seconds()) {
			n++
		}
	}
	return n
}

// alike returns for each arm the first one before it that came to the same numbers in
// every seed, all of them.
func (c *Comparison) alike() map[*Variant]*Variant {
	same := make(map[*Variant]*Variant)
	for i, v := range c.Variants {
		for _, o := range c.Variants[:i] {
			if same[o] == nil && same[v] == nil && slices.EqualFunc(o.Runs, v.Runs, func(a, b Run) bool {
				return a.Seed == b.Seed && slices.EqualFunc(a.values, b.values, func(x, y float64) bool {
					return x == y || math.IsNaN(x) && math.IsNaN(y)
				})
			}) {
				same[v] = o
			}
		}
	}
	return same
}
