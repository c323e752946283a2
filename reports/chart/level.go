package chart

import "math"

// Level draws how high something stood over time, on an axis that includes zero.
func Level(f Figure) Chart {
	lo, hi, ok := extent(f.Curves, func(float64) bool { return true })
	if !ok {
		lo, hi = 0, 1
	}
	return overTime(f, numberAxis(lo, hi), "Level, mean over its owners")
}

// numberAxis includes zero and ends at the good numbers around lo and hi, with
// at most six steps between them.
func numberAxis(lo, hi float64) axis {
	lo, hi = min(lo, 0), max(hi, 0)
	if hi == lo {
		hi = lo + 1
	}
	step := timeStep((hi - lo) * 2) // which leaves twelve
	first, last := math.Floor(lo/step+1e-9), math.Ceil(hi/step-1e-9)
	a := axis{lo: first * step, hi: last * step}
	for i := first; i <= last; i++ {
		a.ticks = append(a.ticks, tick{at: i * step, label: short(i * step)})
	}
	return a
}
