package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"wavetank/reports"
)

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

func levelOf(c *reports.Comparison, name string) Figure {
	f := figure(c)
	meaning, ok := c.Meanings[name]
	if !ok {
		meaning = "level"
	}
	f.YLabel = name + ": " + meaning + ", mean over its owners"
	var each []string
	for i, v := range c.Variants {
		k := slices.IndexFunc(v.Levels, func(l reports.LevelCurve) bool { return l.Name == name })
		if k < 0 {
			continue
		}
		f.Curves = append(f.Curves, band(v.Name, v.Name, i == 0, v.Levels[k].Curve, len(v.Runs) > 1))
		if mean, ok := v.Band("", reports.LevelFamily.Prefix()+name+".mean"); ok && mean.Runs > 0 {
			highest, _ := v.Band("", reports.LevelFamily.Prefix()+name+".max")
			each = append(each, fmt.Sprintf("%s %s (at most %s)", v.Name, threeDigits(mean.Median), short(highest.Median)))
		}
	}
	f.Title = name + " on average: " + strings.Join(each, ", ")
	return f
}
