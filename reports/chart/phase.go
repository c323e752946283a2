package chart

import (
	"fmt"
	"image/color"
	"math"

	"wavetank/reports"
	"wavetank/sim"
)

// phaseHeight is that of the plane.
const phaseHeight = 380.0

// The colours of states by what becomes of them.
var (
	backColour = patternColours[0]
	downColour = baselineColour
)

// Phase draws how a variant moves by itself: what waits in its queues against the requests in
// flight, an arrow for each cell, in the colour of what becomes of who is there.
func Phase(info *reports.Info, p *reports.Phase) Chart {
	words := "What waits in the queues against the requests in flight; both axes are logarithmic. Each arrow is where the system moves from there on average, by itself."
	if info.Title != "" {
		words = info.Title + ". " + words
	}
	sheet := newSheet(p.Finding(), words, phaseFooter(info, p))
	cells := p.Cells()
	plane := layPhase(cells, sheet.top()+34)
	return Chart{title: p.Finding(), height: plane.bottom + 42 + sheet.foot(), table: phaseTable(cells), paint: func(pg *page) {
		sheet.paint(pg)
		phaseKey(pg, sheet.top()+18)
		pg.text(spot{margin, plane.top - 8}, "Requests that wait", axisLetter, inkSoft)
		plane.grid(pg)
		for _, c := range cells {
			paintCell(pg, plane, c)
		}
		paintPush(pg, plane, p)
		plane.axes(pg)
		pg.textCentred(spot{(plane.left + plane.right) / 2, plane.bottom + 32}, "requests in flight: their users still wait for them", axisLetter, inkSoft)
	}}
}

// phaseTable is a row for each cell: where it is, to what its middle is led, and how many of the
// runs that came by came back.
func phaseTable(cells []reports.PhaseCell) [][]string {
	all := [][]string{{"requests that wait", "in flight", "those that wait then", "in flight then", "came back"}}
	along := func(n int, drift float64) (from, to string) {
		low, high := reports.PhaseRung(n), reports.PhaseRung(n+1)
		middle := math.Sqrt((low + 1) * (high + 1))
		from = grouped(math.Ceil(low))
		if last := math.Ceil(high) - 1; last > math.Ceil(low) {
			from += "–" + grouped(last)
		}
		return from, grouped(max(0, sim.Exp(drift)*middle-1))
	}
	for _, c := range cells {
		queued, queuedThen := along(c.Queued, c.QueuedDrift)
		inFlight, inFlightThen := along(c.InFlight, c.FlightDrift)
		all = append(all, []string{queued, inFlight, queuedThen, inFlightThen, percent(c.Back)})
	}
	return all
}

// layPhase lays a plane in which all cells have room.
func layPhase(cells []reports.PhaseCell, top float64) frame {
	right, up := 1, 1
	for _, c := range cells {
		right, up = max(right, c.InFlight+1), max(up, c.Queued+1)
	}
	f := frame{x: countAxis(right), y: countAxis(up)}
	f.left, f.right = margin+max(f.y.tickWidth(), 48)+8, pageWidth-margin
	f.top = top + axisLetter.leading() + 4
	f.bottom = f.top + phaseHeight
	f.x = f.x.thinned(f.right-f.left, f.x.tickWidth()+8)
	f.y = f.y.thinned(f.bottom-f.top, tickLetter.leading())
	return f
}

// countAxis is logarithmic in one more than a number, so that none has its place, too. It
// ends at a rung of the cells.
func countAxis(rung int) axis {
	a := axis{lo: 1, hi: reports.PhaseRung(rung) + 1, log: true}
	a.ticks = []tick{{at: 1, label: "0", major: true}}
	for decade := 1.0; decade <= a.hi; decade *= 10 {
		for _, digit := range []float64{1, 3} {
			if x := digit * decade; x+1 <= a.hi*1.000001 {
				a.ticks = append(a.ticks, tick{at: x + 1, label: grouped(x), major: digit == 1})
			}
		}
	}
	return a
}

// grouped writes a whole number with its thousands apart.
func grouped(x float64) string {
	text := fmt.Sprintf("%.0f", x)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// fate is the colour of a cell: those from which nearly all runs come back, those from which
// hardly any does, and what lies between.
func fate(back float64) color.NRGBA {
	switch {
	case back >= 0.8:
		return backColour
	case back <= 0.2:
		return downColour
	}
	return inkFaint
}

// paintCell tints a cell and draws its arrow, from the middle: the faster, the longer, up
// to the size of the cell.
func paintCell(p *page, f frame, c reports.PhaseCell) {
	left, right := f.across(reports.PhaseRung(c.InFlight)+1), f.across(reports.PhaseRung(c.InFlight+1)+1)
	bottom, top := f.up(reports.PhaseRung(c.Queued)+1), f.up(reports.PhaseRung(c.Queued+1)+1)
	colour := fate(c.Back)
	p.area(box{left + 0.5, top + 0.5, right - 0.5, bottom - 0.5}.corners(), translucent(colour, 0x2A))
	dx := c.FlightDrift / math.Log(f.x.hi) * (f.right - f.left)
	dy := -c.QueuedDrift / math.Log(f.y.hi) * (f.bottom - f.top)
	speed := math.Sqrt(dx*dx + dy*dy)
	middle := spot{(left + right) / 2, (top + bottom) / 2}
	if speed < 1 {
		p.dot(middle, 1.5, colour)
		return
	}
	size := min(right-left, bottom-top)
	length := min(26, max(size*0.45, min(speed, size*1.1)))
	arrow(p, middle, dx/speed, dy/speed, length, colour)
}

// arrow draws an arrow in a direction of length one, its middle at the spot.
func arrow(p *page, middle spot, dx, dy, length float64, c color.NRGBA) {
	const head = 4.5
	at := func(along, beside float64) spot {
		return spot{middle.x + along*dx - beside*dy, middle.y + along*dy + beside*dx}
	}
	p.line([]spot{at(-length/2, 0), at(length/2-head, 0)}, stroke{width: 1.3, colour: c})
	p.area([]spot{at(length/2, 0), at(length/2-head, head*0.55), at(length/2-head, -head*0.55)}, c)
}

// paintPush draws where the faults of the first seed push the system.
func paintPush(p *page, f frame, ph *reports.Phase) {
	for _, c := range ph.Courses {
		if c.Part != 1 {
			continue
		}
		var way []spot
		for _, at := range c.At {
			if at.Begun > at.Ended {
				way = append(way, f.spot(float64(at.InFlight+1), float64(at.Queued+1)))
			}
		}
		p.line(way, stroke{width: 1.4, dashes: []float64{5, 3}, colour: ink})
		return
	}
}

// phaseKey says what the colours stand for.
func phaseKey(p *page, y float64) {
	x := margin
	for _, k := range []struct {
		words string
		back  float64
	}{{"comes back", 1}, {"either", 0.5}, {"stays down", 0}} {
		p.area(box{x, y - 9, x + 12, y + 1}.corners(), translucent(fate(k.back), 0x60))
		p.text(spot{x + 18, y}, k.words, labelLetter, legible(fate(k.back)))
		x += 18 + labelLetter.width(k.words) + 26
	}
	p.line([]spot{{x, y - 4}, {x + 26, y - 4}}, stroke{width: 1.4, dashes: []float64{5, 3}, colour: ink})
	p.text(spot{x + 32, y}, "where it is pushed", labelLetter, inkSoft)
}

func phaseFooter(info *reports.Info, p *reports.Phase) []string {
	seeds := make(map[uint64]bool)
	for _, c := range p.Courses {
		seeds[c.Seed] = true
	}
	lines := []string{fmt.Sprintf("scenario %s, hash %s · %s, without what disturbs them, with less of it and with all: %s", info.Scenario, info.Hash, reports.CountOf(len(seeds), "seed"), reports.CountOf(len(p.Courses), "run"))}
	if info.Command != "" {
		lines = append(lines, info.Command)
	}
	return lines
}
