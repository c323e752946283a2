package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"wavetank/sim"
)

// A KneePoint is a value of the key at which an arm was run with every seed, since its seeds
// have no thresholds of their own.
type KneePoint struct {
	At    float64
	Kept  int // of the seeds
	Runs  int
	Keeps []bool // by seed
}

// Doubtful reports whether so many seeds contradict that there is one threshold, more than
// one in ten, that none of them is to be trusted.
func (a *KneeArm) Doubtful() bool { return 10*a.Inversions() > len(a.Thresholds) }

// fit returns the share that keeps what is asked at each point of the grid, as the nearest
// that only falls, or only rises, with the key: neighbours that go the other way are pooled
// (Ayer, Brunk, Ewing, Reid and Silverman, An empirical distribution function for sampling
// with incomplete information, Annals of Mathematical Statistics 26, 1955).
func fit(grid []KneePoint, rises bool) []float64 {
	type pool struct {
		kept, runs, points int
	}
	share := func(p pool) float64 { return float64(p.kept) / float64(p.runs) }
	var pools []pool
	for _, p := range grid {
		pools = append(pools, pool{p.Kept, p.Runs, 1})
		for n := len(pools); n > 1; n = len(pools) {
			before, last := share(pools[n-2]), share(pools[n-1])
			if before == last || before < last == rises {
				break
			}
			pools[n-2] = pool{pools[n-2].kept + pools[n-1].kept, pools[n-2].runs + pools[n-1].runs, pools[n-2].points + pools[n-1].points}
			pools = pools[:n-1]
		}
	}
	var all []float64
	for _, p := range pools {
		all = append(all, slices.Repeat([]float64{share(p)}, p.points)...)
	}
	return all
}

// keptAt returns the fitted share at a value, in a straight line between points.
func (k *Knee) keptAt(a *KneeArm, x float64) float64 { return along(a.Grid, fit(a.Grid, !k.Small), x) }

// along returns a number that is known at the points of a grid at any value, in a straight
// line.
func along(points []KneePoint, at []float64, x float64) float64 {
	for i := 1; i < len(at); i++ {
		if from, to := points[i-1].At, points[i].At; x < to {
			return towards(at[i-1], at[i], max(0, (x-from)/(to-from)))
		}
	}
	return at[len(at)-1]
}

// crosses returns where the fitted share falls to what is left when the share p fails, or
// rises to it.
func crosses(points []KneePoint, small bool, p float64) float64 {
	fit := fit(points, !small)
	side := 1
	if !small { // seen from the other end, where it falls as well
		fit, points = slices.Clone(fit), slices.Clone(points)
		slices.Reverse(fit)
		slices.Reverse(points)
		side = -1
	}
	switch at := slices.IndexFunc(fit, func(x float64) bool { return x < 1-p }); {
	case at == 0:
		return math.Inf(-side)
	case at > 0:
		return towards(points[at-1].At, points[at].At, (fit[at-1]-(1-p))/(fit[at-1]-fit[at]))
	}
	return math.Inf(side)
}

// crossing is where the fitted share crosses, with the interval that drawing the seeds anew
// gives it (the percentile bootstrap: Efron, Bootstrap methods, Annals of Statistics 7, 1979).
func (k *Knee) crossing(a *KneeArm, p float64) Interval {
	i := redrawn(len(a.Grid[0].Keeps), func(pick []int) float64 { return crosses(picked(a.Grid, pick), k.Small, p) })
	i.Middle, i.Pairs = crosses(a.Grid, k.Small, p), a.Grid[0].Runs
	return i
}

// gridGain returns by how much more of the key an arm keeps what is asked in half of the seeds
// than the first arm does, in proportion, where one of them has no thresholds: of all seeds,
// and within the interval that drawing them anew gives it.
func (k *Knee) gridGain(a *KneeArm) Interval {
	half := func(a *KneeArm, pick []int) float64 {
		if a.Grid != nil {
			return crosses(picked(a.Grid, pick), k.Small, 0.5)
		}
		var values []float64
		for _, n := range pick {
			values = append(values, a.Thresholds[n].At)
		}
		return Quantile(values, 0.5)
	}
	gain := func(pick []int) float64 { return half(a, pick)/half(&k.Arms[0], pick) - 1 }
	n := len(a.Thresholds)
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	i := redrawn(n, gain)
	i.Middle, i.Pairs = gain(all), n
	return i
}

// picked returns points as they are with some seeds only, or with some more than once.
func picked(points []KneePoint, pick []int) []KneePoint {
	out := make([]KneePoint, len(points))
	for i, p := range points {
		out[i] = KneePoint{At: p.At, Runs: len(pick)}
		for _, n := range pick {
			if p.Keeps[n] {
				out[i].Kept++
			}
		}
	}
	return out
}

// redraws is how often the seeds are drawn anew for an interval.
const redraws = 999

// redrawn returns the ends between which 95 % of what is told of seeds lie that are drawn
// anew, with replacement, always in the same way. Fewer than six seeds tell nothing.
func redrawn(n int, of func(pick []int) float64) Interval {
	i := Interval{Low: math.Inf(-1), High: math.Inf(1)}
	if n < 6 {
		return i
	}
	r := sim.KeyOf("seeds drawn anew").Rand()
	values := make([]float64, redraws)
	pick := make([]int, n)
	for v := range values {
		for k := range pick {
			pick[k] = int(r.Below(uint64(n)))
		}
		values[v] = of(pick)
	}
	slices.Sort(values)
	tail := (redraws + 1) / 40
	i.Low, i.High = values[tail-1], values[redraws-tail]
	if math.IsNaN(values[0]) { // sorted to the front
		i.Low, i.High = math.Inf(-1), math.Inf(1)
	}
	return i
}

// fitWithin returns the ends of the fitted share at each point of the grid, as drawing the
// seeds anew gives them.
func (k *Knee) fitWithin(a *KneeArm) (low, high []float64) {
	for at := range a.Grid {
		i := redrawn(len(a.Grid[at].Keeps), func(pick []int) float64 { return fit(picked(a.Grid, pick), !k.Small)[at] })
		low, high = append(low, max(0, i.Low)), append(high, min(1, i.High))
	}
	return low, high
}

// KeepsWithin returns the ends of what Keeps does at some values, rising, of an arm that
// has a grid.
func (k *Knee) KeepsWithin(a *KneeArm, at []float64) (low, high []float64) {
	l, h := k.fitWithin(a)
	for _, x := range at {
		low, high = append(low, along(a.Grid, l, x)), append(high, along(a.Grid, h, x))
	}
	return low, high
}

// Doubt says of which arms the numbers are those of a grid, and why.
func (k *Knee) Doubt() string {
	var names []string
	for i := range k.Arms {
		if a := &k.Arms[i]; a.Grid != nil {
			names = append(names, fmt.Sprintf("%s (%s of %d)", a.Name, CountOf(a.Inversions(), "seed"), len(a.Thresholds)))
		}
	}
	if names == nil {
		return ""
	}
	return "There is no single threshold in " + strings.Join(names, ", ") +
		": what is told of it is the share of the seeds at each value of a grid, and the nearest that goes one way only (isotonic); its intervals are of seeds drawn anew."
}

// grid returns the points of an arm for a machine.
func (k *Knee) grid(a *KneeArm) []members {
	all := []members{}
	if a.Grid == nil {
		return all
	}
	fitted := fit(a.Grid, !k.Small)
	low, high := k.fitWithin(a)
	for i, p := range a.Grid {
		all = append(all, members{{"at", number(p.At)}, {"kept", p.Kept}, {"runs", p.Runs}, {"fit", number(fitted[i])}, {"low", number(low[i])}, {"high", number(high[i])}})
	}
	return all
}

// against writes by which share the half of an arm differs from that of the first.
func (k *Knee) against(a *KneeArm) string {
	g := k.Gain(a)
	switch {
	case math.IsNaN(g.Middle):
		return missing
	case math.IsInf(g.Middle, 0):
		return "beyond the bounds"
	}
	by := asShare.figure(g.Middle)
	if g.Middle > 0 {
		by = "+" + by
	}
	if g.Open() {
		return by
	}
	return by + " (" + asShare.scale(math.Abs(g.Middle)).span(g.Low, g.High) + ")"
}
