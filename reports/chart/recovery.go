package chart

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"wavetank/reports"
)

// A RecoveryChart sets beside each other how long variants took to be well again
// after their faults, a dot for each seed, and in how many seeds they never were.
type RecoveryChart struct {
	Title    string // the finding
	Subtitle string
	Footer   []string
	Rows     []RecoveryRow
}

// A RecoveryRow is one variant: in seconds, how long it took in each seed in which it
// recovered, and in how many others it did not.
type RecoveryRow struct {
	Variant  string
	Baseline bool
	Times    []float64 // ascending
	Median   float64   // of Times, NaN if there are none
	Never    int
	Note     string
}

// The columns of a recovery chart and its heights.
const (
	neverColumn    = 120.0
	recoveryHeight = 54.0
	dotRadius      = 3.4
)

// Recovery draws a recovery chart: to the left the seeds that came back, by time; to
// the right, in a field of their own, those that did not.
func Recovery(c RecoveryChart) Chart {
	s := newSheet(c.Title, c.Subtitle, c.Footer)
	var colours palette
	field := box{left: margin + nameColumn, right: pageWidth - margin - noteColumn - neverColumn, top: s.top() + 10 + panelHead}
	longest := 0.0
	for _, r := range c.Rows {
		for _, t := range r.Times {
			longest = max(longest, t)
		}
	}
	scale := secondsAxis(longest)
	scale = scale.thinned(field.right-field.left, scale.tickWidth()+10)
	field.bottom = field.top
	var rows []drawnRow
	for _, r := range c.Rows {
		laid := drawnRow{
			RecoveryRow: r, colour: colours.of(r.Variant, r.Baseline), top: field.bottom,
			name: labelLetter.wrap(r.Variant, nameColumn-16), note: lesserLetter.wrap(r.Note, noteColumn-24),
		}
		words := max(float64(len(laid.name))*labelLetter.leading(), float64(len(laid.note))*lesserLetter.leading())
		field.bottom += max(recoveryHeight, words+12)
		laid.bottom = field.bottom
		rows = append(rows, laid)
	}
	w := recoveryField{frame: frame{box: field, x: scale}, rows: rows}
	return Chart{title: c.Title, height: field.bottom + panelFoot + s.foot() + 10, table: c.table(), paint: func(p *page) {
		s.paint(p)
		w.paint(p)
	}}
}

// secondsAxis is linear from zero, in the unit of its end.
func secondsAxis(longest float64) axis {
	if longest <= 0 {
		longest = 1
	}
	a := numberAxis(0, longest)
	for i := range a.ticks {
		a.ticks[i].label = span(a.ticks[i].at)
	}
	return a
}

type recoveryField struct {
	frame
	rows []drawnRow
}

// A drawnRow is a RecoveryRow on the page.
type drawnRow struct {
	RecoveryRow
	top, bottom float64
	colour      color.NRGBA
	name, note  []string
}

func (r drawnRow) middle() float64 { return (r.top + r.bottom) / 2 }

func (w recoveryField) paint(p *page) {
	never := box{w.right + 16, w.top, w.right + neverColumn, w.bottom}
	p.text(spot{w.left, w.top - 10}, "Recovered after", axisLetter, inkSoft)
	p.text(spot{never.left + 6, w.top - 10}, "did not recover", axisLetter, inkSoft)
	p.area(never.corners(), shadeInk)
	w.ruled(p)
	for i, r := range w.rows {
		if i > 0 {
			p.line([]spot{{margin, r.top}, {pageWidth - margin, r.top}}, stroke{width: 0.5, colour: gridInk})
		}
		w.paintRow(p, r, never)
	}
	p.line([]spot{{w.left, w.bottom}, {w.right, w.bottom}}, stroke{width: 0.8, colour: axisInk})
}

func (w recoveryField) paintRow(p *page, r drawnRow, never box) {
	p.block(spot{margin, r.middle()}, r.name, labelLetter, legible(r.colour))
	if finite(r.Median) {
		x := w.across(r.Median)
		p.line([]spot{{x, r.top + 4}, {x, r.bottom - 4}}, stroke{width: 2, colour: r.colour})
	}
	for _, at := range w.swarm(r) {
		p.dot(at, dotRadius, translucent(r.colour, 0xB0))
	}
	columns := int((never.right - never.left - 12) / (2.4 * dotRadius))
	room := int((r.bottom - r.top - 10) / (2.4 * dotRadius))
	if r.Never > columns*room {
		p.textCentred(spot{(never.left + never.right) / 2, r.middle() + labelLetter.capital()/2}, fmt.Sprint(r.Never), labelLetter, legible(r.colour))
	} else {
		used := (r.Never + columns - 1) / columns
		for i := range r.Never {
			row := float64(i/columns) - float64(used-1)/2
			p.dot(spot{never.left + 8 + dotRadius + float64(i%columns)*2.4*dotRadius, r.middle() + row*2.4*dotRadius}, dotRadius, r.colour)
		}
	}
	p.block(spot{w.right + neverColumn + 16, r.middle()}, r.note, lesserLetter, inkSoft)
}

// swarm places the dots of a row side by side: each at its time, as near to the
// middle as those before it allow, and within the row.
func (w recoveryField) swarm(r drawnRow) []spot {
	var spots []spot
	reach := math.Floor((r.bottom-r.top)/2 - dotRadius - 3)
	for _, t := range r.Times {
		at := spot{w.across(t), r.middle()}
		for step := 0; ; step++ {
			offset := float64((step + 1) / 2)
			if step%2 == 1 {
				offset = -offset
			}
			at.y = r.middle() + offset
			if math.Abs(offset) > reach {
				at.y = r.middle()
				break
			}
			if at.free(spots) {
				break
			}
		}
		spots = append(spots, at)
	}
	return spots
}

// free reports whether a dot at the spot would touch none of the others.
func (s spot) free(others []spot) bool {
	for i := len(others) - 1; i >= 0 && s.x-others[i].x < 2*dotRadius; i-- {
		dx, dy := s.x-others[i].x, s.y-others[i].y
		if float64(dx*dx)+float64(dy*dy) < 4*dotRadius*dotRadius {
			return false
		}
	}
	return true
}

func recoveryOf(c *reports.Comparison) RecoveryChart {
	out := RecoveryChart{Footer: provenance(c)}
	out.Subtitle = strings.Join(append(named(c),
		"From the end of the fault, or of the surge of the load, to the first of three windows in a row within the SLO, from which on it stays there. A dot is a seed, the line their median."), " ")
	var not, always []string
	for i, v := range c.Variants {
		r := v.Recovery()
		row := RecoveryRow{Variant: v.Name, Baseline: i == 0, Times: r.Times, Median: r.Median, Never: r.Never, Note: r.String()}
		out.Rows = append(out.Rows, row)
		switch {
		case r.Never > 0:
			not = append(not, fmt.Sprintf("%s in %d of %s", v.Name, r.Never, reports.CountOf(r.Seeds, "seed")))
		case r.Seeds > 0:
			always = append(always, v.Name)
		}
	}
	switch {
	case not == nil:
		out.Title = "Recovered wherever there is a recovery to tell: median " + medians(out.Rows)
		if len(always) == len(out.Rows) {
			out.Title = "Every variant recovered in every seed: median " + medians(out.Rows)
		}
	case always == nil:
		out.Title = "Did not recover: " + strings.Join(not, ", ")
	default:
		out.Title = "Did not recover: " + strings.Join(not, ", ") + "; always did: " + strings.Join(always, ", ")
	}
	return out
}

func medians(rows []RecoveryRow) string {
	var each []string
	for _, r := range rows {
		if finite(r.Median) {
			each = append(each, r.Variant+" "+span(r.Median))
		}
	}
	return strings.Join(each, ", ")
}
