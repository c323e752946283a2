package reports

import (
	"math"
	"strings"
)

// itemsGrid tells of the items that a run reads and writes, if it does.
func itemsGrid(s *Summary) [][]string {
	if t := s.total(); t.Reads+t.Writes == 0 {
		return nil
	}
	rows := [][]string{{"load", "reads", "stale reads", "writes", "lost writes"}}
	for _, name := range s.rows() {
		l, _ := s.load(name)
		row := []string{loadTitle(name)}
		for _, n := range [...]int64{l.Reads, l.StaleReads, l.Writes, l.LostWrites} {
			row = append(row, whole(n))
		}
		rows = append(rows, row)
	}
	return rows
}

func levelsGrid(s *Summary) [][]string {
	var rows [][]string
	for i := range s.Levels {
		l := &s.Levels[i]
		if !l.Told {
			continue
		}
		if rows == nil {
			rows = append(rows, []string{"level", "of", "mean", "min", "max", "last"})
		}
		rows = append(rows, []string{l.Name, CountOf(len(l.Owners), "owner"), unit{}.figure(l.Mean),
			whole(l.Min), whole(l.Max), unit{}.figure(l.Last)})
	}
	return rows
}

func spansGrid(s *Summary) [][]string {
	var rows [][]string
	for i := range s.Spans {
		x := &s.Spans[i]
		if rows == nil {
			rows = append(rows, []string{"span", "times", "share of the time", "two or more at once"})
		}
		rows = append(rows, []string{x.Name, whole(x.Count), asShare.text(ratio(x.Covered.Seconds(), x.Measured.Seconds())),
			spanText(x.Overlap, true)})
	}
	return rows
}

// told are the medians over the seeds of what facts told in the variants, a row
// for each variant and kind.
func (c *Comparison) told(f factFamily, kinds []string) [][]string {
	if len(kinds) == 0 {
		return nil
	}
	heading := []string{"variant", strings.TrimSuffix(f.prefix, "s.")}
	for _, st := range f.stats {
		heading = append(heading, st.name)
	}
	rows := [][]string{heading}
	for _, kind := range kinds {
		for i := range c.Variants {
			v := &c.Variants[i]
			row, some := []string{shorten(v.Name, 28), kind}, false
			for _, st := range f.stats {
				m := f.of(kind, st)
				u, by := unitOf(m)
				b, ok := v.Band("", m.Name)
				if some = some || ok; !ok {
					b.Median = math.NaN()
				}
				row = append(row, u.figure(b.Median/by))
			}
			if some {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// items are the totals of the items that variants read and write, if any does.
func (c *Comparison) items() [][]string {
	rows := [][]string{{"variant", "reads", "stale", "share", "writes", "lost", "share"}}
	some := false
	for i := range c.Variants {
		v := &c.Variants[i]
		t := v.Total.total()
		some = some || t.Reads+t.Writes > 0
		rows = append(rows, []string{shorten(v.Name, 28),
			amount(t.Reads), amount(t.StaleReads), asShare.text(ratio(float64(t.StaleReads), float64(t.Reads))),
			amount(t.Writes), amount(t.LostWrites), asShare.text(ratio(float64(t.LostWrites), float64(t.Writes)))})
	}
	if !some {
		return nil
	}
	return rows
}
