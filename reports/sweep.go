package reports

import (
	"cmp"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// An Axis is a key of a scenario and the values that it is given.
type Axis struct {
	Key    string
	Values []string
	Log    bool // they have equal ratios, as far as they are a range
}

// Name returns the key without the table that it begins with, such as shop.workers.
func (a Axis) Name() string {
	if _, name, ok := strings.Cut(a.Key, "."); ok && !unicode.IsDigit(rune(name[0])) {
		return name
	}
	return a.Key // such as faults.1.for
}

// A Sweep is a scenario compared at every point of a grid of values, over the
// same seeds.
type Sweep struct {
	Info
	Axes   []Axis        // one or two
	Points []*Comparison // in the order of the values, those of the last axis first
	By     []string      // metrics that rank the points, the first first; nil is SweptMetrics

	Still map[string][]bool // by variant, and axis: the knob does not touch it, so that one value stands for all
}

// untouched reports whether no knob touches a variant: it is the same at every point.
func (s *Sweep) untouched(variant string) bool {
	return len(s.Still[variant]) == len(s.Axes) && !slices.Contains(s.Still[variant], false)
}

// Touched returns the variants that some knob touches, or all if there are none.
func (s *Sweep) Touched() []Arm {
	touched := slices.DeleteFunc(slices.Clone(s.Variants), func(v Arm) bool { return s.untouched(v.Name) })
	if len(touched) == 0 {
		return s.Variants
	}
	return touched
}

// own reports whether a point is one that stands for itself in a variant, which is the
// same at every value of the knobs that do not touch it.
func (s *Sweep) own(variant string, point int) bool {
	for i := len(s.Axes) - 1; i >= 0; i-- {
		n := len(s.Axes[i].Values)
		if s.Still[variant] != nil && s.Still[variant][i] && point%n > 0 {
			return false
		}
		point /= n
	}
	return true
}

// valuesOf returns the value of each axis at a point, "any" where the knob does not touch
// the variant.
func (s *Sweep) valuesOf(variant string, point int) []string {
	values := s.Values(point)
	for i, still := range s.Still[variant] {
		if still {
			values[i] = "any"
		}
	}
	return values
}

// A SweepRow is a variant at a point, with the value of each axis there: "any" of a knob
// that does not touch the variant.
type SweepRow struct {
	Variant string
	Point   int
	Values  []string
}

// Rows returns each variant at the points that stand for themselves in it, point by point.
// Variants that no knob touches come first, then those that only one of two does, so that
// the points of the others stand side by side.
func (s *Sweep) Rows() []SweepRow {
	var rows []SweepRow
	for i := range s.Points {
		for _, v := range s.Variants {
			if s.own(v.Name, i) {
				rows = append(rows, SweepRow{v.Name, i, s.valuesOf(v.Name, i)})
			}
		}
	}
	slices.SortStableFunc(rows, func(a, b SweepRow) int { return cmp.Compare(s.stillness(b.Variant), s.stillness(a.Variant)) })
	return rows
}

// stillness is a number for the knobs that do not touch a variant, the highest if none does.
func (s *Sweep) stillness(variant string) int {
	n := 0
	for i, still := range s.Still[variant] {
		if still {
			n |= 1 << i
		}
	}
	return n
}

// SweptMetrics are the metrics that a sweep shows and ranks its points by, the first first.
var SweptMetrics = []string{"error_rate", "p99", "goodput"}

// RankedBy returns the metrics by which the points of a sweep are ranked: what a scenario
// claims to be better or none, all loads together, and SweptMetrics. What has no error goes
// first, so that no latency of the few who are answered hides those who are not.
func RankedBy(claims []string) []string {
	const most = 2 // beside the usual ones
	c := new(Comparison)
	for _, text := range claims {
		c.Expectations = append(c.Expectations, Expectation{That: text})
	}
	usual := make(map[string]bool)
	for _, name := range SweptMetrics {
		usual[metricOf(name).Name] = true
	}
	var first, later []string
	for _, m := range c.measures() {
		if !m.aim || m.better == Neither || m.price() || m.expr.op != '@' || m.names[m.expr.name].Load != "" || len(first)+len(later) == most {
			continue
		}
		switch name := m.names[m.expr.name].Metric; {
		case usual[metricOf(name).Name]:
		case m.unit.seconds != 0:
			later = append(later, name)
		default:
			first = append(first, name)
		}
	}
	return slices.Concat(first, SweptMetrics[:1], later, SweptMetrics[1:])
}

// Called is what a sentence calls a metric.
func Called(metric string) string { return spoken(Name{Metric: metricOf(metric).Name}) }

// Written writes a value of a metric, in seconds where it is a time, with its unit.
func Written(metric string, x float64) string {
	u, _ := unitOf(metricOf(metric))
	return u.figure(x)
}

// Values returns the value of each axis at a point.
func (s *Sweep) Values(point int) []string {
	values := make([]string, len(s.Axes))
	for i := len(s.Axes) - 1; i >= 0; i-- {
		n := len(s.Axes[i].Values)
		values[i] = s.Axes[i].Values[point%n]
		point /= n
	}
	return values
}

// Seeds returns how many seeds every point has.
func (s *Sweep) Seeds() int {
	least := len(s.Points[0].Seeds)
	for _, c := range s.Points {
		least = min(least, len(c.Seeds))
	}
	return least
}

// At returns the mean over the seeds of a metric of a variant at a point, and its
// 95 % interval, in seconds where it is a time. It is NaN if the metric is
// undefined in a seed: the others cannot speak for the dead.
func (s *Sweep) At(point int, variant, metric string) Interval {
	m := metricOf(metric)
	return s.Points[point].variant(variant).mean(m, "", s.values(point, variant, metric)).within(m.limits())
}

// values returns a metric by seed, nil if it is undefined in one.
func (s *Sweep) values(point int, variant, metric string) []float64 {
	m := metricOf(metric)
	_, by := unitOf(m)
	cell, _ := s.Points[point].cell(Name{Variant: variant, Metric: m.Name})
	var values []float64
	for i := range cell.runs {
		x, _ := cell.value(&cell.runs[i])
		if math.IsNaN(x) {
			return nil
		}
		values = append(values, x/by)
	}
	return values
}

// gap returns how far a variant's metric at one point lies above that at another, paired
// by seed, in seconds where it is a time.
func (s *Sweep) gap(variant, metric string, point, from int) Interval {
	m := metricOf(metric)
	_, by := unitOf(m)
	name := Name{Variant: variant, Metric: m.Name}
	a, _ := s.Points[from].cell(name)
	b, _ := s.Points[point].cell(name)
	var d, before, after []float64
	for _, p := range pairs(a.runs, b.runs) {
		x, _ := a.value(p[0])
		y, _ := b.value(p[1])
		if x, y = x/by, y/by; !math.IsNaN(minus(y, x)) {
			d, before, after = append(d, minus(y, x)), append(before, x), append(after, y)
		}
	}
	from1, to := s.Points[from].variant(variant), s.Points[point].variant(variant)
	return MeanInterval(d).within(m.limits().minus(m.limits())).within(m.reach(from1.mean(m, "", before), to.mean(m, "", after)))
}

// IsU reports whether the error rate of a variant has its least value inside a
// sweep of one key, and both ends lie above it: the 95 % intervals of the paired
// differences exclude zero.
func (s *Sweep) IsU(variant string) bool {
	best, least := -1, math.Inf(1)
	for i := range s.Points {
		if x := s.At(i, variant, "error_rate").Middle; x < least {
			best, least = i, x
		}
	}
	return len(s.Axes) == 1 && best > 0 && best < len(s.Points)-1 &&
		s.gap(variant, "error_rate", 0, best).Low > 0 && s.gap(variant, "error_rate", len(s.Points)-1, best).Low > 0
}

// label writes a point as a sentence names it, without the knobs that do not touch the
// variant.
func (s *Sweep) label(variant string, point int) string {
	var words []string
	for i, value := range s.Values(point) {
		if s.Still[variant] == nil || !s.Still[variant][i] {
			words = append(words, s.Axes[i].Name()+" = "+value)
		}
	}
	return strings.Join(words, ", ")
}

// WriteTable writes a row for each point and variant: means over the seeds, and
// their 95 % intervals.
func (s *Sweep) WriteTable(w io.Writer, screen Screen) error {
	var b strings.Builder
	screen.Wrap(&b, "Means over the seeds, and their 95 % intervals (from two seeds on).", "")
	b.WriteString("\n")
	rows := s.table(28)
	for i := range s.Axes {
		rows[0][i] = stacked(rows[0][i])
	}
	screen.paint(&b, plainEntries(rows), len(s.Axes)+1, len(s.Axes)+1)
	b.WriteString(s.legend() + s.expectations())
	_, err := io.WriteString(w, b.String())
	return err
}

// BriefTable returns the rows of the table, with their heading.
func (s *Sweep) BriefTable() [][]string { return s.table(math.MaxInt) }

// table returns the heading and the rows of the table, with names of variants of no more
// than a width.
func (s *Sweep) table(width int) [][]string {
	var heading []string
	for _, a := range s.Axes {
		heading = append(heading, a.Name())
	}
	heading = append(heading, "variant", "seeds")
	for _, name := range s.Metrics() {
		heading = append(heading, strings.TrimPrefix(words(name), "the "))
	}
	rows := [][]string{heading}
	for _, r := range s.Rows() {
		rows = append(rows, s.row(append(r.Values, shorten(r.Variant, width)), r.Point, r.Variant))
	}
	return rows
}

// row is what a variant came to at a point, behind the values of the axes and its name.
func (s *Sweep) row(row []string, point int, variant string) []string {
	row = append(row, whole(int64(len(s.Points[point].variant(variant).Runs))))
	for _, name := range s.Metrics() {
		u, _ := unitOf(metricOf(name))
		x := s.At(point, variant, name)
		cell := u.figure(x.Middle)
		if around := u.around(x); around != missing {
			cell += " (" + around + ")"
		}
		row = append(row, cell)
	}
	return row
}

// around writes an interval of a value, not of a difference.
func (u unit) around(i Interval) string {
	if i.Open() || math.IsNaN(i.Middle) {
		return missing
	}
	s := u.scale(max(math.Abs(i.Low), math.Abs(i.High)))
	return s.span(i.Low, i.High) + s.suffix
}

// WriteCSV writes a row for each point, variant and metric: its mean over the
// seeds and the 95 % interval of that. Times are in seconds, shares are not in
// percent.
func (s *Sweep) WriteCSV(w io.Writer) error {
	var heading []string
	for _, a := range s.Axes {
		heading = append(heading, a.Key)
	}
	rows := [][]string{append(heading, "variant", "metric", "mean", "low", "high", "seeds")}
	for i := range s.Points {
		for _, v := range s.Points[i].Variants {
			name := v.Name
			for _, metric := range s.Metrics() {
				x := s.At(i, name, metric)
				low, high := x.ends()
				rows = append(rows, append(s.Values(i), name, metric, number(x.Middle).String(), low, high, strconv.Itoa(x.Pairs)))
			}
		}
	}
	return writeRows(w, rows)
}
