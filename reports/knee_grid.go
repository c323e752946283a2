package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A KneePoint is a value of the key at which an arm was run with every seed, since its seeds
// have no thresholds of their own.
type KneePoint struct {
	At   float64
	Kept int // of the seeds
	Runs int
}

// Doubtful reports whether so many seeds contradict that there is one threshold, more than
// one in ten, that none of them is to be trusted.
func (a *KneeArm) Doubtful() bool { return 10*a.Inversions() > len(a.Thresholds) }

// fit returns the share that keeps what is asked at each point of the grid, as the nearest
// that only falls, or only rises, with the key: neighbours that go the other way are pooled
// (Ayer, Brunk, Ewing, Reid and Silverman, An empirical distribution function for sampling
// with incomplete information, Annals of Mathematical Statistics 26, 1955).
func (a *KneeArm) fit(rises bool) []float64 {
	type pool struct {
		kept, runs, points int
	}
	share := func(p pool) float64 { return float64(p.kept) / float64(p.runs) }
	var pools []pool
	for _, p := range a.Grid {
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
func (k *Knee) keptAt(a *KneeArm, x float64) float64 {
	fit := a.fit(!k.Small)
	for i := 1; i < len(fit); i++ {
		if from, to := a.Grid[i-1].At, a.Grid[i].At; x < to {
			return towards(fit[i-1], fit[i], max(0, (x-from)/(to-from)))
		}
	}
	return fit[len(fit)-1]
}

// crossing returns where the fitted share falls to what is left when the share p fails, or
// rises to it. There is no interval: the points are too few for one.
func (k *Knee) crossing(a *KneeArm, p float64) Interval {
	fit, points := a.fit(!k.Small), a.Grid
	if !k.Small { // seen from the other end, where it falls as well
		fit, points = slices.Clone(fit), slices.Clone(points)
		slices.Reverse(fit)
		slices.Reverse(points)
	}
	side := 1
	if !k.Small {
		side = -1
	}
	i := Interval{Middle: math.Inf(side), Low: math.Inf(-1), High: math.Inf(1)}
	switch at := slices.IndexFunc(fit, func(x float64) bool { return x < 1-p }); {
	case at == 0:
		i.Middle = math.Inf(-side)
	case at > 0:
		i.Middle = towards(points[at-1].At, points[at].At, (fit[at-1]-(1-p))/(fit[at-1]-fit[at]))
	}
	return i
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
		": what is told of it is the share of the seeds at each value of a grid, and the nearest that goes one way only (isotonic)."
}
