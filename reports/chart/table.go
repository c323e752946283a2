package chart

import (
	"fmt"
	"math"
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

// sweepTable is a row for each variant at each point that is one of its own.
func sweepTable(s *reports.Sweep) [][]string {
	var heading []string
	for _, a := range s.Axes {
		heading = append(heading, a.Key)
	}
	heading = append(heading, "variant")
	for _, m := range sweptOf(s) {
		heading = append(heading, m.metric)
	}
	all := [][]string{heading}
	for _, r := range s.Rows() {
		row := append(r.Values, r.Variant)
		for _, m := range sweptOf(s) {
			row = append(row, strings.Join(m.cell(s.At(r.Point, r.Variant, m.metric)), ", "))
		}
		all = append(all, row)
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

// kneeTable is a row for each value, with the share of the storms that keep what is asked of
// each arm there.
func kneeTable(k *reports.Knee, values []float64) [][]string {
	heading := []string{k.Over}
	for i := range k.Arms {
		heading = append(heading, k.Arms[i].Name)
		if !math.IsNaN(k.Arms[i].Back().Middle) {
			heading = append(heading, k.Arms[i].Name+onceDown)
		}
	}
	all := [][]string{heading}
	for _, x := range values {
		row := []string{k.Write(x)}
		for i := range k.Arms {
			row = append(row, percent(k.Keeps(&k.Arms[i], x)))
			if !math.IsNaN(k.Arms[i].Back().Middle) {
				row = append(row, percent(k.Arms[i].Returns(x)))
			}
		}
		all = append(all, row)
	}
	return all
}

// curvesTable is a row for each value of each knob, as the winner moves it alone.
func curvesTable(t *reports.Tuning, objective int) [][]string {
	o := &t.Objectives[objective]
	all := [][]string{{"knob", "value", o.Text, "from", "to"}}
	for _, k := range t.Knobs {
		for _, p := range k.Curve {
			m := o.Shown(p.At[objective])
			all = append(all, []string{k.Key, unsaid(p.Value), figureOf(o, m.Middle), figureOf(o, m.Low), figureOf(o, m.High)})
		}
	}
	return all
}

// figureOf writes an objective that a person has already.
func figureOf(o *reports.Objective, x float64) string {
	if o.More {
		x = 0 - x
	}
	return o.Figure(x)
}

// frontTable is a row for each design.
func frontTable(t *reports.Tuning) [][]string {
	heading := []string{"design"}
	for _, k := range t.Knobs {
		heading = append(heading, k.Key)
	}
	for _, o := range t.Objectives {
		heading = append(heading, o.Text)
	}
	all := [][]string{append(heading, "in the race")}
	for i := range t.Designs {
		d := &t.Designs[i]
		row := []string{strings.Join(d.Names, ", ")}
		for _, value := range d.Values {
			row = append(row, unsaid(value))
		}
		for k := range t.Objectives {
			row = append(row, figureOf(&t.Objectives[k], t.Came(d, k)))
		}
		all = append(all, append(row, d.InRace()))
	}
	return all
}
