package chart

import (
	"image/color"
	"math"
)

// A page is drawn on in points from its upper left corner, downwards.
type page struct {
	pen    pen
	height float64
	fixed  bool // what is drawn looks the same by day and by night
}

// A pen puts ink on a page: into a picture, or into the text of an SVG. All spots that it
// gets are snapped.
type pen interface {
	stroke([]spot, stroke)
	fill(spots []spot, c color.NRGBA, fixed bool)
	write(at spot, s string, l letter, c color.NRGBA, fixed bool)
}

// A spot is a place on the page.
type spot struct{ x, y float64 }

// A box is an upright rectangle on the page; top is less than bottom.
type box struct{ left, top, right, bottom float64 }

func (b box) corners() []spot {
	return []spot{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}}
}

// meets says whether two boxes share ink when each keeps gap around it.
func (b box) meets(o box, gap float64) bool {
	return b.left < o.right+gap && o.left < b.right+gap && b.top < o.bottom+gap && o.top < b.bottom+gap
}

// A stroke is how a line is drawn.
type stroke struct {
	width  float64
	dashes []float64
	colour color.NRGBA
}

// line joins the spots. Fewer than two draw nothing.
func (p *page) line(spots []spot, s stroke) {
	if len(spots) < 2 {
		return
	}
	p.pen.stroke(snapped(spots), s)
}

func (p *page) area(spots []spot, c color.NRGBA) { p.pen.fill(snapped(spots), c, p.fixed) }

// dot fills a disc, drawn as a polygon so that both formats agree on it.
func (p *page) dot(at spot, radius float64, c color.NRGBA) { p.area(around(at, radius), c) }

// text writes s with its baseline beginning at the spot.
func (p *page) text(at spot, s string, l letter, c color.NRGBA) {
	if s != "" {
		p.pen.write(snapped([]spot{at})[0], s, l, c, p.fixed)
	}
}

// textCentred writes s with the middle of its baseline at the spot.
func (p *page) textCentred(at spot, s string, l letter, c color.NRGBA) {
	p.text(spot{at.x - l.width(s)/2, at.y}, s, l, c)
}

// textEnding writes s with the end of its baseline at the spot.
func (p *page) textEnding(at spot, s string, l letter, c color.NRGBA) {
	p.text(spot{at.x - l.width(s), at.y}, s, l, c)
}

// lines writes lines of text below each other, the first at the spot.
func (p *page) lines(at spot, lines []string, l letter, c color.NRGBA) {
	for i, line := range lines {
		p.text(spot{at.x, at.y + float64(i)*l.leading()}, line, l, c)
	}
}

// block writes lines of text with their middle at the spot.
func (p *page) block(at spot, lines []string, l letter, c color.NRGBA) {
	p.lines(spot{at.x, at.y - float64(len(lines)-1)*l.leading()/2 + l.capital()/2}, lines, l, c)
}

func snapped(spots []spot) []spot {
	all := make([]spot, len(spots))
	for i, s := range spots {
		all[i] = spot{snap(s.x), snap(s.y)}
	}
	return all
}

// snap moves a coordinate to a grid of a hundredth of a point. Processors
// differ in the last bit of a fused or a transcendental result; a value that
// lies between two grid lines by intention must not fall on either by that
// bit, hence the nudge.
func snap(v float64) float64 { return math.Floor(v*100+0.5001) / 100 }

// around is a regular polygon that looks like a circle. Its corners come from
// a table of the first quadrant, so that no sine is asked for.
func around(at spot, radius float64) []spot {
	quadrant := [...]spot{
		{1, 0}, {0.9808, 0.1951}, {0.9239, 0.3827}, {0.8315, 0.5556},
		{0.7071, 0.7071}, {0.5556, 0.8315}, {0.3827, 0.9239}, {0.1951, 0.9808},
	}
	var spots []spot
	for turn := range 4 {
		for _, q := range quadrant {
			for range turn {
				q = spot{-q.y, q.x}
			}
			spots = append(spots, spot{at.x + radius*q.x, at.y + radius*q.y})
		}
	}
	return spots
}
