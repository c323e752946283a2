package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wavetank/reports"
)

// Level draws how high something stood over time, on an axis that includes zero.
func Level(f Figure) Chart {
	lo, hi, ok := extent(f.Curves, func(float64) bool { return true })
	if !ok {
		lo, hi = 0, 1
	}
	return overTime(f, numberAxis(lo, hi), "Level", quantity)
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
	meaning, _ := meaningOf(c, name)
	if meaning == "" {
		meaning = name
	}
	f.YLabel = capital(meaning)
	var each []string
	apart := false
	for i, v := range c.Variants {
		k := slices.IndexFunc(v.Levels, func(l reports.LevelCurve) bool { return l.Name == name })
		if k < 0 {
			continue
		}
		l := v.Levels[k]
		f.Curves = append(f.Curves, band(v.Name, i == 0, l.Curve, len(v.Runs) > 1))
		if !slices.Equal(l.Points, l.Highest.Points) {
			f.Curves = append(f.Curves, lesser(v.Name, i == 0, l.Highest))
			apart = true
		}
		if mean, ok := v.Band("", reports.LevelFamily.Prefix()+name+".mean"); ok && mean.Runs > 0 {
			highest, _ := v.Band("", reports.LevelFamily.Prefix()+name+".max")
			each = append(each, glued(fmt.Sprintf("%s %s (peak %s)", v.Name, quantity(mean.Median), quantity(highest.Median))))
		}
	}
	f.Title = fmt.Sprintf("%s, on average: %s", f.YLabel, strings.Join(each, ", "))
	if apart {
		f.Subtitle = sentences(f.Subtitle, "Solid: mean over time and over all who have one. Dashed, and the peak: the highest of any.")
	}
	if meaning != name {
		f.YLabel += " (" + name + ")"
	}
	return f
}

// capital begins a sentence.
func capital(words string) string {
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + words[size:]
}

// countOf lays out how often something had happened so far.
func countOf(c *reports.Comparison, metric string) Figure {
	m := measureOf(c, reports.Subject{Metric: metric})
	f := figure(c)
	f.Title, f.YLabel = headline(c, m), m.capital()+", so far"
	for i, v := range c.Variants {
		k := slices.IndexFunc(v.Counts, func(x reports.CountCurve) bool { return x.Metric == metric })
		f.Curves = append(f.Curves, band(v.Name, i == 0, v.Counts[k].Curve, len(v.Runs) > 1))
	}
	return f
}
