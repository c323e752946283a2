package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// An armColumn is a column of the table of arms.
type armColumn struct {
	title string
	kind  bool // of error: left out where there is no room
	of    func(v *Variant) entry
}

// armsTable writes what each arm came to, the best first.
func (r *ranking) armsTable(b *strings.Builder, s Screen) {
	caption := fmt.Sprintf("Medians over %s, the best arm first. p50 and p99 are of successes.", r.seedWords())
	if len(r.Variants) == 1 {
		caption = fmt.Sprintf("Medians over %s. p50 and p99 are of successes.", r.seedWords())
	}
	s.Wrap(b, caption, "")
	b.WriteString("\n")
	columns := r.columns()
	rows := r.armRows(s, columns)
	if total(widthsOf(rows)) > s.columns() {
		columns = slices.DeleteFunc(columns, func(c armColumn) bool { return c.kind })
		rows = r.armRows(s, columns)
	}
	s.paint(b, rows, 1, 1)
	r.notes(b, s)
}

// total is how wide columns are together.
func total(widths []int) int {
	sum := -2
	for _, w := range widths {
		sum += w + 2
	}
	return sum
}

func (r *ranking) armRows(s Screen, columns []armColumn) [][]entry {
	head := []entry{{text: "variant"}}
	for _, c := range columns {
		head = append(head, entry{text: stacked(c.title)})
	}
	var names []string
	for _, v := range r.order {
		names = append(names, v.Name)
	}
	rows := [][]entry{head}
	for i, label := range s.labels(names) {
		row := []entry{{text: label}}
		for _, c := range columns {
			row = append(row, c.of(r.order[i]))
		}
		rows = append(rows, row)
	}
	return rows
}

// columns are those that have something to tell.
func (r *ranking) columns() []armColumn {
	var all []armColumn
	if r.Stated {
		all = append(all, armColumn{title: "SLO", of: r.kept})
	}
	share := func(metric, title string, always, kind bool) {
		_, at := r.find("", metric)
		some := always
		for _, v := range r.Variants {
			some = some || slices.ContainsFunc(v.Runs, func(run Run) bool { return run.values[at] > 0 })
		}
		if some {
			all = append(all, armColumn{title, kind, func(v *Variant) entry { return entry{text: asShare.figure(r.share(v, at))} }})
		}
	}
	share("ok", "ok", true, false)
	share("degraded", "degraded", false, false)
	share("failed", "failed", false, true)
	share("timed_out", "timed out", false, true)
	share("rejected", "rejected", false, true)
	share("unanswered", "unanswered", false, false)
	if slices.ContainsFunc(r.Variants, func(v *Variant) bool { return v.young("") > much }) {
		all = append(all, armColumn{title: "in flight", of: func(v *Variant) entry { return entry{text: asShare.figure(v.young(""))} }})
	}
	shown := []string{"ok", "degraded", "failed", "timed out", "rejected", "unanswered"}
	add := func(m *measure, title string) {
		shown = append(shown, m.name)
		all = append(all, armColumn{title: title, of: func(v *Variant) entry { return entry{text: m.figure(m.median(r.Comparison, v))} }})
	}
	add(r.usual("error_rate"), "error rate")
	add(r.usual("p50"), "p50")
	add(r.usual("p99"), "p99")
	add(r.usual("attempts_per_request"), "attempts")
	for _, m := range r.claimed {
		if m.name != "recovery" && !slices.Contains(shown, m.name) {
			add(m, m.name)
		}
	}
	if slices.ContainsFunc(r.Variants, func(v *Variant) bool { return v.Recovery().Seeds > 0 }) {
		all = append(all, armColumn{title: "recovery", of: func(v *Variant) entry {
			return entry{text: v.recoveryWords()}
		}})
	}
	return all
}

// share is the median over the seeds of the share of the requests, of which it is known
// what became of them, that came to that.
func (r *ranking) share(v *Variant, at int) float64 {
	_, all := r.find("", "requests")
	_, open := r.find("", "in_flight")
	var shares []float64
	for _, run := range v.Runs {
		if x, ok := ratio(run.values[at], run.values[all]-run.values[open]); ok {
			shares = append(shares, x)
		}
	}
	return Quantile(shares, 0.5)
}

// kept says whether an arm keeps the SLO, or in how many seeds.
func (r *ranking) kept(v *Variant) entry {
	switch n := r.keeps(v); {
	case len(v.Runs) == 0:
		return entry{text: missing}
	case n == len(v.Runs):
		return entry{"kept", good}
	case n == 0:
		return entry{"broken", bad}
	default:
		return entry{fmt.Sprintf("%d of %d", n, len(v.Runs)), bad}
	}
}

// notes tell of arms that are not two.
func (r *ranking) notes(b *strings.Builder, s Screen) {
	same := r.alike()
	for _, v := range r.Variants {
		if o := same[v]; o != nil {
			s.Wrap(b, fmt.Sprintf("Note: %s came to the same as %s in every seed, in all that is counted of requests.", v.Name, o.Name), "")
		}
	}
	if slices.ContainsFunc(r.Variants, func(v *Variant) bool { n := v.Recovery().Never; return n > 0 && n < len(v.Runs) }) {
		s.Wrap(b, "A recovery with 3/5 behind it: the system recovered in 3 of 5 seeds.", "")
	}
}

// matrix writes the differences of all arms from the baseline, a row for each metric. Where
// there is no room for the intervals it leaves them out.
func (r *ranking) matrix(b *strings.Builder, s Screen) {
	list := r.compared(s)
	var rows [][]entry
	var form int
	for form = range noBaseline + 1 {
		rows = r.matrixRows(s, list, form)
		if total(widthsOf(rows)) <= s.columns() {
			break
		}
	}
	caption := fmt.Sprintf("Difference from %s, paired by seed: mean (recovery: median)", shorten(r.Variants[0].Name, 40))
	if form < noInterval {
		caption += " and 95 % interval"
	}
	b.WriteString("\n")
	s.Wrap(b, caption+"; ✓ better, ✗ worse, ~ none shown; pp: percentage points.", "")
	if form >= noInterval {
		s.Wrap(b, "Intervals: on a wider terminal, or in comparison.csv.", "")
	}
	b.WriteString("\n")
	s.paint(b, rows, 1, 1)
}

// compared are the measures of the matrix: what is claimed, and the usual ones in which
// anything differs. Details are all of them, and those of each load.
func (r *ranking) compared(s Screen) []*measure {
	list := slices.Clone(r.claimed)
	for _, name := range compared {
		if m := r.usual(name); !slices.Contains(list, m) && r.differs(m, s.Details) {
			list = append(list, m)
		}
	}
	if s.Details && len(r.Loads) > 1 {
		for _, load := range r.Loads {
			for _, name := range perLoad {
				if m := plainMeasure(load, name); !slices.ContainsFunc(list, func(o *measure) bool { return o.name == m.name }) {
					list = append(list, m)
				}
			}
		}
	}
	return list
}

// differs reports whether any arm differs from the baseline, or can be compared with it.
func (r *ranking) differs(m *measure, orNot bool) bool {
	return slices.ContainsFunc(r.Variants[1:], func(v *Variant) bool {
		d := r.gap(m, r.Variants[0], v)
		return d.Pairs > 0 && (orNot || d.Middle != 0 || !d.Open() && (d.Low != 0 || d.High != 0))
	})
}

// The forms of a difference, ever shorter.
const (
	fullInterval = iota
	halfInterval
	noInterval
	noBaseline // whose numbers stand in the table of arms
)

func (r *ranking) matrixRows(s Screen, list []*measure, form int) [][]entry {
	base := r.Variants[0]
	var others []*Variant
	var names []string
	for _, v := range r.order {
		if v != base {
			others, names = append(others, v), append(names, v.Name)
		}
	}
	head := []entry{{text: "metric"}, {text: shorten(base.Name, 12)}}
	for _, label := range s.labels(names) {
		head = append(head, entry{text: stacked(label)})
	}
	rows := [][]entry{head}
	for _, m := range list {
		row := []entry{{text: shorten(m.name, 28)}, {text: m.figure(m.median(r.Comparison, base))}}
		for _, v := range others {
			row = append(row, m.cell(r.gap(m, base, v), form))
		}
		rows = append(rows, row)
	}
	if form == noBaseline {
		for i := range rows {
			rows[i] = slices.Delete(rows[i], 1, 2)
		}
	}
	return rows
}

// cell writes a difference.
func (m *measure) cell(d Difference, form int) entry {
	gap := strings.ReplaceAll(m.unit.gap(d.Middle), " points", " pp")
	switch {
	case d.Pairs == 0:
		return entry{text: missing}
	case d.Open():
		return entry{text: gap + " (?)"}
	case d.Verdict == Uneven || d.Verdict == Hollow:
		return entry{text: gap + " (" + d.Verdict + ")"}
	case !d.Excludes(0):
		return entry{text: NoDifference}
	}
	switch form {
	case fullInterval:
		gap += " (" + strings.ReplaceAll(m.unit.gaps(d.Interval), " points", " pp") + ")"
	case halfInterval:
		switch half := max(d.Middle-d.Low, d.High-d.Middle); {
		case math.IsInf(half, 0) || math.IsNaN(half) || math.IsInf(d.Middle, 0):
		case half >= math.Abs(d.Middle): // it is lopsided, and would seem to hold zero
			gap += " (" + strings.ReplaceAll(m.unit.gaps(d.Interval), " points", " pp") + ")"
		default:
			gap += " ±" + m.unit.gapScale(d.Middle).number(half)
		}
	}
	switch {
	case m.better == Neither:
		return entry{text: gap}
	case d.Verdict == Better:
		return entry{gap + " ✓", good}
	}
	return entry{gap + " ✗", bad}
}
