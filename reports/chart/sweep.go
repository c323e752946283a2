package chart

import (
	"fmt"
	"slices"
	"strings"

	"wavetank/reports"
)

// Sweep draws a sweep: over one axis a curve for each variant, over two a heat
// map for each; below each other the error rate, the p99 and the goodput.
func Sweep(s *reports.Sweep) Chart {
	if len(s.Axes) > 1 {
		return heatMaps(s)
	}
	return sweepCurves(s)
}

// swept says how a metric of a sweep is drawn.
type swept struct {
	metric string
	title  string
	write  func(float64) string
	change func(float64) string // of a difference
	axis   func(lo, hi float64) axis
	log    bool
	least  float64 // half the width of an axis of differences that are all zero
	higher bool    // is better
}

var sweptMetrics = []swept{
	{metric: "error_rate", title: errorMeasure.title, write: percent, change: errorMeasure.change,
		axis: func(_, hi float64) axis { return ratioAxis(hi) }, least: 0.01},
	{metric: "p99", title: answeredMeasure.title, write: precise, change: answeredMeasure.change, axis: latencyAxis, log: true, least: 0.001},
	{metric: "goodput", title: "Goodput: requests answered well per second", write: func(v float64) string { return threeDigits(v) + "/s" },
		change: func(v float64) string { return signed(v, threeDigits) + "/s" }, axis: numberAxis, least: 1, higher: true},
}

// sweepHeight is that of one panel.
const sweepHeight = 165.0

// A sweepPanel is one metric of a sweep of one axis.
type sweepPanel struct {
	title  string
	frame  frame
	curves []curve
	rules  []curve // limits that can be seen
	tags   []tag
	plain  bool // without a dot at each value
}

// sweptOf returns how the metrics of a sweep are drawn: those that rank its points, and the
// usual ones that do not.
func sweptOf(s *reports.Sweep) []swept {
	all := slices.Clone(sweptMetrics)
	for i, name := range s.Metrics() {
		m, _ := reports.FindMetric(name)
		if k := slices.IndexFunc(all, func(x swept) bool { return x.metric == m.Name || x.metric == m.Alias }); k >= 0 {
			m := all[k]
			all = slices.Insert(slices.Delete(all, k, k+1), min(i, len(all)-1), m)
			continue
		}
		all = slices.Insert(all, min(i, len(all)), otherSwept(name))
	}
	return all
}

// otherSwept draws a metric that is none of the usual ones, as its unit is written.
func otherSwept(name string) swept {
	m := swept{metric: name, title: reports.Called(name), write: func(v float64) string { return reports.Written(name, v) }, axis: numberAxis, least: 1}
	if !strings.Contains(m.title, ".") { // as the name of a fact has
		m.title = capital(m.title)
	}
	m.change = func(v float64) string { return signed(v, m.write) }
	switch found, _ := reports.FindMetric(name); {
	case found.Unit == "share" || found.Name == "error_rate":
		m.axis, m.least = func(_, hi float64) axis { return ratioAxis(hi) }, 0.01
	case found.Unit == "ms":
		m.axis, m.log, m.least = latencyAxis, true, 0.001
	case found.Better == reports.Higher:
		m.higher = true
	}
	return m
}

func sweepCurves(s *reports.Sweep) Chart {
	marks := "Line: mean, band: its 95 % interval."
	if slo := s.Objective(); slo != nil {
		marks = sentences(marks, limited(slices.Concat(limitsOf(slo, "error_rate"), limitsOf(slo, "p99"))))
	}
	sheet := newSheet(s.Finding(), sweepSubtitle(s, marks), sweepFooter(s))
	y := sheet.top() + 12
	var panels []sweepPanel
	for _, m := range sweptOf(s) {
		p := layPanelOf(s, m, y)
		panels = append(panels, p)
		y = p.frame.bottom + 34
	}
	name := printable(s.Axes[0].Key)
	return Chart{title: s.Finding(), height: y + 8 + sheet.foot(), paint: func(p *page) {
		sheet.paint(p)
		for i, q := range panels {
			q.paint(p)
			if i == len(panels)-1 {
				p.textCentred(spot{(q.frame.left + q.frame.right) / 2, q.frame.bottom + 32}, tickLetter.shorten(name, q.frame.right-q.frame.left), axisLetter, inkSoft)
			}
		}
	}}
}

func layPanelOf(s *reports.Sweep, m swept, top float64) sweepPanel {
	var bands []Band
	scale, places := valueAxis(s.Axes[0])
	for i, v := range s.Variants {
		b := Band{Variant: v.Name, Label: v.Name, Baseline: i == 0}
		for _, k := range inOrderOf(places) {
			x := s.At(k, v.Name, m.metric)
			b.At = append(b.At, places[k])
			b.Median = append(b.Median, x.Middle)
			b.Low, b.High = append(b.Low, inside(x.Low, x.Middle)), append(b.High, inside(x.High, x.Middle))
		}
		bands = append(bands, b)
	}
	limits := limitsOf(s.Objective(), m.metric)
	lo, hi, ok := extent(withRoom(bands, limits), func(v float64) bool { return !m.log || v > 0 })
	if !ok {
		lo, hi = 1e-3, 1
	}
	p := layCurvePanel(m.title, scale, m.axis(lo, hi), bands, top)
	p.rules = layLimits(p.frame, limits)
	return p
}

// layCurvePanel lays curves over one axis, with their names beside them.
func layCurvePanel(title string, x, y axis, bands []Band, top float64) sweepPanel {
	p := sweepPanel{title: printable(title)}
	p.frame.y, p.frame.x = y, x
	p.frame.head = headroom
	p.frame.left = margin + max(p.frame.y.tickWidth(), 48) + 8 // so that the panels begin at one line
	p.frame.top = top + axisLetter.leading() + 4
	p.frame.bottom = p.frame.top + sweepHeight
	var names []string
	for _, b := range bands {
		names = append(names, b.variant())
	}
	bands = bandsOf(groups(bands, y))
	colours := newPalette(names)
	p.curves = layCurves(p.frame, bands, colours)
	column, room := columnSize(p.curves)
	p.frame.right = pageWidth - margin - column
	p.frame.bottom = p.frame.top + max(sweepHeight, room)
	p.frame.y = p.frame.y.thinned(p.frame.bottom-p.frame.top-headroom, tickLetter.leading())
	p.frame.x = p.frame.x.thinned(p.frame.right-p.frame.left, p.frame.x.tickWidth()+8)
	p.curves = layCurves(p.frame, bands, colours)
	var ok bool
	if p.tags, ok = tagsInside(p.frame, p.curves, p.frame.left); !ok {
		p.tags = tagsBeside(p.frame, p.curves)
	}
	return p
}

// inside keeps the end of an interval on the page: an open one is not drawn.
func inside(end, middle float64) float64 {
	if !finite(end) {
		return middle
	}
	return end
}

func (q sweepPanel) paint(p *page) {
	p.text(spot{margin, q.frame.top - 8}, q.title, axisLetter, inkSoft)
	q.frame.grid(p)
	q.frame.axes(p)
	paintCurves(p, q.curves, q.rules)
	for _, c := range q.curves {
		for _, run := range c.runs {
			for _, at := range run {
				if q.plain {
					break
				}
				p.dot(at, c.weight+1.2, c.colour)
			}
		}
	}
	for _, t := range q.tags {
		t.paint(p)
	}
}

func sweepSubtitle(s *reports.Sweep, marks string) string {
	words := ""
	if s.Title != "" {
		words = strings.TrimRight(s.Title, ".") + ". "
	}
	return words + fmt.Sprintf("%s at each of %d points. %s", reports.CountOf(s.Seeds(), "seed"), len(s.Points), marks)
}

func sweepFooter(s *reports.Sweep) []string {
	lines := []string{fmt.Sprintf("scenario %s, hash %s · %s: %s", s.Scenario, s.Hash, reports.CountOf(len(s.Points[0].Seeds), "seed"), ranges(s.Points[0].Seeds))}
	if s.Command != "" {
		lines = append(lines, s.Command)
	}
	return lines
}
