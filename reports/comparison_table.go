package reports

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// tableWidth is what a table keeps to, if names allow; with room for what is
// not always there.
const (
	tableWidth  = 110
	columnWidth = 12
)

// WriteTable writes the comparison for a terminal: a row for each variant, then
// its paired differences from the baseline.
func (c *Comparison) WriteTable(w io.Writer) error {
	var b strings.Builder
	c.warn(&b)
	fmt.Fprintf(&b, "Totals over %s; p50 and p99 are of successes, recovery is the median of the seeds.\n", c.seedWords())
	if c.someNeverRecovered() {
		b.WriteString("A recovery with 3/5 behind it: the system recovered in 3 of 5 seeds.\n")
	}
	b.WriteString("\n")
	grid(&b, fit(c.totals()), 1)
	if len(c.Variants) > 1 {
		b.WriteString("\nPaired by seed: medians; mean difference (recovery: median) and its 95 % interval; ~ where none is shown.\n")
	}
	for i := 1; i < len(c.Variants); i++ {
		v := c.Variants[i]
		fmt.Fprintf(&b, "\n%s against %s:\n", shorten(v.Name, 40), shorten(c.Variants[0].Name, 40))
		grid(&b, c.changes(v), 1)
	}
	if text := c.legend(); text != "" {
		b.WriteString("\n" + text)
	}
	if c.someNeverRecovered() {
		b.WriteString("\n")
		for _, v := range c.Variants {
			fmt.Fprintf(&b, "%s %s.\n", shorten(v.Name, 40), v.Recovery())
		}
	}
	if rows := c.items(); rows != nil {
		b.WriteString("\nItems, totals over the seeds:\n")
		grid(&b, rows, 1)
	}
	for _, f := range Families() {
		if rows := c.told(f); rows != nil {
			fmt.Fprintf(&b, "\nEach %s, medians over the seeds:\n", f.Name)
			grid(&b, rows, 2)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// warn tells of every variant that was never well, whose users hang, or most of
// whose requests were still under way at the end.
func (c *Comparison) warn(b *strings.Builder) {
	some := false
	for _, v := range c.Variants {
		if n, how := v.sick(); n > 0 {
			fmt.Fprintf(b, "WARNING: %s was never well in %d of %s: before the first fault %s.\n",
				shorten(v.Name, 40), n, CountOf(len(v.Runs), "seed"), how)
			some = true
		}
		if share, _ := v.hanging(""); share > much {
			b.WriteString(hangWords(share, shorten(v.Name, 40)))
			some = true
		}
		if share := v.young(""); share > most {
			b.WriteString(youngWords(share, shorten(v.Name, 40)))
			some = true
		}
	}
	if some {
		b.WriteString("\n")
	}
}

// seedWords says how many seeds there are, and which if they follow each other.
func (c *Comparison) seedWords() string {
	n := len(c.Seeds)
	if n > 1 && c.Seeds[n-1]-c.Seeds[0] == uint64(n-1) {
		return fmt.Sprintf("%d seeds (%d to %d)", n, c.Seeds[0], c.Seeds[n-1])
	}
	return CountOf(n, "seed")
}

// someNeverRecovered reports whether recoveryWords adds a count to any variant.
func (c *Comparison) someNeverRecovered() bool {
	for _, v := range c.Variants {
		if b, _ := v.Band("", "recovery"); b.Infinite > 0 {
			return true
		}
	}
	return false
}

func (c *Comparison) totals() [][]string {
	var loads []*Load
	for _, v := range c.Variants {
		loads = append(loads, v.Answered())
	}
	shown := shownOutcomes(loads)
	rows := [][]string{shown.heading("variant")}
	for i, v := range c.Variants {
		rows = append(rows, append(shown.row(loads[i], amount, v.Name), v.recoveryWords()))
	}
	return rows
}

// recoveryWords gives the median, and in how many seeds the system recovered if
// it was not all.
func (v *Variant) recoveryWords() string {
	b, _ := v.Band("", "recovery")
	text := asTime.figure(b.Median)
	if math.IsInf(b.Median, 1) {
		text = "never"
	}
	if b.Infinite > 0 {
		text += fmt.Sprintf(" %d/%d", b.Runs-b.Infinite, b.Runs)
	}
	return text
}

// changes are the rows of the differences of one variant.
func (c *Comparison) changes(v *Variant) [][]string {
	rows := [][]string{{"metric", shorten(c.Variants[0].Name, 12), shorten(v.Name, 12), "difference", "95 % interval", "better in", ""}}
	for _, d := range c.Differences {
		if d.Variant != v.Name {
			continue
		}
		u, by := unitOf(metricOf(d.Metric))
		i := Interval{Low: d.Low / by, High: d.High / by}
		row := []string{shorten(shortName(d.Load, d.Metric), 28), u.figure(d.From / by), u.figure(d.To / by), missing, missing, missing, ""}
		if d.Pairs > 0 {
			row[3] = u.gap(d.Middle / by)
			row[5] = fmt.Sprintf("%d of %d", d.Better, d.Pairs)
		}
		if !d.Open() {
			row[4], row[6] = u.gaps(i), d.Verdict
		}
		rows = append(rows, row)
	}
	return rows
}

// told are the medians over the seeds of what facts told in the variants, a row
// for each variant and kind.
func (c *Comparison) told(f *Family) [][]string {
	kinds := c.Kinds(f)
	if len(kinds) == 0 {
		return nil
	}
	heading := []string{"variant", f.Name}
	for _, st := range f.stats {
		heading = append(heading, st.name)
	}
	rows := [][]string{heading}
	for _, kind := range kinds {
		for _, v := range c.Variants {
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

// amount writes a count in seven places at most.
func amount(n int64) string {
	for _, big := range []struct {
		one    float64
		letter string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}} {
		if x := float64(n) / big.one; x >= 1 {
			return unit{}.figure(x) + big.letter
		}
	}
	return whole(n)
}

// shorten cuts a name down to so many letters.
func shorten(name string, letters int) string {
	if utf8.RuneCountInString(name) <= letters {
		return name
	}
	return string([]rune(name)[:letters-1]) + "…"
}

// fit shortens the first column, if the totals are too wide, to eight letters at
// the least.
func fit(rows [][]string) [][]string {
	const always = 11 // columns
	room := tableWidth + columnWidth*(len(rows[0])-always)
	width := -2
	for i := range rows[0] {
		widest := 0
		for _, row := range rows {
			widest = max(widest, utf8.RuneCountInString(row[i]))
		}
		width += widest + 2
	}
	longest := 0
	for _, row := range rows {
		longest = max(longest, utf8.RuneCountInString(row[0]))
	}
	for _, row := range rows {
		row[0] = shorten(row[0], max(longest-max(width-room, 0), 8))
	}
	return rows
}
