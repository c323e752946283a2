package chart

import (
	"image"
	"image/color"
	"math"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// A picturePen draws a page of the given height on a canvas of pixels.
type picturePen struct {
	canvas  vg.Canvas
	picture *image.RGBA
	dpi     float64
	height  float64
}

// picture draws a chart on a plate, so many dots an inch. The canvas is given its image: one that it
// makes itself it would copy, and it would place letters by the height before rounding.
func (c Chart) picture(p *plate, dpi int) *image.RGBA {
	dots := func(points float64) int {
		exact := float64(vg.Points(points) / vg.Inch * vg.Length(dpi))
		return int(exact + 0.5)
	}
	size := image.Rect(0, 0, dots(pageWidth), dots(c.height))
	picture := &image.RGBA{Pix: sized(&p.page, 4*size.Dx()*size.Dy()), Stride: 4 * size.Dx(), Rect: size}
	context := gg.NewContextForRGBA(picture)
	context.SetLineCapButt()
	context.InvertY()
	canvas := vgimg.NewWith(vgimg.UseImageWithContext(picture, context), vgimg.UseDPI(dpi))
	c.paint(&page{pen: picturePen{canvas, picture, float64(dpi), c.height}, height: c.height})
	return picture
}

func (q picturePen) stroke(paths [][]spot, s stroke) {
	dashes := make([]vg.Length, len(s.dashes))
	for i, d := range s.dashes {
		dashes[i] = vg.Points(d)
	}
	q.canvas.SetColor(s.colour)
	q.canvas.SetLineWidth(vg.Points(s.width))
	q.canvas.SetLineDash(dashes, 0)
	for _, spots := range paths {
		q.canvas.Stroke(q.path(spots))
	}
}

func (q picturePen) disc(at spot, radius float64, c color.NRGBA) {
	q.fill(snapped(around(at, radius)), c, false)
}

func (q picturePen) fill(spots []spot, c color.NRGBA, _ bool) {
	path := q.path(spots)
	path.Close()
	q.canvas.SetColor(c)
	q.canvas.Fill(path)
}

// write lays letters on the picture as they are. The canvas would transform each, by nothing,
// for a quarter of what a whole picture takes.
func (q picturePen) write(at spot, s string, l letter, c color.NRGBA, _ bool) {
	typeface := l.face()
	face := typeface.FontFace(q.dpi)
	defer face.Close()
	p := q.point(at)
	dot := func(x float64) fixed.Int26_6 { return fixed.Int26_6(math.Round(x * 64)) }
	d := font.Drawer{Dst: q.picture, Src: image.NewUniform(c), Face: face}
	d.Dot = fixed.Point26_6{X: dot(p.X.Dots(q.dpi)), Y: dot(float64(q.picture.Rect.Dy()) - float64(p.Y.Dots(q.dpi)))}
	d.DrawString(s)
}

func (q picturePen) path(spots []spot) vg.Path {
	var path vg.Path
	for i, s := range spots {
		if i == 0 {
			path.Move(q.point(s))
			continue
		}
		path.Line(q.point(s))
	}
	return path
}

// point turns the page's downward way into the canvas's upward one.
func (q picturePen) point(s spot) vg.Point {
	return vg.Point{X: vg.Points(s.x), Y: vg.Points(snap(q.height - s.y))}
}

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
