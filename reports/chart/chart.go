package chart

import (
	"bytes"
	"fmt"
	"io"
)

// The page of a chart over time, in points of 1/72 inch: 1200 by 700 CSS pixels.
// A page grows taller when its words need the room, never wider.
const (
	pageWidth  = 900.0
	pageHeight = 525.0
)

// mostPNG bounds the bytes of a PNG, and mostPixels the pixels of which that might be the
// bytes.
const (
	mostPNG    = 200_000
	mostPixels = 9e6
)

// A Chart is a laid-out page. It may be written any number of times.
type Chart struct {
	title  string
	height float64
	paint  func(*page)
	table  [][]string
}

// Title returns what the chart shows, in a sentence.
func (c Chart) Title() string { return c.title }

// Table returns what the chart shows as a table for those who do not see it, its first row
// being the heading; nil if there is none.
func (c Chart) Table() [][]string { return c.table }

// WritePNG writes the chart as a PNG, 2400 pixels wide, for sharp letters; one over time
// is 1400 pixels high, or more if its words need it. A page of which that would be more
// than 200,000 bytes has fewer pixels.
func (c Chart) WritePNG(w io.Writer) error {
	p := plates().Get().(*plate)
	defer plates().Put(p)
	sharpness := [...]int{192, 144, 120, 96, 72, 48}
	for i, dpi := range sharpness {
		last := i == len(sharpness)-1
		if pixels := pageWidth * c.height * float64(dpi*dpi) / (72 * 72); pixels > mostPixels && !last {
			continue
		}
		var b bytes.Buffer
		if err := p.writePNG(&b, c.picture(p, dpi)); err != nil {
			return fmt.Errorf("draw PNG: %w", err)
		}
		if b.Len() > mostPNG && !last {
			continue
		}
		if _, err := w.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write PNG: %w", err)
		}
		break
	}
	return nil
}

// WriteSVG writes the chart as an SVG that fills the width it is given, light or dark as
// its reader prefers. Its letters are text: Liberation Sans, or Arial or Helvetica, which
// have the same widths.
func (c Chart) WriteSVG(w io.Writer) error {
	if _, err := w.Write(c.svg()); err != nil {
		return fmt.Errorf("write SVG: %w", err)
	}
	return nil
}
