package chart

import (
	"fmt"
	"image/color"
)

// A Timeline shows spans in the lives of nodes: who led when. Each variant has a
// group of rows of its own, one for each owner.
type Timeline struct {
	Title    string // the finding
	Subtitle string
	Footer   []string
	Arms     []string // as in a Figure
	Duration float64  // end of the time axis
	Warmup   float64
	Runs     []TimelineRun
}

// A TimelineRun is one run of a variant.
type TimelineRun struct {
	Variant  string
	Baseline bool
	Note     string // beside the variant's name
	Shades   []Shade
	Owners   []Owner
}

// An Owner is a row: its name, and the spans in which it was what the chart is
// about, in seconds.
type Owner struct {
	Name  string
	Spans []Interval
}

// An Interval is a piece of time, in seconds.
type Interval struct{ From, To float64 }

// The heights of a timeline.
const (
	ownerRow   = 21.0
	ownerBar   = 12.0
	noteGap    = 12.0
	runFoot    = 16.0
	mostOwners = 24
	ownerWidth = 150.0
)

// Spans draws a timeline. The page is as tall as its rows.
func Spans(t Timeline) Chart {
	s := newSheet(t.Title, t.Subtitle, t.Footer)
	left := margin + 12
	for _, b := range t.Runs {
		for _, o := range b.Owners {
			left = max(left, margin+12+min(tickLetter.width(printable(o.Name)), ownerWidth))
		}
	}
	f := frame{x: timeAxis(t.Duration)}
	f.left, f.right = left, pageWidth-margin-14
	f.x = f.x.thinned(f.right-f.left, f.x.tickWidth()+10)
	colours := newPalette(t.Arms)
	var runs []drawnRun
	y := s.top() + 10
	for _, b := range t.Runs {
		laid := layRun(t, b, f, colours, y)
		runs = append(runs, laid)
		y = laid.frame.bottom + runFoot
	}
	const ticks = 26.0
	return Chart{title: t.Title, height: max(y+ticks+s.foot()+10, pageHeight/2), table: t.table(), paint: func(p *page) {
		s.paint(p)
		for i := range runs {
			runs[i].paint(p, i == len(runs)-1)
		}
	}}
}

// A drawnRun is a TimelineRun on the page.
type drawnRun struct {
	TimelineRun
	frame  frame
	head   float64
	name   []string
	note   []string // below the name, or beside it if both fit in a line
	beside bool
	strip  strip
	colour color.NRGBA
	more   int // owners that are left out
}

func layRun(t Timeline, b TimelineRun, f frame, colours *palette, top float64) drawnRun {
	laid := drawnRun{TimelineRun: b, head: top, strip: newStrip(Figure{Warmup: t.Warmup, Shades: b.Shades}, f), colour: colours.of(b.Variant, b.Baseline)}
	laid.name = labelLetter.wrap(b.Variant, pageWidth-2*margin)
	laid.note = lesserLetter.wrap(b.Note, pageWidth-2*margin)
	laid.beside = len(laid.name) == 1 && len(laid.note) == 1 &&
		labelLetter.width(laid.name[0])+noteGap+lesserLetter.width(laid.note[0]) <= pageWidth-2*margin
	head := 8 + float64(len(laid.name))*labelLetter.leading()
	if !laid.beside {
		head += float64(len(laid.note)) * lesserLetter.leading()
	}
	if len(b.Owners) > mostOwners {
		laid.more = len(b.Owners) - mostOwners
		laid.Owners = b.Owners[:mostOwners]
	}
	f.top = top + head + laid.strip.height()
	rows := len(laid.Owners)
	if laid.more > 0 || rows == 0 {
		rows++
	}
	f.bottom = f.top + float64(rows)*ownerRow
	laid.frame = f
	return laid
}

func (b *drawnRun) paint(p *page, last bool) {
	b.paintHead(p)
	f := b.frame
	f.verticals(p)
	b.strip.paintBelow(p, f)
	for i, o := range b.Owners {
		b.paintOwner(p, o, f.top+float64(i)*ownerRow)
	}
	rest := ""
	switch {
	case b.more > 0:
		rest = fmt.Sprintf("and %d more", b.more)
	case len(b.Owners) == 0:
		rest = "nobody, at no time"
	}
	p.text(spot{f.left + 6, f.bottom - ownerRow/2 + lesserLetter.capital()/2}, rest, lesserLetter, inkSoft)
	b.strip.paintAbove(p, f)
	p.line([]spot{{f.left, f.bottom}, {f.right, f.bottom}}, stroke{width: 0.8, colour: axisInk})
	if !last {
		return
	}
	f.times(p)
	p.textEnding(spot{f.right, f.bottom + 31}, "time since the start (virtual)", tickLetter, inkFaint)
}

func (b *drawnRun) paintHead(p *page) {
	at := spot{margin, b.head + labelLetter.capital() + 4}
	for _, line := range b.name {
		p.text(at, line, labelLetter, legible(b.colour))
		at.y += labelLetter.leading()
	}
	if b.beside {
		at = spot{margin + labelLetter.width(b.name[0]) + noteGap, at.y - labelLetter.leading()}
	}
	for _, line := range b.note {
		p.text(at, line, lesserLetter, inkSoft)
		at.y += lesserLetter.leading()
	}
}

// paintOwner draws one row. A span shorter than a line is wide is still seen.
func (b *drawnRun) paintOwner(p *page, o Owner, top float64) {
	f := b.frame
	middle := top + ownerRow/2
	p.textEnding(spot{f.left - 8, middle + tickLetter.capital()/2}, tickLetter.shorten(o.Name, ownerWidth), tickLetter, inkSoft)
	p.line([]spot{{f.left, middle}, {f.right, middle}}, stroke{width: 0.6, colour: gridInk})
	for _, s := range o.Spans {
		from := f.across(s.From)
		to := max(f.across(s.To), from+1)
		p.area(box{from, middle - ownerBar/2, to, middle + ownerBar/2}.corners(), b.colour)
	}
}
