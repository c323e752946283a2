package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// A page is drawn on in points from its upper left corner, downwards.
type page struct {
	canvas vg.Canvas
	height float64
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
	colour color.Color
}

// line joins the spots. Fewer than two draw nothing.
func (p *page) line(spots []spot, s stroke) {
	if len(spots) < 2 {
		return
	}
	dashes := make([]vg.Length, len(s.dashes))
	for i, d := range s.dashes {
		dashes[i] = vg.Points(d)
	}
	p.canvas.SetColor(s.colour)
	p.canvas.SetLineWidth(vg.Points(s.width))
	p.canvas.SetLineDash(dashes, 0)
	p.canvas.Stroke(p.path(spots))
}

func (p *page) area(spots []spot, c color.Color) {
	path := p.path(spots)
	path.Close()
	p.canvas.SetColor(c)
	p.canvas.Fill(path)
}

// dot fills a disc, drawn as a polygon so that both formats agree on it.
func (p *page) dot(at spot, radius float64, c color.Color) {
	p.area(around(at, radius), c)
}

// text writes s with its baseline beginning at the spot.
func (p *page) text(at spot, s string, l letter, c color.Color) {
	p.canvas.SetColor(c)
	p.canvas.FillString(l.face(), p.point(at), s)
}

// textCentred writes s with the middle of its baseline at the spot.
func (p *page) textCentred(at spot, s string, l letter, c color.Color) {
	p.text(spot{at.x - l.width(s)/2, at.y}, s, l, c)
}

// textEnding writes s with the end of its baseline at the spot.
func (p *page) textEnding(at spot, s string, l letter, c color.Color) {
	p.text(spot{at.x - l.width(s), at.y}, s, l, c)
}

// lines writes lines of text below each other, the first at the spot.
func (p *page) lines(at spot, lines []string, l letter, c color.Color) {
	for i, line := range lines {
		p.text(spot{at.x, at.y + float64(i)*l.leading()}, line, l, c)
	}
}

// block writes lines of text with their middle at the spot.
func (p *page) block(at spot, lines []string, l letter, c color.Color) {
	p.lines(spot{at.x, at.y - float64(len(lines)-1)*l.leading()/2 + l.capital()/2}, lines, l, c)
}

func (p *page) path(spots []spot) vg.Path {
	var path vg.Path
	for i, s := range spots {
		if i == 0 {
			path.Move(p.point(s))
			continue
		}
		path.Line(p.point(s))
	}
	return path
}

// point turns the page's downward way into the canvas's upward one.
func (p *page) point(s spot) vg.Point {
	return vg.Point{X: vg.Points(snap(s.x)), Y: vg.Points(snap(p.height - s.y))}
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
