package selection

import (
	"cmp"
	"math"
	"slices"
)

// mostElite is how many designs a generation hands on to the next.
const mostElite = 6

// A Standing is a design and what was observed of it.
type Standing struct {
	Design    Design
	Means     []float64 // of the objectives, then of the constraints, over the instances that it has seen; infinite if one is
	Instances int
	Fate      Fate
	Keeps     bool // its constraints, by two standard errors
}

// A Result is what a race has come to so far.
type Result struct {
	Standings []Standing // in the order in which they entered
	Best      []int      // the places of those that are still in, the best first; by several objectives the one nearest to the ideal
	Decided   bool       // the budget was enough for the guarantee
	Same      bool       // no design is shown to be worse than the best by more than the zone
	Zones     []float64  // by objective
	Spent     int
}

// Result returns what is known.
func (r *Race) Result() Result {
	out := Result{Spent: r.spent}
	for _, e := range r.entries {
		s := Standing{Design: e.design, Instances: len(e.values), Fate: e.fate, Keeps: len(e.values) > 0 && r.keeps(e, 2)}
		for k := range len(r.Objectives) + r.Constraints {
			s.Means = append(s.Means, mean(e.values, k))
		}
		out.Standings = append(out.Standings, s)
	}
	for k := range r.Objectives {
		out.Zones = append(out.Zones, r.zone(k))
	}
	out.Best = r.ranked()
	in := r.racing()
	out.Decided = len(in) > 0 && r.asked == nil && r.decided(in) && !slices.ContainsFunc(r.entries, func(e *entry) bool { return e.fate == Cut || e.fate == Racing && len(e.values) < r.first })
	out.Same = len(out.Best) > 0 && r.same(out.Best[0])
	return out
}

// ranked returns the entries that are still in and have been observed, the best first:
// those that keep the constraints before the others.
func (r *Race) ranked() []int {
	in := slices.DeleteFunc(r.racing(), func(i int) bool { return len(r.entries[i].values) < r.first })
	far := r.distances(in)
	rank := make(map[int]float64, len(in))
	for n, i := range in {
		rank[i] = far[n]
	}
	slices.SortStableFunc(in, func(i, l int) int {
		a, b := r.keeps(r.entries[i], 2), r.keeps(r.entries[l], 2)
		switch {
		case a && !b:
			return -1
		case b && !a:
			return 1
		}
		return cmp.Compare(rank[i], rank[l])
	})
	return in
}

// distances returns how far entries lie from the ideal that is as good as the best of them
// in each objective, which counts by its span among them. By one objective that is the
// order of the means.
func (r *Race) distances(in []int) []float64 {
	points := make([][]float64, len(in))
	for n, i := range in {
		for k := range r.Objectives {
			points[n] = append(points[n], mean(r.entries[i].values, k))
		}
	}
	return Distances(points)
}

// Distances returns how far each of several points lies from the ideal, which is as small
// as the smallest of them in each coordinate, where each counts by the span of the Pareto set:
// its knee is the nearest. Behind all of that set lies what another point is no worse than
// in any coordinate, and behind everything what is infinite.
func Distances(points [][]float64) []float64 {
	far := make([]float64, len(points))
	front := make([]bool, len(points))
	for n, p := range points {
		if front[n] = len(p) == 1 || !slices.ContainsFunc(points, func(o []float64) bool { return dominates(o, p) }); !front[n] {
			far[n] = behind
		}
	}
	for k := 0; len(points) > 0 && k < len(points[0]); k++ {
		low, high := math.Inf(1), math.Inf(-1)
		for n, p := range points {
			if front[n] {
				if low = min(low, p[k]); !math.IsInf(p[k], 1) {
					high = max(high, p[k])
				}
			}
		}
		for n, p := range points {
			switch {
			case math.IsInf(p[k], 1) && !math.IsInf(low, 1):
				far[n] += 4 * behind
			case high > low:
				x := (p[k] - low) / (high - low)
				far[n] += min(float64(x*x), behind)
			}
		}
	}
	return far
}

// behind is farther than any point of a Pareto set lies from its ideal.
const behind = 1e3

// dominates reports whether a point is no worse than another in any coordinate and better in one.
func dominates(a, b []float64) bool {
	better := false
	for k := range a {
		if a[k] > b[k] {
			return false
		}
		better = better || a[k] < b[k]
	}
	return better
}

// elite cuts the generation down to those that are worth more of the budget, and returns
// them, the best first. By one objective they are those to which the allocation would
// give most; by several those nearest to the ideal, and the best in each.
func (r *Race) elite() []*entry {
	ranked := r.ranked()
	worth := make(map[int]float64, len(ranked))
	if len(ranked) > mostElite {
		samples := make([]Sample, len(ranked))
		for n, i := range ranked {
			samples[n] = r.sample(i, ranked[0])
			worth[i] = -float64(n)
		}
		if len(r.Objectives) == 1 && !slices.ContainsFunc(samples, func(s Sample) bool { return math.IsInf(s.Mean, 0) }) {
			for n, more := range Allocate(samples, block*len(ranked)) {
				worth[ranked[n]] += float64(1000 * max(more, 0))
			}
		}
		for k := range r.Objectives {
			worth[slices.MinFunc(ranked, func(i, l int) int { return cmp.Compare(mean(r.entries[i].values, k), mean(r.entries[l].values, k)) })] += 1e9
		}
		byWorth := slices.Clone(ranked)
		slices.SortStableFunc(byWorth, func(i, l int) int { return cmp.Compare(worth[l], worth[i]) })
		for _, i := range byWorth[max(mostElite, len(r.Objectives)):] {
			r.entries[i].fate, r.entries[i].by = Cut, byWorth[0]
		}
	}
	var elite []*entry
	for _, i := range ranked {
		if r.entries[i].fate == Racing {
			elite = append(elite, r.entries[i])
		}
	}
	if elite == nil { // all break a constraint: those go on that break it least
		elite = append(elite, r.least())
	}
	return elite
}

// least returns the entry that breaks its constraints least on average.
func (r *Race) least() *entry {
	broken := func(e *entry) float64 {
		sum := 0.0
		for k := range r.Constraints {
			m, _ := r.constraint(e, k)
			sum += max(0, m)
		}
		return sum
	}
	seen := slices.DeleteFunc(slices.Clone(r.entries), func(e *entry) bool { return len(e.values) == 0 })
	return slices.MinFunc(seen, func(a, b *entry) int { return cmp.Compare(broken(a), broken(b)) })
}

// sample is what entry i comes to in the first objective, by its differences from the best.
func (r *Race) sample(i, best int) Sample {
	e := r.entries[i]
	s := Sample{Mean: mean(e.values, 0), Size: len(e.values)}
	if g := r.gap(i, best, 0); i != best {
		s.Variance = g.variance
	}
	s.Variance = max(s.Variance, 1e-18)
	return s
}

// same reports whether no entry is shown to be worse than the best by more than the zone,
// or to break a constraint: four standard errors of the paired difference say so.
func (r *Race) same(best int) bool {
	for i, e := range r.entries {
		if e.fate == Infeasible {
			return false
		}
		for k := range r.Objectives {
			g := r.gap(i, best, k)
			if g.n >= r.first && math.Abs(g.mean)-float64(4*math.Sqrt(g.variance/float64(g.n))) > g.zone {
				return false
			}
		}
	}
	return true
}
