package chart

import (
	"image/color"
	"strings"
)

// minFrame is the least height of the frame; below it the page grows.
const minFrame = 250.0

// manyArms is from how many variants on each has a panel of its own, and manyCurves from
// how many lines on.
const (
	manyArms   = 5
	manyCurves = 7
)

// A tag is a label in its place: where its first baseline begins, and the line
// that leads to it, if any.
type tag struct {
	lines  []string
	letter letter
	colour color.NRGBA
	at     spot
	leader []spot
}

// overTime draws curves over time, and tells their values in a table.
func overTime(fig Figure, y axis, measure string, write func(float64) string) Chart {
	c := drawn(fig, y, measure)
	c.table = fig.table(write)
	return c
}

// drawn lays curves in one frame, each with its label where it is apart from
// the others. Many variants, and those that are nowhere apart for long enough, have a
// small panel each.
func drawn(fig Figure, y axis, measure string) Chart {
	if fig.YLabel != "" {
		measure = fig.YLabel
	}
	apart := groups(fig.Curves, y)
	if bands := bandsOf(apart); len(bands) > 0 && (len(fig.arms()) >= manyArms || len(bands) >= manyCurves) {
		return multiples(fig, y, measure, apart)
	}
	limits := fig.limits(y)
	s := newSheet(fig.Title, sentences(fig.Subtitle, limited(limits)), fig.Footer)
	f, st, height := layFrame(fig, s, y)
	curves := layCurves(f, bandsOf(apart), newPalette(fig.arms()))
	rules := layLimits(f, limits)
	tags, ok := tagsInside(f, append(curves, rules...), f.across(fig.Warmup))
	if !ok {
		return multiples(fig, y, measure, apart)
	}
	return Chart{title: fig.Title, height: height, paint: func(p *page) {
		s.paint(p)
		p.text(spot{margin, s.top() + 12 + axisLetter.capital()}, printable(measure), axisLetter, inkSoft)
		f.paint(p)
		st.paintBelow(p, f)
		paintCurves(p, curves, rules)
		st.paintAbove(p, f)
		for _, t := range tags {
			t.paint(p)
		}
	}}
}

func paintCurves(p *page, curves, rules []curve) {
	for _, c := range curves {
		c.paintRange(p)
	}
	for _, c := range rules {
		p.line(c.runs[0], stroke{width: c.weight, dashes: []float64{1.5, 3}, colour: c.colour})
	}
	for _, c := range curves {
		c.paintMedian(p)
	}
}

// layFrame finds the frame that is left between the words, and the height that the page
// needs for it.
func layFrame(fig Figure, s sheet, y axis) (frame, strip, float64) {
	f := frame{x: timeAxis(fig.Duration), y: y, head: headroom}
	f.left = margin + y.tickWidth() + 8
	f.right = pageWidth - margin - tickLetter.width(f.x.ticks[len(f.x.ticks)-1].label)/2 + 8
	f.x = f.x.thinned(f.right-f.left, f.x.tickWidth()+10)
	st := newStrip(fig, f)
	f.top = s.top() + 12 + axisLetter.leading() + st.height()
	const ticks = 46.0
	height := max(pageHeight, f.top+minFrame+ticks+s.foot())
	f.bottom = height - s.foot() - ticks
	f.y = f.y.thinned(f.bottom-f.top-f.head, tickLetter.leading())
	return f, st, height
}

// limits returns the limits that can be seen: one near the foot of the axis lies on it.
func (f Figure) limits(y axis) []Limit {
	var seen []Limit
	for _, l := range f.Limits {
		if at := y.at(l.At); at > 0.02 && at <= 1 {
			seen = append(seen, l)
		}
	}
	return seen
}

// layLimits lays each limit as a line through the whole frame.
func layLimits(f frame, limits []Limit) []curve {
	var all []curve
	for _, l := range limits {
		y := f.up(l.At)
		all = append(all, curve{variant: "\x00limit", colour: ink, weight: 1.2, runs: [][]spot{{{f.left, y}, {f.right, y}}}})
	}
	return all
}

// limited says what the dotted lines are.
func limited(limits []Limit) string {
	if len(limits) == 0 {
		return ""
	}
	var each []string
	for _, l := range limits {
		each = append(each, l.Label)
	}
	return "Dotted: " + strings.Join(each, ", ") + "."
}

// sentences joins those that there are.
func sentences(each ...string) string {
	var all []string
	for _, s := range each {
		if s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, " ")
}

func (t tag) paint(p *page) {
	p.line(t.leader, stroke{width: 0.8, colour: t.colour})
	p.lines(t.at, t.lines, t.letter, legible(t.colour))
}
