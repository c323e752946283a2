package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// A Best is what a sweep says of the values of its knobs in one variant.
type Best struct {
	Points  []int    // that are not shown to be worse than any other, ascending
	Point   int      // of them, the one with the best mean of the last metric
	All     bool     // no point is shown to be better than another
	Metrics []string // that it took, the last of which decides: where the first does not tell points apart, the next does
	Kept    []int    // where the SLO is kept in every seed; nil without one that the scenario states
}

// Metrics are those that rank points, the first first.
func (s *Sweep) Metrics() []string {
	if s.By != nil {
		return s.By
	}
	return SweptMetrics
}

// Best ranks the points of a variant. If some keep the SLO that the scenario states, only
// these can be best. By the first metric it keeps those whose paired
// difference from the best mean is not shown to be for the worse (the 95 % interval does
// not exclude zero; with one seed, it is zero), among these by the next, until one is left
// or the metrics are at an end. It reports false if the first is undefined everywhere.
func (s *Sweep) Best(variant string) (b Best, ok bool) {
	for i := range s.Points {
		if s.own(variant, i) {
			b.Points = append(b.Points, i)
		}
	}
	all, took := len(b.Points), 1
	if s.Objective() != nil {
		b.Kept = slices.DeleteFunc(slices.Clone(b.Points), func(i int) bool { return !s.Points[i].always(variant) })
		if len(b.Kept) > 0 {
			b.Points = b.Kept
		}
	}
	for _, metric := range s.Metrics() {
		known := slices.DeleteFunc(slices.Clone(b.Points), func(i int) bool { return math.IsNaN(s.At(i, variant, metric).Middle) })
		if len(known) == 0 {
			continue
		}
		sign := 1.0
		if metricOf(metric).Better == Higher {
			sign = -1
		}
		mean := func(i int) float64 { return float64(sign * s.At(i, variant, metric).Middle) }
		before := len(b.Points)
		b.Point = slices.MinFunc(known, func(x, y int) int { return cmp.Compare(mean(x), mean(y)) })
		b.Points = slices.DeleteFunc(known, func(i int) bool {
			d := s.gap(variant, metric, i, b.Point)
			if d.Open() {
				return d.Middle != 0
			}
			return sign > 0 && d.Low > 0 || sign < 0 && d.High < 0
		})
		if b.Metrics = append(b.Metrics, metric); len(b.Points) < before {
			took = len(b.Metrics)
		}
		if len(b.Points) == 1 {
			break
		}
	}
	b.All = len(b.Points) == all
	b.Metrics = b.Metrics[:min(took, len(b.Metrics))]
	return b, b.Metrics != nil
}

// Finding says for each variant which values are best, or equally good, and how much worse
// the ends of the sweep are; last, what does not depend on the values.
func (s *Sweep) Finding() string {
	var sentences, still []string
	for _, v := range s.Variants {
		if s.untouched(v.Name) {
			still = append(still, v.phrase()+" ("+s.figures(v.Name, 0, s.Metrics()[:min(2, len(s.Metrics()))])+")")
			continue
		}
		sentences = append(sentences, capital(s.finding(v))+".")
	}
	if still != nil {
		sentences = append(sentences, "It makes no difference "+strings.Join(still, ", nor ")+".")
	}
	return strings.Join(sentences, " ")
}

func (s *Sweep) finding(v Arm) string {
	b, ok := s.Best(v.Name)
	if !ok {
		return v.phrase() + " there is no " + words(s.Metrics()[0]) + " at any point"
	}
	figures := s.figures(v.Name, b.Point, s.Metrics()[:max(len(b.Metrics), min(2, len(s.Metrics())))]) + s.Points[b.Point].beside(v.Name)
	kept, alone := s.objective(v.Name, b)
	head := v.phrase() + " " + kept
	switch {
	case b.All:
		return fmt.Sprintf("%sno value of %s is shown to be better than another: %s at %s", head, s.names(v.Name), figures, s.short(v.Name, b.Point))
	case len(b.Points) > 1:
		figures = fmt.Sprintf("%s%s are equally good%s: %s at %s", head, s.labels(v.Name, b.Points), strings.Replace(alone, "keeps", "keep", 1), figures, s.short(v.Name, b.Point))
	default:
		figures = fmt.Sprintf("%s%s is best%s: %s", head, s.label(v.Name, b.Point), s.margin(v.Name, b.Point)+alone, figures)
	}
	last := b.Metrics[len(b.Metrics)-1]
	if len(b.Metrics) > 1 {
		figures += fmt.Sprintf(" (%s, as %s tell)", verb(last, "decides", "decide"), verb(b.Metrics[0], "alone does not", "alone do not"))
	}
	if len(s.Axes) > 1 {
		return figures
	}
	for _, metric := range b.Metrics { // the last of them to tell the ends apart
		if s.worseAtAnEnd(v.Name, b, metric) {
			last = metric
		}
	}
	ends := s.ends(v.Name, b, last)
	if s.IsU(v.Name) {
		figures += ", and both ends are worse, a U"
	}
	if ends == nil {
		return figures
	}
	return figures + "; " + strings.Join(ends, ", ")
}

func (s *Sweep) worseAtAnEnd(variant string, b Best, metric string) bool {
	return slices.ContainsFunc(s.ends(variant, b, metric), func(text string) bool { return strings.Contains(text, "interval") })
}

// margin says of which knobs, if any, a point has the first or the last value: beyond it
// nothing was tried. Two values are both at an end, and words have none.
func (s *Sweep) margin(variant string, point int) string {
	var knobs []string
	for i := len(s.Axes) - 1; i >= 0; i-- {
		a := s.Axes[i]
		n := len(a.Values)
		at := point % n
		point /= n
		still := s.Still[variant] != nil && s.Still[variant][i]
		words := slices.ContainsFunc(a.Values, func(v string) bool { return v == "" || !unicode.IsDigit(rune(v[0])) })
		if n > 2 && !still && !words && (at == 0 || at == n-1) {
			knobs = append([]string{a.Name()}, knobs...)
		}
	}
	switch {
	case knobs == nil:
		return ""
	case len(s.Axes) == 1:
		return ", at an end of the sweep"
	}
	return ", at an end of " + listed(knobs)
}

// ends says how much worse the ends of a sweep of one key are, those that are not among
// the best.
func (s *Sweep) ends(variant string, b Best, metric string) []string {
	m := metricOf(metric)
	u, _ := unitOf(m)
	var ends []string
	for _, end := range []int{0, len(s.Points) - 1} {
		d := s.gap(variant, metric, end, b.Point)
		more := "higher"
		if d.Middle < 0 {
			more, d.Middle, d.Low, d.High = "lower", -d.Middle, -d.High, -d.Low
		}
		switch {
		case slices.Contains(b.Points, end) || d.Pairs == 0:
		case d.Open():
			ends = append(ends, fmt.Sprintf("at %s %s %s %s in the one seed that ran, which cannot say how sure this is", s.short(variant, end), verb(metric, "is", "are"), u.gap(d.Middle), more))
		case d.Low > 0:
			ends = append(ends, fmt.Sprintf("at %s %s %s %s (95 %% interval %s)", s.short(variant, end), verb(metric, "is", "are"), u.gap(d.Middle), more, u.gaps(d)))
		}
	}
	return ends
}

// short names a point where the knobs have been named before.
func (s *Sweep) short(variant string, point int) string {
	switch {
	case len(s.Axes) == 1:
		return s.Axes[0].Values[point]
	case !slices.Contains(s.Still[variant], true):
		return s.tuples([]int{point})
	}
	return s.label(variant, point)
}

// names are the knobs that touch a variant.
func (s *Sweep) names(variant string) string {
	var all []string
	for i, a := range s.Axes {
		if s.Still[variant] == nil || !s.Still[variant][i] {
			all = append(all, a.Name())
		}
	}
	return strings.Join(all, " and ")
}

// words are what a sentence calls a metric.
func words(metric string) string {
	name := shortName("", metricOf(metric).Name)
	if name == "error_rate" {
		return "the error rate"
	}
	if _, _, place := PlaceOf(name); place {
		return name
	}
	return spoken(Name{Metric: name})
}

// verb puts a metric before its verb: stale reads do not tell, goodput does not.
func verb(metric, one, many string) string {
	m := measure{name: words(metric)}
	if m.is() == "are" {
		return m.name + " " + many
	}
	return m.name + " " + one
}

// figures are means of metrics at a point, in words.
func (s *Sweep) figures(variant string, point int, metrics []string) string {
	var list []string
	for _, metric := range metrics {
		u, _ := unitOf(metricOf(metric))
		list = append(list, strings.TrimPrefix(words(metric), "the ")+" "+u.figure(s.At(point, variant, metric).Middle))
	}
	return strings.Join(list, ", ")
}

// labels names points of a variant: neighbours on one axis as one stretch.
func (s *Sweep) labels(variant string, points []int) string {
	if len(s.Axes) > 1 && !slices.Contains(s.Still[variant], true) { // the knobs once, then values
		return s.names(variant) + " = " + s.tuples(points)
	}
	if len(s.Axes) > 1 {
		const most = 4
		var cells []string
		for _, p := range points[:min(most, len(points))] {
			cells = append(cells, "("+s.label(variant, p)+")")
		}
		if len(points) > most {
			return strings.Join(cells, ", ") + fmt.Sprintf(" and %d more", len(points)-most)
		}
		return listed(cells)
	}
	var parts []string
	for i := 0; i < len(points); {
		k := i
		for k+1 < len(points) && points[k+1] == points[k]+1 {
			k++
		}
		text := s.Axes[0].Values[points[i]]
		switch {
		case k == i+1:
			parts = append(parts, text)
			text = s.Axes[0].Values[points[k]]
		case k > i:
			text += " to " + s.Axes[0].Values[points[k]]
		}
		parts = append(parts, text)
		i = k + 1
	}
	return s.Axes[0].Name() + " = " + listed(parts)
}

// expectations says at which points each expectation holds, fails, or is open.
func (s *Sweep) expectations() string {
	if len(s.Points[0].Expectations) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nExpectations at each point of " + s.names("") + ":\n")
	for i, e := range s.Points[0].Expectations {
		fmt.Fprintf(&b, "  %s\n", e.That)
		for _, status := range []Status{Pass, Fail, Inconclusive} {
			var points []int
			for k, c := range s.Points {
				if c.Expectations[i].Verdict.Status == status {
					points = append(points, k)
				}
			}
			word := map[Status]string{Pass: "holds", Fail: "FAILS", Inconclusive: "undecided"}[status]
			switch {
			case len(points) == len(s.Points):
				fmt.Fprintf(&b, "      %s everywhere\n", word)
			case points != nil:
				fmt.Fprintf(&b, "      %s at %s\n", word, s.tuples(points))
			}
		}
	}
	return b.String()
}

// tuples are points by their values alone.
func (s *Sweep) tuples(points []int) string {
	if len(s.Axes) == 1 {
		return strings.TrimPrefix(s.labels("", points), s.Axes[0].Name()+" = ")
	}
	const most = 4
	var cells []string
	for _, p := range points[:min(most, len(points))] {
		cells = append(cells, "("+strings.Join(s.Values(p), ", ")+")")
	}
	if len(points) > most {
		return strings.Join(cells, ", ") + fmt.Sprintf(" and %d more", len(points)-most)
	}
	return listed(cells)
}
