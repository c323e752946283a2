package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Table returns a heading with a column for each of the last designs, the file's own first,
// and rows: its values, what it came to in the race and again, and how much better than the
// file's own that is.
func (t *Tuning) Table() [][]string {
	order := slices.Clone(t.Final)
	if i := slices.Index(order, 0); i > 0 {
		order = append([]int{0}, slices.Delete(order, i, i+1)...)
	}
	rows := [][]string{{"design"}}
	for _, k := range t.Knobs {
		rows = append(rows, []string{shortKey(k.Key)})
	}
	for _, i := range order {
		d := &t.Designs[i]
		name := strings.Join(d.Names, "\n")
		if d == t.Winner() && d.Again != nil {
			name = "► " + name
		}
		column := append([]string{name}, d.Values...)
		for n, v := range column {
			if v == "" {
				column[n] = missing
			}
		}
		t.column(&column, d, &rows, i == order[0])
		for n := range column {
			rows[n] = append(rows[n], column[n])
		}
	}
	return rows
}

// WriteTable writes the table, and what finds no room beside each other below.
func (t *Tuning) WriteTable(w io.Writer, s Screen) error {
	var b strings.Builder
	s.grid(&b, t.Table(), 1)
	_, err := io.WriteString(w, b.String())
	return err
}

// column appends what a design came to and, with the first, what stands before each row.
func (t *Tuning) column(column *[]string, d *Design, rows *[][]string, first bool) {
	row := func(head, text string) {
		if first {
			*rows = append(*rows, []string{head})
		}
		*column = append(*column, text)
	}
	for k := range t.Objectives {
		o := &t.Objectives[k]
		raced := missing
		if d.Fate != Barred {
			raced = o.Figure(d.Raced[k])
		}
		row(o.Text+", race", raced)
		if d.Again == nil {
			continue
		}
		row(o.Text+", again", o.Figure(MeanInterval(d.Again[k]).Middle))
		better := missing
		if g := t.Gain(d, k); !first && !g.Excludes(0) {
			better = NoDifference
		} else if !first {
			better = o.claim.left.unit.gaps(g)
		}
		row("  better by", better)
	}
	for k, text := range t.Subjects {
		if d.Again != nil {
			row(text, string(t.Kept(d, k)))
		}
	}
	row("in the race", d.InRace())
}

// shortKey is a key without the table that it begins with.
func shortKey(key string) string { return Axis{Key: key}.Name() }

// WriteCSV writes a row for each design: its values, what it came to in the race and, by
// the last of them, again.
func (t *Tuning) WriteCSV(w io.Writer) error {
	head := []string{"design", "fate", "seeds"}
	for _, k := range t.Knobs {
		head = append(head, k.Key)
	}
	for k := range t.Objectives {
		text := t.Objectives[k].Text
		head = append(head, text+" race", text+" again", text+" low", text+" high")
	}
	rows := [][]string{append(head, t.Subjects...)}
	for i := range t.Designs {
		d := &t.Designs[i]
		row := append([]string{d.name(), d.Fate, fmt.Sprint(d.Seeds)}, d.Values...)
		for k := range t.Objectives {
			o := &t.Objectives[k]
			row = append(row, number(o.value(d.Raced[k])).String())
			if d.Again == nil {
				row = append(row, "", "", "")
				continue
			}
			m := t.again(d, k)
			row = append(row, number(m.Middle).String(), number(m.Low).String(), number(m.High).String())
		}
		for k := range t.Subjects {
			status := ""
			if d.Again != nil {
				status = string(t.Kept(d, k))
			}
			row = append(row, status)
		}
		rows = append(rows, row)
	}
	return writeRows(w, rows)
}

// again is what a design came to on the fresh seeds, as a person has it.
func (t *Tuning) again(d *Design, k int) Interval {
	return t.Objectives[k].Shown(MeanInterval(d.Again[k]))
}

// MarshalJSON returns the tuning as one object whose keys are always in the same order.
func (t *Tuning) MarshalJSON() ([]byte, error) {
	var knobs, objectives, designs []members
	for i, k := range t.Knobs {
		points := []members{}
		for _, p := range k.Curve {
			at := []members{}
			for n := range p.At {
				at = append(at, t.Objectives[n].Shown(p.At[n]).json())
			}
			points = append(points, members{{"value", p.Value}, {"objectives", at}})
		}
		knobs = append(knobs, members{{"key", k.Key}, {"values", k.Values}, {"winner", t.Winner().Values[i]}, {"curve", points}})
	}
	for k := range t.Objectives {
		o := &t.Objectives[k]
		objectives = append(objectives, members{{"is", o.Text}, {"maximised", o.More}, {"indifferent", number(t.Zones[k])}})
	}
	for i := range t.Designs {
		d := &t.Designs[i]
		out := members{{"names", append([]string{}, d.Names...)}, {"values", d.Values}, {"fate", d.Fate}, {"seeds", d.Seeds}}
		race, again, gain, kept := []number{}, []members{}, []members{}, []Status{}
		for k := range t.Objectives {
			if race = append(race, number(t.Objectives[k].value(d.Raced[k]))); d.Again != nil {
				again, gain = append(again, t.again(d, k).json()), append(gain, t.Gain(d, k).json())
			}
		}
		for k := range t.Subjects {
			kept = append(kept, t.Kept(d, k))
		}
		designs = append(designs, append(out, members{{"race", race}, {"again", again}, {"better_by", gain}, {"keeps", kept}}...))
	}
	return append(head(tuningSchema, t.Build), members{
		{"scenario", t.Scenario}, {"title", t.Title}, {"hash", t.Hash}, {"variant", t.Variant}, {"knobs", knobs}, {"objectives", objectives},
		{"subject", append([]string{}, t.Subjects...)}, {"vary", t.Vary}, {"designs", designs}, {"best", t.Best}, {"keep_yours", t.Keep}, {"all_the_same", t.Same}, {"decided", t.Decided},
		{"budget", t.Budget}, {"runs", t.Runs}, {"runs_after", t.Checked}, {"finding", t.Finding()}, {"trade", t.Trade()}, {"guarantee", t.Guarantee()}, {"command", t.Command},
	}...).MarshalJSON()
}

// Shown is an interval of what Of returned, as a person has it.
func (o *Objective) Shown(m Interval) Interval {
	if o.More {
		return Interval{Middle: 0 - m.Middle, Low: 0 - m.High, High: 0 - m.Low, Pairs: m.Pairs}
	}
	return m
}

// Files returns the numbers of the tuning.
func (t *Tuning) Files() []File {
	return []File{{"tuning.json", JSON(t)}, {"tuning.csv", t.WriteCSV}}
}
