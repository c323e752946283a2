package chart

import "image/color"

// minFrame is the least height of the frame; below it the page grows.
const minFrame = 250.0

// A tag is a label in its place: where its first baseline begins, and the line
// that leads to it, if any.
type tag struct {
	lines  []string
	letter letter
	colour color.NRGBA
	at     spot
	leader []spot
}

func overTime(fig Figure, y axis, measure string) Chart {
	s := newSheet(fig.Title, fig.Subtitle, fig.Footer)
	if fig.YLabel != "" {
		measure = fig.YLabel
	}
	f, st, height := layFrame(fig, s, y, 0, minFrame)
	curves := layCurves(f, fig.Curves)
	tags, ok := tagsInside(f, curves, f.across(fig.Warmup))
	if !ok {
		column, room := columnSize(curves)
		f, st, height = layFrame(fig, s, y, column, max(minFrame, room))
		curves = layCurves(f, fig.Curves)
		tags = tagsBeside(f, curves)
	}
	return Chart{title: fig.Title, height: height, paint: func(p *page) {
		s.paint(p)
		p.text(spot{margin, s.top() + 12 + axisLetter.capital()}, printable(measure), axisLetter, inkSoft)
		f.paint(p)
		st.paintBelow(p, f)
		for _, c := range curves {
			c.paintRange(p)
		}
		for _, c := range curves {
			c.paintMedian(p)
		}
		st.paintAbove(p, f)
		for _, t := range tags {
			t.paint(p)
		}
	}}
}

// layFrame finds the frame that is left between the words, with a column for
// labels to its right, and the height that the page needs for it.
func layFrame(fig Figure, s sheet, y axis, column, least float64) (frame, strip, float64) {
	f := frame{x: timeAxis(fig.Duration), y: y}
	f.left = margin + y.tickWidth() + 8
	f.right = pageWidth - margin - column
	if column == 0 {
		f.right -= tickLetter.width(f.x.ticks[len(f.x.ticks)-1].label)/2 - 8
	}
	f.x = f.x.thinned(f.right-f.left, f.x.tickWidth()+10)
	st := newStrip(fig, f)
	f.top = s.top() + 12 + axisLetter.leading() + st.height()
	const ticks = 46.0
	height := max(pageHeight, f.top+least+ticks+s.foot())
	f.bottom = height - s.foot() - ticks
	f.y = f.y.thinned(f.bottom-f.top-headroom, tickLetter.leading())
	return f, st, height
}

func (t tag) paint(p *page) {
	p.line(t.leader, stroke{width: 0.8, colour: t.colour})
	p.lines(t.at, t.lines, t.letter, legible(t.colour))
}
