package chart

import (
	"math"
	"slices"
	"strings"

	"wavetank/reports"
)

// frontHeight is that of one field of a front.
const frontHeight = 210.0

// A field is a frame in which each dot is a design, and the names of some of them.
type field struct {
	frame
	title, below string
	faint        []spot
	dots         []dot
}

// A dot is a design, or several that came to the same.
type dot struct {
	at      spot
	names   []string
	own     bool // the file's
	winner  bool
	written spot // where the name begins; the zero spot is nowhere
}

// front draws the designs of the race by their first objective and each other one: those
// that were run again by what they came to then.
func front(t *reports.Tuning) Chart {
	words := "Each dot is a design: faint as it was in the race, strong and named as it came to again on fresh seeds."
	if !slices.ContainsFunc(t.Objectives, func(o reports.Objective) bool { return o.More }) {
		words += " Low and left is good."
	}
	sheet := newSheet(t.Finding(), words, tuningFooter(t))
	var fields []field
	y := sheet.top() + 12
	for k := 1; k < len(t.Objectives); k++ {
		fields = append(fields, layField(t, k, y))
		y = fields[k-1].bottom + 52
	}
	return Chart{title: t.Finding(), height: y - 10 + sheet.foot(), table: frontTable(t), paint: func(p *page) {
		sheet.paint(p)
		for _, f := range fields {
			f.paint(p)
		}
	}}
}

func layField(t *reports.Tuning, k int, top float64) field {
	x, y := &t.Objectives[0], &t.Objectives[k]
	var across, up []float64
	for i := range t.Designs {
		across, up = append(across, t.Came(&t.Designs[i], 0)), append(up, t.Came(&t.Designs[i], k))
	}
	f := field{title: printable(y.Text), below: printable(x.Text), frame: frame{x: fittedAxis(x, across), y: fittedAxis(y, up)}}
	f.left, f.right = margin+max(f.y.tickWidth(), 48)+8, pageWidth-margin-120
	f.top = top + axisLetter.leading() + 4
	f.bottom = f.top + frontHeight
	f.x = f.x.thinned(f.right-f.left, f.x.tickWidth()+8)
	f.y = f.y.thinned(f.bottom-f.top, tickLetter.leading())
	for i := range t.Designs {
		d := &t.Designs[i]
		if !finite(across[i]) || !finite(up[i]) {
			continue
		}
		at := f.spot(across[i], up[i])
		if d.Again == nil {
			f.faint = append(f.faint, at)
			continue
		}
		f.add(dot{at: at, names: d.Names, own: i == 0, winner: d == t.Winner()})
	}
	f.name()
	return f
}

// fittedAxis runs from the round number below the values of an objective to the one above
// them: what matters among designs is how far they lie apart, not how far from zero.
func fittedAxis(o *reports.Objective, values []float64) axis {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if finite(v) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	switch {
	case lo > hi:
		lo, hi = 0, 1
	case o.Unit() == "s" && lo > 0:
		return latencyAxis(lo, hi)
	}
	if wide := 1e-3 * max(math.Abs(lo), math.Abs(hi), 1e-6); hi-lo < wide {
		lo, hi = lo-wide, hi+wide
	}
	step := timeStep((hi - lo) * 2)
	first, last := math.Floor(lo/step+1e-9), math.Ceil(hi/step-1e-9)
	a := axis{lo: first * step, hi: last * step}
	for i := first; i <= last; i++ {
		label := short(i * step)
		if o.Unit() == "share" {
			label = short(100*i*step) + " %"
		}
		a.ticks = append(a.ticks, tick{at: i * step, label: label})
	}
	return a
}

// add adds a dot, or its names to one that lies as good as there.
func (f *field) add(d dot) {
	for i := range f.dots {
		if o := &f.dots[i]; (box{o.at.x, o.at.y, o.at.x, o.at.y}).meets(box{d.at.x, d.at.y, d.at.x, d.at.y}, 4) {
			o.names, o.own, o.winner = append(o.names[:len(o.names):len(o.names)], d.names...), o.own || d.own, o.winner || d.winner
			return
		}
	}
	f.dots = append(f.dots, d)
}

// label is what stands beside a dot.
func (d dot) label() string {
	names := strings.Join(d.names, ", ")
	if d.winner {
		names += " (winner)"
	}
	return printable(names)
}

// name finds room for the names, the winner's first: right of the dot or left of it, above
// or below. Where there is none a dot has no name; the table has it.
func (f *field) name() {
	var taken []box
	for _, d := range f.dots {
		taken = append(taken, box{d.at.x - 5, d.at.y - 5, d.at.x + 5, d.at.y + 5})
	}
	for _, winners := range []bool{true, false} {
		for i := range f.dots {
			d := &f.dots[i]
			if d.winner != winners {
				continue
			}
			width, height := labelLetter.width(d.label()), labelLetter.capital()
			for _, at := range []spot{{d.at.x + 10, d.at.y + height/2}, {d.at.x - 10 - width, d.at.y + height/2}, {d.at.x + 8, d.at.y - 8}, {d.at.x + 8, d.at.y + 8 + height}, {d.at.x - 8 - width, d.at.y - 8}, {d.at.x - 8 - width, d.at.y + 8 + height}} {
				b := box{at.x, at.y - height, at.x + width, at.y}
				free := b.left > margin && b.right < pageWidth-margin && b.top > f.top-10 && b.bottom < f.bottom
				for _, o := range taken {
					free = free && !b.meets(o, 2)
				}
				if free {
					d.written, taken = at, append(taken, b)
					break
				}
			}
		}
	}
}

func (f field) paint(p *page) {
	p.text(spot{margin, f.top - 8}, f.title, axisLetter, inkSoft)
	f.grid(p)
	f.axes(p)
	p.textCentred(spot{(f.left + f.right) / 2, f.bottom + 32}, f.below, axisLetter, inkSoft)
	for _, at := range f.faint {
		p.dot(at, 2.5, translucent(inkFaint, 0x60))
	}
	for _, d := range f.dots {
		colour, radius := patternColours[0], 4.0
		if d.own {
			colour = baselineColour
		}
		if d.winner {
			radius = 6
		}
		p.dot(d.at, radius, colour)
		if d.written != (spot{}) {
			p.text(d.written, d.label(), labelLetter, legible(colour))
		}
	}
}
