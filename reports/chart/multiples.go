package chart

import (
	"fmt"
	"image/color"
)

// The sizes of small multiples.
const (
	multipleGap  = 22.0 // between two columns, at least
	multipleFoot = 16.0 // below a panel that is not the last of its column
)

// A multiple is the panel of one group of variants.
type multiple struct {
	frame
	name   []string
	head   float64 // where the name begins
	colour color.NRGBA
	curves []curve
	rules  []curve
	ghost  []curve // the baseline, in the panels of others
	strip  strip
	words  bool // of the strip, above the first panel of a column
	left   bool // in the first column: values are written beside it
	last   bool // of its column: times are written below it
}

// multiples draws a panel for each group of variants, all to one scale, and in each of
// them the baseline as a thin line.
func multiples(fig Figure, y axis, measure string, apart []group) Chart {
	limits := fig.limits(y)
	ghosted := ""
	if len(apart) > 1 {
		ghosted = fmt.Sprintf("Thin in the other panels: %s.", apart[0].label)
	}
	s := newSheet(fig.Title, sentences(fig.Subtitle, limited(limits), ghosted), fig.Footer)
	columns, tall := shape(len(apart))
	left := margin + y.tickWidth() + 8
	gap := max(multipleGap, timeAxis(fig.Duration).tickWidth()+8)
	width := (pageWidth - margin - gap/2 - left - float64(columns-1)*gap) / float64(columns)
	colours := newPalette(fig.arms())
	var panels []multiple
	top := s.top() + 18 + axisLetter.leading()
	for row := 0; row*columns < len(apart); row++ {
		in := apart[row*columns : min((row+1)*columns, len(apart))]
		head, words := 0.0, 0.0
		var laid []multiple
		for i, g := range in {
			m := multiple{left: i == 0, words: row == 0, last: row*columns+i+columns >= len(apart)}
			m.frame = frame{x: timeAxis(fig.Duration), y: y, head: 6}
			m.frame.left = left + float64(i)*(width+gap)
			m.right = m.frame.left + width
			m.x = m.x.thinned(width, m.x.tickWidth()+10)
			m.name = labelLetter.wrap(g.name(), width)
			m.strip = newStrip(fig, m.frame)
			head = max(head, float64(len(m.name))*labelLetter.leading())
			if m.words {
				words = max(words, m.strip.height())
			}
			laid = append(laid, m)
		}
		words = max(words, 6)
		for i := range laid {
			laid[i].settle(in[i], apart[0], limits, colours, top, top+head+words, tall)
		}
		panels = append(panels, laid...)
		top += head + words + tall + multipleFoot
	}
	return Chart{title: fig.Title, height: top + 24 + s.foot() + 10, paint: func(p *page) {
		s.paint(p)
		p.text(spot{margin, s.top() + 12 + axisLetter.capital()}, printable(measure), axisLetter, inkSoft)
		for i := range panels {
			panels[i].paint(p)
		}
		end := panels[len(panels)-1]
		p.textEnding(spot{end.right, end.bottom + 31}, "time since the start (virtual)", tickLetter, inkFaint)
	}}
}

// shape is how many columns so many panels have, and how tall they are.
func shape(n int) (columns int, tall float64) {
	switch {
	case n <= 3:
		return 1, 140
	case n <= 8:
		return 2, 130
	}
	return 3, 110
}

// name is what stands above the panel of a group.
func (g group) name() string {
	for _, b := range g.bands {
		for _, v := range b.Median {
			if finite(v) {
				return g.label
			}
		}
	}
	return g.label + " (no value)"
}

func (m *multiple) settle(g, first group, limits []Limit, colours *palette, head, top, tall float64) {
	m.head, m.top, m.bottom = head, top, top+tall
	m.y = m.y.thinned(tall-m.frame.head, tickLetter.leading())
	m.curves = layCurves(m.frame, g.bands, colours)
	m.rules = layLimits(m.frame, limits)
	m.colour = colours.of(g.bands[0].variant(), g.bands[0].Baseline)
	if g.label != first.label {
		m.ghost = layCurves(m.frame, first.bands[:1], colours)
	}
}

func (m *multiple) paint(p *page) {
	p.lines(spot{m.frame.left, m.head + labelLetter.capital() + 2}, m.name, labelLetter, legible(m.colour))
	m.grid(p)
	m.strip.paintBelow(p, m.frame)
	p.line([]spot{{m.frame.left, m.bottom}, {m.right, m.bottom}}, stroke{width: 0.8, colour: axisInk})
	for _, c := range m.ghost {
		for _, run := range c.runs {
			p.line(run, stroke{width: 1, colour: translucent(c.colour, 0xA0)})
		}
	}
	paintCurves(p, m.curves, m.rules)
	if m.words {
		m.strip.paintAbove(p, m.frame)
	} else {
		m.strip.paintBars(p, m.frame)
	}
	if m.left {
		m.values(p)
	}
	if m.last {
		m.times(p)
	}
}
