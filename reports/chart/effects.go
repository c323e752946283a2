package chart

import (
	"image/color"
	"math"
	"strings"

	"wavetank/reports"
)

// The colours of an effect: the pattern's blue where it helps, reddish purple
// where it harms, and grey where none is shown.
func effectColour(verdict string) color.NRGBA {
	switch verdict {
	case reports.Better:
		return patternColours[0]
	case reports.Worse:
		return patternColours[2]
	}
	return axisInk
}

// An effectPanel is the effects on one metric, around a line at what is none.
type effectPanel struct {
	frame
	title string
	none  float64
	rows  []effectRow
}

// An effectRow is one line of a panel: who has an effect, how large it is with
// its interval, and what that means, for the eye and in words.
type effectRow struct {
	reports.Interval
	who, figures, words string
	verdict             string
	middle              float64
	name, note          []string
}

// Effects draws what each pattern of a factorial and each combination of them
// does to error rate, p99 and goodput.
func Effects(f *reports.Factorial) Chart {
	title := f.Finding()
	words := append(named(f.Comparison), "Dot: mean effect over "+reports.CountOf(len(f.Seeds), "seed")+", whisker: its 95 % interval. An effect is a factor, left of ×1 where there is less. Of one pattern: when it is added. Of several: by how much the product of their factors misses; overlap: they do less than that, but no worse than the best without one of them. Blue is better, purple worse, grey neither.")
	sheet := newSheet(title, strings.Join(words, " "), provenance(f.Comparison))
	y := sheet.top() + 10
	var panels []effectPanel
	for _, m := range sweptMetrics {
		p := layEffects(factorTitles[m.metric], effectsOn(f, m), y, factorAxis)
		panels = append(panels, p)
		y = p.bottom + panelFoot
	}
	if len(f.Pairs) > 0 {
		p := layEffects("Error rate: two together, minus the better one alone", pairs(f), y, sweptMetrics[0].gapAxis)
		panels = append(panels, p)
		y = p.bottom + panelFoot
	}
	return Chart{title: title, height: y + sheet.foot() + 10, paint: func(p *page) {
		sheet.paint(p)
		for _, q := range panels {
			q.paint(p)
		}
	}}
}

// factorTitles are those of the panels of effects, by metric.
var factorTitles = map[string]string{
	"error_rate": "Odds of an error, multiplied by", "p99": "p99 of answered requests, multiplied by", "goodput": "Goodput, multiplied by",
}

// effectsOn are the effects of a factorial on one metric.
func effectsOn(f *reports.Factorial, m swept) (rows []effectRow) {
	for _, e := range f.Effects {
		if e.Metric == m.metric || e.Metric == "latency_ok_"+m.metric {
			r := effectRow{Interval: e.Interval, who: strings.Join(e.Patterns, " × "), figures: e.Figures(), words: e.Words(), verdict: e.Verdict}
			if e.Overlap {
				r.verdict = reports.NoDifference
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// pairs are how its patterns get on with each other, two at a time.
func pairs(f *reports.Factorial) (rows []effectRow) {
	for _, p := range f.Pairs {
		r := effectRow{Interval: p.Gap, who: p.A + " + " + p.B, figures: sweptMetrics[0].gapWords(p.Gap), words: p.Mark, verdict: reports.NoDifference}
		switch {
		case p.Harmful:
			r.verdict = reports.Worse
		case p.Mark == reports.BetterTogether:
			r.verdict = reports.Better
		}
		rows = append(rows, r)
	}
	return rows
}

// effectNotes is how wide the column of the words is.
const effectNotes = noteColumn + 70

// layEffects lays a panel of rows, on the axis that is made for their ends.
func layEffects(title string, rows []effectRow, top float64, axisOf func(lo, hi float64) (axis, float64)) effectPanel {
	q := effectPanel{
		frame: frame{box: box{margin + nameColumn + 30, top + panelHead, pageWidth - margin - effectNotes, top + panelHead}},
		title: title,
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		for _, x := range []float64{r.Low, r.Middle, r.High} {
			if finite(x) {
				lo, hi = min(lo, x), max(hi, x)
			}
		}
		r.name = labelLetter.wrap(r.who, nameColumn+14)
		r.note = lesserLetter.wrap(r.says(), effectNotes-24)
		tall := max(float64(len(r.name))*labelLetter.leading(), float64(len(r.note))*lesserLetter.leading()) + 10
		r.middle = q.bottom + tall/2
		q.bottom += tall
		q.rows = append(q.rows, r)
	}
	q.x, q.none = axisOf(lo, hi)
	q.x = q.x.thinned(q.right-q.left, q.x.tickWidth()+10)
	return q
}

// factorAxis is logarithmic, with what changes nothing at ×1.
func factorAxis(lo, hi float64) (axis, float64) {
	lo, hi = min(lo, 1), max(hi, 1)
	if lo == hi { // ×1 stands in the middle, not at an end that means something
		lo, hi = 0.5, 2
	}
	lo, hi = max(lo, 1e-9), min(hi, 1e9)
	a := axis{lo: lo, hi: hi, log: true}
	step := []float64{1, 2, 5}
	switch {
	case hi/lo > 1000:
		step = step[:1]
	case hi/lo < 3:
		step = []float64{1, 1.1, 1.2, 1.5, 2, 3, 4, 5, 6, 7, 8, 9}
	}
	for k := -9; k <= 9; k++ {
		for _, s := range step {
			if at := s * math.Pow10(k); at >= float64(lo*0.999) && at <= float64(hi*1.001) {
				a.ticks = append(a.ticks, tick{at: at, label: "×" + short(at), major: s == 1})
			}
		}
	}
	return a, 1
}

// gapAxis is that of differences of a metric, with none at zero.
func (m swept) gapAxis(lo, hi float64) (axis, float64) {
	lo, hi = min(lo, 0), max(hi, 0)
	if lo == hi {
		lo, hi = -m.least, m.least
	}
	a := numberAxis(lo, hi)
	for i := range a.ticks {
		number, unit := splitUnit(m.change(a.ticks[i].at))
		if strings.Contains(number, ".") {
			number = strings.TrimSuffix(strings.TrimRight(number, "0"), ".")
		}
		a.ticks[i].label = number + unit
	}
	return a, 0
}

func splitUnit(value string) (number, unit string) {
	i := strings.LastIndexAny(value, "0123456789") + 1
	return value[:i], value[i:]
}

// gapWords writes a difference with its interval, the unit once if it is one.
func (m swept) gapWords(i reports.Interval) string {
	if !finite(i.Middle) {
		return "no value"
	}
	words := m.change(i.Middle)
	if finite(i.Low) && finite(i.High) {
		value, unit := splitUnit(words)
		low, lowUnit := splitUnit(m.change(i.Low))
		high, highUnit := splitUnit(m.change(i.High))
		if lowUnit == unit && highUnit == unit {
			return value + " (" + low + " to " + high + ")" + unit
		}
		words += " (" + low + lowUnit + " to " + high + highUnit + ")"
	}
	return words
}

// says is what a row says in words.
func (r effectRow) says() string {
	if r.words == reports.NoDifference {
		return "~ " + r.figures
	}
	return r.figures + ", " + r.words
}

func (q effectPanel) paint(p *page) {
	p.text(spot{margin, q.top - 10}, q.title, axisLetter, inkSoft)
	q.ruled(p)
	zero := q.across(q.none)
	p.line([]spot{{zero, q.top}, {zero, q.bottom}}, stroke{width: 1.2, colour: axisInk})
	for _, r := range q.rows {
		c := effectColour(r.verdict)
		p.block(spot{margin, r.middle}, r.name, labelLetter, legible(c))
		if finite(r.Low) && finite(r.High) {
			low, high := q.across(r.Low), q.across(r.High)
			p.line([]spot{{low, r.middle}, {high, r.middle}}, stroke{width: 2, colour: c})
		}
		if finite(r.Middle) {
			p.dot(spot{q.across(r.Middle), r.middle}, 5, c)
		}
		p.block(spot{q.right + 24, r.middle}, r.note, lesserLetter, inkSoft)
	}
}
