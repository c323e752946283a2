package page

import (
	"fmt"
	"math"
	"slices"
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
	for _, col := range c.Shown() {
		row := tableRow{Name: col.Words(), Title: meaning(c, col)}
		for _, v := range c.Variants {
			x := cell{Value: "–"}
			if b, ok := c.Over(v.Name, col); ok && b.Runs > 0 {
				x.Value, x.Small = b.Figures()
			}
			if broken, known := breaks(c, v, col); known && broken {
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
	for _, col := range c.Shown() {
		row := tableRow{Name: col.Words(), Title: meaning(c, col)}
		for _, v := range c.Variants[1:] {
			d, ok := c.Against(v.Name, col)
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
		x.Small = reports.CountOf(d.Pairs, "seed") + ", of which there is no interval"
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

// mostStrip is how many seeds of a measure are shown, and perStrip how many of them beside
// each other, so that paper holds them.
const (
	mostStrip = 60
	perStrip  = 20
)

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
	chosen := []reports.Subject{}
	own := false
	for _, col := range c.Shown() {
		usual := col.Metric == "error_rate" || col.Metric == "latency_all_p99"
		switch {
		case usual && col.Load == "":
			chosen = append(chosen, col)
		case !own && slices.Contains(c.Subjects(), col):
			own = true
			chosen = append(chosen, col)
		}
	}
	var all []strip
	for _, col := range chosen {
		n := min(len(c.Seeds), mostStrip)
		s := strip{Name: col.Words(), Seeds: c.Seeds[:n], More: len(c.Seeds) - n}
		base := c.Values(c.Variants[0].Name, col)
		metric, _ := reports.FindMetric(col.Metric)
		for i, v := range c.Variants {
			row := tableRow{Name: v.Name}
			for k, x := range c.Values(v.Name, col)[:n] {
				row.Cells = append(row.Cells, seedCell(col, metric.Better, base[k], x, i == 0))
			}
			s.Rows = append(s.Rows, row)
		}
		all = append(all, s)
	}
	return all
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

// cut returns the strips in pieces of [perStrip] seeds.
func cut(strips []strip) []strip {
	var all []strip
	for _, s := range strips {
		for from := 0; from < len(s.Seeds); from += perStrip {
			to := min(from+perStrip, len(s.Seeds))
			piece := strip{Name: s.Name, Seeds: s.Seeds[from:to]}
			if len(s.Seeds) > perStrip {
				piece.Name = fmt.Sprintf("%s, seeds %d to %d", s.Name, s.Seeds[from], s.Seeds[to-1])
			}
			if to == len(s.Seeds) {
				piece.More = s.More
			}
			for _, row := range s.Rows {
				piece.Rows = append(piece.Rows, tableRow{Name: row.Name, Title: row.Title, Cells: row.Cells[from:to]})
			}
			all = append(all, piece)
		}
	}
	return all
}

// Words says what a strip leaves out.
func (s strip) Words() string {
	if s.More == 0 {
		return ""
	}
	return fmt.Sprintf("%s more are not shown here.", reports.CountOf(s.More, "seed"))
}
