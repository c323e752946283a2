package chart

import (
	"image/color"
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

// An effectPanel is the effects on one metric, around a line at zero.
type effectPanel struct {
	frame
	title string
	rows  []effectRow
}

// An effectRow is one line of a panel: who has an effect, how large it is with
// its interval, and what that means, for the eye and in words.
type effectRow struct {
	reports.Interval
	who, words string
	verdict    string
	middle     float64
	name, note []string
}

// Effects draws what each pattern of a factorial and each combination of them
// does to error rate, p99 and goodput.
func Effects(f *reports.Factorial) Chart {
	title := f.Finding()
	words := append(named(f.Comparison), "Dot: mean effect over "+reports.CountOf(len(f.Seeds), "seed")+", whisker: its 95 % interval. Of one pattern: the change when it is added. Of several: how far they are from the sum of what each does. Blue is better, purple worse, grey not shown to be either.")
	sheet := newSheet(title, strings.Join(words, " "), provenance(f.Comparison))
	y := sheet.top() + 10
	var panels []effectPanel
	for _, m := range sweptMetrics {
		p := layEffects(m, "effect", effectsOn(f, m), y)
		panels = append(panels, p)
		y = p.bottom + panelFoot
	}
	if len(f.Pairs) > 0 {
		p := layEffects(sweptMetrics[0], "two together, minus the better one alone", pairs(f), y)
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

// effectsOn are the effects of a factorial on one metric.
func effectsOn(f *reports.Factorial, m swept) (rows []effectRow) {
	for _, e := range f.Effects {
		if e.Metric == m.metric || e.Metric == "latency_ok_"+m.metric {
			rows = append(rows, effectRow{Interval: e.Interval, who: strings.Join(e.Patterns, " × "), words: e.Words(), verdict: e.Verdict})
		}
	}
	return rows
}

// pairs are how its patterns get on with each other, two at a time.
func pairs(f *reports.Factorial) (rows []effectRow) {
	for _, p := range f.Pairs {
		r := effectRow{Interval: p.Gap, who: p.A + " + " + p.B, words: p.Mark, verdict: reports.NoDifference}
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

func layEffects(m swept, what string, rows []effectRow, top float64) effectPanel {
	q := effectPanel{
		frame: frame{box: box{margin + nameColumn + 30, top + panelHead, pageWidth - margin - effectNotes, top + panelHead}},
		title: strings.TrimSuffix(m.title, " (logarithmic)") + ": " + what,
	}
	lo, hi := 0.0, 0.0
	for _, r := range rows {
		for _, x := range []float64{r.Low, r.Middle, r.High} {
			if finite(x) {
				lo, hi = min(lo, x), max(hi, x)
			}
		}
		r.name = labelLetter.wrap(r.who, nameColumn+14)
		r.note = lesserLetter.wrap(m.effectWords(r), effectNotes-24)
		tall := max(float64(len(r.name))*labelLetter.leading(), float64(len(r.note))*lesserLetter.leading()) + 10
		r.middle = q.bottom + tall/2
		q.bottom += tall
		q.rows = append(q.rows, r)
	}
	if lo == 0 && hi == 0 { // zero stands in the middle, not at an end that means something
		lo, hi = -m.least, m.least
	}
	q.x = numberAxis(lo, hi)
	for i := range q.x.ticks {
		number, unit := splitUnit(m.change(q.x.ticks[i].at))
		if strings.Contains(number, ".") {
			number = strings.TrimSuffix(strings.TrimRight(number, "0"), ".")
		}
		q.x.ticks[i].label = number + unit
	}
	q.x = q.x.thinned(q.right-q.left, q.x.tickWidth()+10)
	return q
}

func splitUnit(value string) (number, unit string) {
	i := strings.LastIndexAny(value, "0123456789") + 1
	return value[:i], value[i:]
}

// effectWords writes an effect with its interval, the unit once if it is one.
func (m swept) effectWords(r effectRow) string {
	if !finite(r.Middle) {
		return "no value"
	}
	words := m.change(r.Middle)
	if finite(r.Low) && finite(r.High) {
		value, unit := splitUnit(words)
		low, lowUnit := splitUnit(m.change(r.Low))
		high, highUnit := splitUnit(m.change(r.High))
		if lowUnit == unit && highUnit == unit {
			words = value + " (" + low + " to " + high + ")" + unit
		} else {
			words += " (" + low + lowUnit + " to " + high + highUnit + ")"
		}
	}
	if r.words == reports.NoDifference {
		return "~ " + words
	}
	return words + ", " + r.words
}

func (q effectPanel) paint(p *page) {
	p.text(spot{margin, q.top - 10}, q.title, axisLetter, inkSoft)
	q.ruled(p)
	zero := q.across(0)
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
