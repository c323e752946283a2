package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// The page of a chart over time, in points of 1/72 inch: 1200 by 700 CSS pixels.
// A page grows taller when its words need the room, never wider.
const (
	pageWidth  = 900.0
	pageHeight = 525.0
)

// pngDPI draws two dots for each CSS pixel, for sharp letters.
const pngDPI = 192

// A Chart is a laid-out page. It may be written any number of times.
type Chart struct {
	title  string
	height float64
	paint  func(*page)
}

// WritePNG writes the chart as a PNG, 2400 pixels wide; one over time is 1400
// pixels high, or more if its words need it.
func (c Chart) WritePNG(w io.Writer) error {
	canvas := vgimg.NewWith(
		vgimg.UseWH(vg.Points(pageWidth), vg.Points(c.height)),
		vgimg.UseDPI(pngDPI),
		vgimg.UseBackgroundColor(color.White),
	)
	c.paint(&page{canvas: canvas, height: c.height})
	if err := writePNG(w, canvas.Image().(*image.RGBA)); err != nil {
		return fmt.Errorf("write PNG: %w", err)
	}
	return nil
}

// WriteSVG writes the chart as an SVG. Its letters are text: Liberation Sans,
// or Arial or Helvetica, which have the same widths.
func (c Chart) WriteSVG(w io.Writer) error {
	canvas := vgsvg.New(vg.Points(pageWidth), vg.Points(c.height))
	p := &page{canvas: canvas, height: c.height}
	p.area(box{0, 0, pageWidth, c.height}.corners(), paper)
	c.paint(p)
	var drawn bytes.Buffer
	if _, err := canvas.WriteTo(&drawn); err != nil {
		return fmt.Errorf("draw SVG: %w", err)
	}
	if _, err := w.Write(c.dress(drawn.Bytes())); err != nil {
		return fmt.Errorf("write SVG: %w", err)
	}
	return nil
}

// dress names fonts to fall back on, which the drawing library cannot, and
// gives screen readers the title.
func (c Chart) dress(svg []byte) []byte {
	svg = bytes.ReplaceAll(svg,
		[]byte("font-family:Liberation Sans;"),
		[]byte("font-family:'Liberation Sans',Arial,Helvetica,sans-serif;"))
	var title bytes.Buffer
	title.WriteString("\" role=\"img\">\n<title>")
	xml.EscapeText(&title, []byte(printable(c.title)))
	title.WriteString("</title>\n")
	return bytes.Replace(svg, []byte("\">\n"), title.Bytes(), 1)
}
