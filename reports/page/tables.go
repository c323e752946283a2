package page

import (
	"fmt"
	"math"
	"strings"

	"wavetank/reports"
)

// A table is a heading and rows, each with its name first.
type table struct {
	Heading []string
	Rows    []tableRow
}

type tableRow struct {
	Name  string
	Title string // what the name means
	Cells []cell
}

// A cell is a value with what belongs to it in smaller letters, and how good it is.
type cell struct{ Class, Value, Small string }

// measures are what every comparison is asked for, in the order of the columns.
var measures = []struct {
	metric, words string
	always        bool // else only where it is not zero everywhere
}{
	{"error_rate", "error rate", true},
	{"degraded_rate", "degraded", false},
	{"failed", "failed", false},
	{"timed_out", "timed out", false},
	{"rejected", "rejected", false},
	{"unanswered", "unanswered", false},
	{"goodput", "goodput", true},
	{"p50", "p50", true},
	{"p99", "p99", true},
	{"latency_all_p99", "p99 of all", true},
	{"attempts_per_request", "attempts per request", true},
	{"wasted_work", "wasted work", false},
	{"recovery", "recovery", false},
}

// A column is a metric under the words of a heading.
type column struct {
	reports.Subject
	words string
}

// columns are the measures that have something to tell, and what the expectations name
// besides.
func columns(c *reports.Comparison) []column {
	var all []column
	seen := map[reports.Subject]bool{}
	for _, m := range measures {
		metric, err := reports.FindMetric(m.metric)
		s := reports.Subject{Metric: metric.Name}
		if err != nil || !m.always && !tells(c, s) {
			continue
		}
		seen[s] = true
		all = append(all, column{s, m.words})
	}
	for _, s := range c.Subjects() {
		if !seen[s] {
			all = append(all, column{s, spoken(s)})
		}
	}
	return all
}

// tells reports whether a metric is anything but zero in some variant.
func tells(c *reports.Comparison, s reports.Subject) bool {
	for _, v := range c.Variants {
		if b, ok := c.Over(v.Name, s); ok && b.Runs > 0 && (b.Median != 0 || b.High != 0) {
			return true
		}
	}
	return false
}

func spoken(s reports.Subject) string {
	words := strings.TrimPrefix(s.Metric, "latency_ok_")
	if f, _, told := reports.FactOf(s.Metric); told {
		words = strings.TrimPrefix(words, f.Prefix())
	} else {
		words = strings.ReplaceAll(words, "_", " ")
	}
	if s.Load != "" {
		words += " of " + s.Load
	}
	return words
}

// meaning is the definition of a metric.
func meaning(c *reports.Comparison, s reports.Subject) string {
	if _, kind, told := reports.FactOf(s.Metric); told && c.Meanings[kind] != "" {
		return c.Meanings[kind]
	}
	m, err := reports.FindMetric(s.Metric)
	if err != nil {
		return ""
	}
	return m.Words
}

// arms has a row for each measure and a column for each variant, with medians over the
// seeds and the range of 5–95 % of them.
func arms(c *reports.Comparison) table {
	t := table{Heading: []string{"measure"}}
	for _, v := range c.Variants {
		t.Heading = append(t.Heading, v.Name)
	}
	for _, col := range columns(c) {
		row := tableRow{Name: col.words, Title: meaning(c, col.Subject)}
		for _, v := range c.Variants {
			x := cell{Value: "–"}
			if b, ok := c.Over(v.Name, col.Subject); ok && b.Runs > 0 {
				x.Value, x.Small = b.Figures()
			}
			if broken, known := breaks(c, v, col.Subject); known && broken {
				x.Class, x.Small = "bad", strings.TrimPrefix(x.Small+"; breaks the SLO", "; ")
			} else if known {
				x.Class, x.Small = "good", strings.TrimPrefix(x.Small+"; keeps the SLO", "; ")
			}
			row.Cells = append(row.Cells, x)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// breaks reports whether the median of what the SLO is about is beyond it. It is not known
// of anything else.
func breaks(c *reports.Comparison, v *reports.Variant, s reports.Subject) (broken, known bool) {
	if c.SLO == nil || s.Load != "" {
		return false, false
	}
	b, ok := c.Over(v.Name, s)
	switch {
	case !ok || b.Runs == 0:
		return false, false
	case s.Metric == "error_rate":
		return b.Median > c.SLO.ErrorRate, true
	case s.Metric == "latency_ok_p99" && c.SLO.P99 > 0:
		return b.Median > float64(c.SLO.P99.Microseconds())/1000, true
	}
	return false, false
}

// changes has a row for each measure and a column for each variant but the baseline: how
// far it lies from the baseline, paired by seed.
func changes(c *reports.Comparison) table {
	if len(c.Variants) < 2 {
		return table{}
	}
	t := table{Heading: []string{"measure"}}
	for _, v := range c.Variants[1:] {
		t.Heading = append(t.Heading, v.Name)
	}
	for _, col := range columns(c) {
		row := tableRow{Name: col.words, Title: meaning(c, col.Subject)}
		for _, v := range c.Variants[1:] {
			d, ok := c.Against(v.Name, col.Subject)
			row.Cells = append(row.Cells, changeCell(d, ok))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func changeCell(d reports.Difference, ok bool) cell {
	if !ok || d.Pairs == 0 {
		return cell{Value: "–"}
	}
	x := cell{}
	x.Value, x.Small = d.Figures()
	metric, err := reports.FindMetric(d.Metric)
	switch {
	case x.Small == "":
		x.Small = "one seed"
	case d.Low == 0 && d.High == 0:
		x.Value, x.Small = "the same", ""
	case d.Verdict == reports.NoDifference:
		x.Value = "~ " + x.Value
	case err == nil && metric.Better == reports.Neither:
	case d.Verdict == reports.Better:
		x.Class, x.Small = "good", x.Small+"; better"
	case d.Verdict == reports.Worse:
		x.Class, x.Small = "bad", x.Small+"; worse"
	case d.Verdict == reports.Hollow:
		x.Small += "; no more requests are answered well"
	case d.Verdict == reports.Uneven:
		x.Small += "; of other numbers of requests"
	}
	return x
}

// mostStrip is how many seeds a strip shows.
const mostStrip = 60

// A strip is one measure seed by seed: a row for each variant, a column for each seed.
type strip struct {
	Name  string
	Seeds []uint64
	Rows  []tableRow
	More  int // seeds that are left out
}

// strips are the error rate, the p99 of all requests and the first of what the expectations
// name besides, in each seed.
func strips(c *reports.Comparison) []strip {
	chosen := []column{}
	own := false
	for _, col := range columns(c) {
		usual := col.Metric == "error_rate" || col.Metric == "latency_all_p99"
		switch {
		case usual && col.Load == "":
			chosen = append(chosen, col)
		case !own && isSubject(c, col.Subject):
			own = true
			chosen = append(chosen, col)
		}
	}
	var all []strip
	for _, col := range chosen {
		n := min(len(c.Seeds), mostStrip)
		s := strip{Name: col.words, Seeds: c.Seeds[:n], More: len(c.Seeds) - n}
		base := c.Values(c.Variants[0].Name, col.Subject)
		metric, _ := reports.FindMetric(col.Metric)
		for i, v := range c.Variants {
			row := tableRow{Name: v.Name}
			for k, x := range c.Values(v.Name, col.Subject)[:n] {
				row.Cells = append(row.Cells, seedCell(col.Subject, metric.Better, base[k], x, i == 0))
			}
			s.Rows = append(s.Rows, row)
		}
		all = append(all, s)
	}
	return all
}

func isSubject(c *reports.Comparison, s reports.Subject) bool {
	for _, o := range c.Subjects() {
		if o == s {
			return true
		}
	}
	return false
}

func seedCell(s reports.Subject, better reports.Direction, base, x float64, first bool) cell {
	switch {
	case math.IsNaN(x):
		return cell{Value: "–"}
	case math.IsInf(x, 1):
		return cell{Value: "never", Class: "bad"}
	}
	out := cell{Value: s.Figure(x)}
	if first || math.IsNaN(base) || better == reports.Neither || x == base {
		return out
	}
	out.Class = "bad"
	if (x < base) == (better == reports.Lower) {
		out.Class = "good"
	}
	return out
}

// Words says what a strip leaves out.
func (s strip) Words() string {
	if s.More == 0 {
		return ""
	}
	return fmt.Sprintf("%s more are not shown here.", reports.CountOf(s.More, "seed"))
}
