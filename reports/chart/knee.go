package chart

import (
	"fmt"
	"math"
	"strings"

	"wavetank/reports"
)

// kneeTicks and kneeSteps are at how many values the axis of a knee has a tick, and the
// curves a point.
const (
	kneeTicks = 8
	kneeSteps = 140
)

const onceDown = ", once down"

// Knee draws a search for the knee: a curve for each variant, of the share of the storms
// in which it keeps what is asked, and dashed of those that come back once they are down.
// What lies between the two is metastable.
func Knee(k *reports.Knee) Chart {
	words, returns := "", k.Return() != ""
	if k.Title != "" {
		words = strings.TrimRight(k.Title, ".") + ". "
	}
	words += k.Asked()
	if returns {
		words += " Shaded: where it stays as it is, up or down."
	}
	sheet := newSheet(k.Finding(), words, kneeFooter(k))
	var ticks []string
	var values []float64
	low := k.Low
	for i := range k.Arms {
		if back := k.Arms[i].Back().Middle; back > 0 {
			low = min(low, float64(0.9*back))
		}
	}
	for i := range kneeTicks {
		values = append(values, low+float64((k.High-low)*float64(i))/(kneeTicks-1))
		ticks = append(ticks, k.Write(values[i]))
	}
	scale, places := valueAxis(reports.Axis{Values: ticks})
	first, last := places[0], places[len(places)-1]
	all := groups(kneeBands(k, low, first, last), ratioAxis(1))
	for _, g := range all {
		for i := range g.bands[1:] {
			g.bands[i+1].Label = g.label + onceDown
		}
	}
	p := layCurvePanel("Storms that keep it", scale, ratioAxis(1), bandsOf(all), sheet.top()+12)
	p.plain = true
	return Chart{title: k.Finding(), height: p.frame.bottom + 42 + sheet.foot(), table: kneeTable(k, values), paint: func(page *page) {
		sheet.paint(page)
		p.paint(page)
		if part := (k.Capacity - low) / (k.High - low); part >= 0 && part <= 1 {
			p.capacity(page, first+float64(part*(last-first)))
		}
		page.textCentred(spot{(p.frame.left + p.frame.right) / 2, p.frame.bottom + 32}, tickLetter.shorten(printable(k.Over), p.frame.right-p.frame.left), axisLetter, inkSoft)
	}}
}

// kneeBands are the curves of each variant from a value to the upper bound, which lie between
// two places of the axis.
func kneeBands(k *reports.Knee, low, first, last float64) []Band {
	var bands []Band
	at := make([]float64, kneeSteps+1)
	for i := range k.Arms {
		a := &k.Arms[i]
		b := Band{Variant: a.Name, Label: a.Name, Baseline: i == 0}
		back := Band{Variant: a.Name, Lesser: true, Baseline: i == 0}
		looked := !math.IsNaN(a.Back().Middle)
		for n := range kneeSteps + 1 {
			part := float64(n) / kneeSteps
			x := low + float64(part*(k.High-low))
			at[n] = x
			b.At, b.Median = append(b.At, first+float64(part*(last-first))), append(b.Median, k.Keeps(a, x))
			if looked {
				back.Median = append(back.Median, a.Returns(x))
				b.Low, b.High = append(b.Low, min(back.Median[n], b.Median[n])), append(b.High, b.Median[n])
			}
		}
		if a.Grid != nil && !looked && len(k.Arms) <= 2 {
			b.Low, b.High = k.KeepsWithin(a, at)
		}
		bands = append(bands, b)
		if back.At = b.At; looked {
			bands = append(bands, back)
		}
	}
	return bands
}

// capacity marks what an arm has room for on paper, at a place of the axis.
func (q sweepPanel) capacity(p *page, place float64) {
	const words = "room on paper"
	at := q.frame.spot(place, 0).x
	p.line([]spot{{at, q.frame.top}, {at, q.frame.bottom}}, stroke{width: 1, dashes: []float64{1.5, 2.5}, colour: inkSoft})
	width := tickLetter.width(words)
	left := max(margin+axisLetter.width(q.title)+12, min(at-width/2, q.frame.right-width))
	p.text(spot{left, q.frame.top - 6}, words, tickLetter, inkSoft)
}

func kneeFooter(k *reports.Knee) []string {
	lines := []string{fmt.Sprintf("scenario %s, hash %s · %s", k.Scenario, k.Hash, reports.CountOf(len(k.Arms[0].Thresholds), "seed"))}
	if k.Command != "" {
		lines = append(lines, k.Command)
	}
	return lines
}
