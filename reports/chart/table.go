package chart

import (
	"fmt"
	"strings"

	"wavetank/reports"
)

// table is a row for each time, and a column for each line.
func (f Figure) table(write func(float64) string) [][]string {
	heading := []string{"time"}
	var lines []Band
	rows := 0
	for _, b := range f.Curves {
		name := b.variant()
		if b.Lesser {
			name += " (dashed)"
		}
		heading, lines = append(heading, name), append(lines, b)
		rows = max(rows, len(b.At))
	}
	all := [][]string{heading}
	for i := range rows {
		row := []string{""}
		for _, b := range lines {
			value := "–"
			if i < len(b.At) {
				row[0] = short(b.At[i]) + " s"
				if finite(b.Median[i]) {
					value = write(b.Median[i])
				}
			}
			row = append(row, value)
		}
		all = append(all, row)
	}
	return all
}

func (c Contrast) table() [][]string {
	all := [][]string{{"measure", "variant", "value", "difference"}}
	for _, p := range c.Panels {
		for _, r := range p.Rows {
			all = append(all, []string{printable(p.Measure), r.Variant, panel{scale: p.scale}.value(row{Row: r}), r.Note})
		}
	}
	return all
}

func (c RecoveryChart) table() [][]string {
	all := [][]string{{"variant", "recovery"}}
	for _, r := range c.Rows {
		all = append(all, []string{r.Variant, r.Note})
	}
	return all
}

func (t Timeline) table() [][]string {
	all := [][]string{{"variant", "who", "from – to"}}
	for _, r := range t.Runs {
		for _, o := range r.Owners {
			var each []string
			for _, s := range o.Spans {
				each = append(each, fmt.Sprintf("%s s – %s s", short(s.From), short(s.To)))
			}
			if each == nil {
				each = []string{"never"}
			}
			all = append(all, []string{r.Variant, o.Name, strings.Join(each, ", ")})
		}
	}
	return all
}

// sweepTable is a row for each point and variant.
func sweepTable(s *reports.Sweep) [][]string {
	var heading []string
	for _, a := range s.Axes {
		heading = append(heading, a.Key)
	}
	heading = append(heading, "variant")
	for _, m := range sweptMetrics {
		heading = append(heading, m.metric)
	}
	all := [][]string{heading}
	for i := range s.Points {
		for _, v := range s.Variants {
			row := append(s.Values(i), v.Name)
			for _, m := range sweptMetrics {
				row = append(row, strings.Join(m.cell(s.At(i, v.Name, m.metric)), ", "))
			}
			all = append(all, row)
		}
	}
	return all
}

// effectsTable is a row for each effect and metric.
func effectsTable(f *reports.Factorial) [][]string {
	all := [][]string{{"metric", "patterns", "effect"}}
	for _, m := range sweptMetrics {
		for _, r := range effectsOn(f, m) {
			all = append(all, []string{m.metric, r.who, r.says()})
		}
	}
	return all
}
