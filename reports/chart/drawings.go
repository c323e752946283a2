package chart

import (
	"strings"

	"wavetank/reports"
)

// A Drawing is a chart and what its file is called, without an ending.
type Drawing struct {
	Name string
	Chart
}

// comparisonDrawings are the charts that a comparison may have. To add one, write
// its file and list there what draws it.
var comparisonDrawings = []func(*reports.Comparison) []Drawing{
	overTimeDrawings, recoveryDrawings, levelDrawings, spanDrawings, delayDrawings,
}

// Drawings returns every chart of a comparison: those that all have, and those
// of what its runs told.
func Drawings(c *reports.Comparison) []Drawing {
	var all []Drawing
	for _, draw := range comparisonDrawings {
		all = append(all, draw(c)...)
	}
	return all
}

// SweepDrawings returns every chart of a sweep.
func SweepDrawings(s *reports.Sweep) []Drawing { return []Drawing{{"sweep", Sweep(s)}} }

// FactorialDrawings returns every chart of a factorial: those of its comparison,
// and the effects.
func FactorialDrawings(f *reports.Factorial) []Drawing {
	return append(Drawings(f.Comparison), Drawing{"effects", Effects(f)})
}

// fileName writes a kind of fact as a part of the name of a file.
func fileName(kind string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '/' || r == '\\' {
			return '-'
		}
		return r
	}, kind)
}
