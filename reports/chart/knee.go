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
	words := ""
	if k.Title != "" {
		words = strings.TrimRight(k.Title, ".") + ". "
	}
	sheet := newSheet(k.Finding(), words+k.Asked(), kneeFooter(k))
	var ticks []string
	low := k.Low
	for i := range k.Arms {
		if back := k.Arms[i].Back().Middle; back > 0 {
			low = min(low, float64(0.9*back))
		}
	}
	for i := range kneeTicks {
		ticks = append(ticks, k.Write(low+float64((k.High-low)*float64(i))/(kneeTicks-1)))
	}
	scale, places := valueAxis(reports.Axis{Values: ticks})
	first, last := places[0], places[len(places)-1]
	var bands []Band
	for i := range k.Arms {
		a := &k.Arms[i]
		b := Band{Variant: a.Name, Label: a.Name, Baseline: i == 0}
		for n := range kneeSteps + 1 {
			part := float64(n) / kneeSteps
			b.At = append(b.At, first+float64(part*(last-first)))
			b.Median = append(b.Median, k.Keeps(a, low+float64(part*(k.High-low))))
		}
		bands = append(bands, b)
		if !math.IsNaN(a.Back().Middle) {
			back := Band{Variant: a.Name, Lesser: true, Baseline: i == 0, At: b.At}
			for n := range kneeSteps + 1 {
				back.Median = append(back.Median, a.Returns(low+float64(float64(n)/kneeSteps*(k.High-low))))
			}
			bands = append(bands, back)
		}
	}
	all := groups(bands, ratioAxis(1))
	for _, g := range all {
		for i := range g.bands[1:] {
			g.bands[i+1].Label = g.label + onceDown
		}
	}
	p := layCurvePanel("Storms that keep it", scale, ratioAxis(1), bandsOf(all), sheet.top()+12)
	p.plain = true
	return Chart{title: k.Finding(), height: p.frame.bottom + 42 + sheet.foot(), paint: func(page *page) {
		sheet.paint(page)
		p.paint(page)
		page.textCentred(spot{(p.frame.left + p.frame.right) / 2, p.frame.bottom + 32}, tickLetter.shorten(printable(k.Over), p.frame.right-p.frame.left), axisLetter, inkSoft)
	}}
}

func kneeFooter(k *reports.Knee) []string {
	lines := []string{fmt.Sprintf("scenario %s, hash %s · %s", k.Scenario, k.Hash, reports.CountOf(len(k.Arms[0].Thresholds), "seed"))}
	if k.Command != "" {
		lines = append(lines, k.Command)
	}
	return lines
}
