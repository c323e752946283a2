package reports

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// WriteTable writes the comparison for a terminal: a table of the arms, the best first,
// then their paired differences from the baseline, all of them in one matrix. All numbers
// are medians over the seeds.
func (c *Comparison) WriteTable(w io.Writer, s Screen) error {
	var b strings.Builder
	r := c.rank()
	c.warn(&b, s)
	r.armsTable(&b, s)
	if len(c.Variants) > 1 {
		r.matrix(&b, s)
	}
	if text := c.stateWords(); text != "" {
		b.WriteString("\n")
		s.Wrap(&b, text, "")
	}
	if text := c.legend(); text != "" {
		b.WriteString("\n")
		for _, l := range strings.Split(strings.TrimSpace(text), "\n") {
			s.Wrap(&b, l, "")
		}
	}
	if s.Details {
		c.details(&b, s)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// details are what the question of the scenario is not about.
func (c *Comparison) details(b *strings.Builder, s Screen) {
	b.WriteString("\n")
	for _, v := range c.Variants {
		s.Wrap(b, v.Name+" "+v.Recovery().String()+".", "")
	}
	if rows := c.items(); rows != nil {
		b.WriteString("\nItems, totals over the seeds:\n")
		s.grid(b, rows, 1)
	}
	for _, f := range Families() {
		if rows := c.told(f); rows != nil {
			fmt.Fprintf(b, "\nEach %s, medians over the seeds:\n", f.Name)
			s.grid(b, rows, 2)
		}
	}
}

// warn tells of every variant that was never well, whose users hang, or most of
// whose requests were still under way at the end.
func (c *Comparison) warn(b *strings.Builder, s Screen) {
	some := false
	for _, v := range c.Variants {
		if n, how := v.sick(); n > 0 {
			s.Wrap(b, fmt.Sprintf("WARNING: %s was never well in %d of %s: before the first %s %s.",
				shorten(v.Name, 40), n, CountOf(len(v.Runs), "seed"), v.Runs[0].disturber(), how), "")
			some = true
		}
		if share, _ := v.hanging(""); share > much {
			s.Wrap(b, hangWords(share, shorten(v.Name, 40)), "")
			some = true
		}
		if share := v.young(""); share > most {
			s.Wrap(b, youngWords(share, shorten(v.Name, 40)), "")
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
