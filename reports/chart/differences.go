package chart

import (
	"image/color"
	"math"
)

// A Contrast sets variants beside each other, one panel for each measure.
type Contrast struct {
	Title    string // the finding
	Subtitle string
	Footer   []string
	Arms     []string // as in a Figure
	Panels   []Panel
}

// A Panel is one measure of every variant.
type Panel struct {
	Measure string
	scale   scale
	Rows    []Row
}

// A Row is one variant: the median over seeds and the range in which 5–95 % of
// them lie; NaN means that there is no value. The note says how far it is from
// the baseline, and how sure that is.
type Row struct {
	Variant  string
	Baseline bool
	Median   float64
	Low      float64
	High     float64
	Note     string
}

// The columns of a row and the heights in a panel.
const (
	nameColumn = 170.0
	noteColumn = 250.0
	panelHead  = 30.0
	panelFoot  = 34.0
	medianDot  = 5.0
)

// Differences draws how far the variants lie apart: a dot for the median, a
// whisker for its range, and a dashed line where the baseline is. The page is as
// tall as its rows.
func Differences(c Contrast) Chart {
	s := newSheet(c.Title, c.Subtitle, c.Footer)
	panels := make([]panel, len(c.Panels))
	colours := newPalette(c.Arms)
	y := s.top() + 10
	for i, p := range c.Panels {
		panels[i] = layPanel(p, colours, y)
		y = panels[i].bottom + panelFoot
	}
	return Chart{title: c.Title, height: y + s.foot() + 10, table: c.table(), paint: func(p *page) {
		s.paint(p)
		for _, q := range panels {
			q.paint(p)
		}
	}}
}

// A panel is a Panel on the page.
type panel struct {
	frame
	measure []string
	rows    []row
	scale   scale
}

// A row is a Row on the page.
type row struct {
	Row
	top, middle, bottom float64
	colour              color.NRGBA
	name, note          []string
}

func layPanel(p Panel, colours *palette, top float64) panel {
	q := panel{measure: axisLetter.wrap(p.Measure, pageWidth-2*margin), scale: p.scale}
	top += panelHead + float64(len(q.measure)-1)*axisLetter.leading()
	q.frame = frame{box: box{margin + nameColumn, top, pageWidth - margin - noteColumn, top}, x: panelAxis(p)}
	q.x = q.x.thinned(q.right-q.left, q.x.tickWidth()+10)
	for _, r := range p.Rows {
		laid := row{
			Row: r, top: q.bottom, colour: colours.of(r.Variant, r.Baseline),
			name: labelLetter.wrap(r.Variant, nameColumn-16),
			note: lesserLetter.wrap(r.Note, noteColumn-24),
		}
		tall := max(float64(len(laid.name))*labelLetter.leading(),
			labelLetter.leading()+float64(len(laid.note))*lesserLetter.leading())
		laid.bottom = laid.top + tall + 10
		laid.middle = (laid.top + laid.bottom) / 2
		q.bottom = laid.bottom
		q.rows = append(q.rows, laid)
	}
	return q
}

// panelAxis takes in all that the rows show.
func panelAxis(p Panel) axis {
	var bands []Band
	for _, r := range p.Rows {
		bands = append(bands, Band{Median: []float64{r.Low, r.Median, r.High}})
	}
	lo, hi, ok := extent(bands, func(v float64) bool { return p.scale != times || v > 0 })
	switch {
	case p.scale == times && !ok:
		return latencyAxis(1e-3, 1)
	case p.scale == times:
		return latencyAxis(lo, hi)
	case p.scale == seconds:
		return secondsAxis(max(hi, 0))
	case (p.scale == numbers || p.scale == rates) && !ok:
		return numberAxis(0, 1)
	case p.scale == numbers || p.scale == rates:
		return numberAxis(lo, hi)
	case !ok:
		return ratioAxis(1)
	}
	return ratioAxis(hi)
}

func (q panel) paint(p *page) {
	p.lines(spot{margin, q.top - 10 - float64(len(q.measure)-1)*axisLetter.leading()}, q.measure, axisLetter, inkSoft)
	q.ruled(p)
	p.line([]spot{{q.left, q.bottom}, {q.right, q.bottom}}, stroke{width: 0.8, colour: axisInk})
	for _, r := range q.rows {
		if r.Baseline && finite(r.Median) {
			x := q.across(r.Median)
			p.line([]spot{{x, q.top}, {x, q.bottom}},
				stroke{width: 1, dashes: []float64{3, 3}, colour: translucent(r.colour, 0xB0)})
		}
	}
	for _, r := range q.rows {
		q.paintRow(p, r)
	}
}

func (q panel) paintRow(p *page, r row) {
	p.block(spot{margin, r.middle}, r.name, labelLetter, legible(r.colour))
	if finite(r.Low) && finite(r.High) {
		low, high := q.across(r.Low), q.across(r.High)
		whisker := stroke{width: 2, colour: r.colour}
		p.line([]spot{{low, r.middle}, {high, r.middle}}, whisker)
		for _, end := range []float64{low, high} {
			if math.Abs(end-q.across(r.Median)) > medianDot+2 { // else the dot would lie on the cap
				p.line([]spot{{end, r.middle - 5}, {end, r.middle + 5}}, whisker)
			}
		}
	}
	if finite(r.Median) {
		at := spot{q.across(r.Median), r.middle}
		p.dot(at, medianDot+1, paper)
		p.dot(at, medianDot, r.colour)
	}
	tall := labelLetter.capital() + float64(len(r.note))*lesserLetter.leading()
	at := spot{q.right + 24, r.middle - tall/2 + labelLetter.capital()}
	p.text(at, q.value(r), labelLetter, legible(r.colour))
	p.lines(spot{at.x, at.y + lesserLetter.leading()}, r.note, lesserLetter, inkSoft)
}

// value is a row in numbers.
func (q panel) value(r row) string {
	write := measure{scale: q.scale}.write
	switch {
	case math.IsInf(r.Median, 1):
		return "never"
	case !finite(r.Median):
		return "no value"
	}
	middle, low, high := write(r.Median), write(r.Low), write(r.High)
	if !finite(r.Low) || !finite(r.High) || low == high {
		return middle
	}
	return middle + "  (" + low + " to " + high + ")"
}
