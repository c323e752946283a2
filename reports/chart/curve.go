package chart

import (
	"image/color"
	"math"
)

// A curve is a Band laid out in a frame. Gaps cut it into runs.
type curve struct {
	variant string
	label   string
	lesser  bool
	colour  color.NRGBA
	weight  float64
	runs    [][]spot // the median
	ranges  []ribbon
}

// A ribbon is a range without gaps: its upper and its lower edge.
type ribbon struct{ upper, lower []spot }

// layCurves puts the bands into the frame. Where curves lie on top of each
// other each is thinner than the one below it, so that none disappears.
func layCurves(f frame, bands []Band, colours *palette) []curve {
	curves := make([]curve, len(bands))
	for i, b := range bands {
		curves[i] = curve{
			variant: b.variant(),
			label:   printable(b.Label),
			lesser:  b.Lesser,
			colour:  colours.of(b.variant(), b.Baseline),
			weight:  curveWeight(i, len(bands), b.Lesser),
			runs:    runs(f, b.At, b.Median),
		}
		if b.ranged() {
			curves[i].ranges = ribbons(f, b)
		}
	}
	return curves
}

func curveWeight(i, n int, lesser bool) float64 {
	if lesser {
		return 1.3
	}
	if n == 1 {
		return 2
	}
	return 3.2 - 1.5*float64(i)/float64(n-1)
}

// runs are the stretches of a series that have values, between its gaps.
func runs(f frame, at, values []float64) [][]spot {
	var all [][]spot
	var run []spot
	for i := range min(len(at), len(values)) {
		if finite(at[i]) && finite(values[i]) {
			run = append(run, f.spot(at[i], values[i]))
			continue
		}
		if run != nil {
			all, run = append(all, run), nil
		}
	}
	if run != nil {
		all = append(all, run)
	}
	return all
}

// ribbons are the stretches in which both edges of the range have values.
func ribbons(f frame, b Band) []ribbon {
	low, high := make([]float64, len(b.At)), make([]float64, len(b.At))
	for i := range b.At {
		low[i], high[i] = b.Low[i], b.High[i]
		if !finite(low[i]) || !finite(high[i]) {
			low[i], high[i] = math.NaN(), math.NaN()
		}
	}
	uppers, lowers := runs(f, b.At, high), runs(f, b.At, low)
	all := make([]ribbon, len(uppers))
	for i := range uppers {
		all[i] = ribbon{uppers[i], lowers[i]}
	}
	return all
}

func (c curve) paintRange(p *page) {
	for _, r := range c.ranges {
		if len(r.upper) == 1 {
			p.line([]spot{r.upper[0], r.lower[0]}, stroke{width: 3, colour: translucent(c.colour, 0x38)})
			continue
		}
		p.area(r.outline(), translucent(c.colour, 0x30))
	}
}

// outline walks along the upper edge and back along the lower one.
func (r ribbon) outline() []spot {
	spots := append([]spot(nil), r.upper...)
	for i := len(r.lower) - 1; i >= 0; i-- {
		spots = append(spots, r.lower[i])
	}
	return spots
}

func (c curve) paintMedian(p *page) {
	s := stroke{width: c.weight, colour: c.colour}
	if c.lesser {
		s.dashes = []float64{5, 2.5}
	}
	for _, run := range c.runs {
		if len(run) == 1 {
			p.dot(run[0], max(c.weight, 2)*0.8, c.colour)
			continue
		}
		p.line(run, s)
	}
}

// end is the last spot of the curve. It is not ok if the curve has no value.
func (c curve) end() (spot, bool) {
	if len(c.runs) == 0 {
		return spot{}, false
	}
	last := c.runs[len(c.runs)-1]
	return last[len(last)-1], true
}
