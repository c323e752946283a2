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
	stroke(paths [][]spot, s stroke)
	fill(spots []spot, c color.NRGBA, fixed bool)
	disc(at spot, radius float64, c color.NRGBA)
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
	p.pen.stroke([][]spot{snapped(spots)}, s)
}

// ruled draws many lines in one stroke.
func (p *page) ruled(paths [][]spot, s stroke) {
	all := make([][]spot, len(paths))
	for i, spots := range paths {
		all[i] = snapped(spots)
	}
	p.pen.stroke(all, s)
}

func (p *page) area(spots []spot, c color.NRGBA) { p.pen.fill(snapped(spots), c, p.fixed) }

// dot fills a disc.
func (p *page) dot(at spot, radius float64, c color.NRGBA) {
	p.pen.disc(snapped([]spot{at})[0], radius, c)
}

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
