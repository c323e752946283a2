package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// last says what the best arm hides, and what it costs.
func (r *ranking) last(l *line, brief int) {
	if n := r.failing(); n > 0 {
		l.add("", fmt.Sprintf("%d of %s fail", n, CountOf(len(r.Expectations), "expectation")))
	}
	for _, v := range r.best {
		for i, words := range r.caveats(v) {
			sep := ", "
			if i == 0 {
				sep, words = "; ", v.phrase()+" "+words
			}
			l.add(sep, words)
		}
	}
	if r.untold {
		l.add("; ", "no [[expect]] or slo says what matters")
	}
	if r.torn || len(r.Variants) == 1 {
		return
	}
	other, base, _ := r.against()
	best, costs := r.best[0], r.costs("degraded_rate", "stale_reads", "lost_writes", "attempts_per_request", "error_rate", "p99")
	if slices.Contains(r.best, base) {
		best, costs = base, r.claimed
	} else {
		other = base
	}
	dear := func(m *measure) bool { return r.before(m, other, best) }
	free := r.decisive != nil && best != base && !slices.ContainsFunc(costs, dear)
	switch {
	case brief == briefest:
		costs = r.costs("degraded_rate", "stale_reads", "lost_writes", "error_rate")
	case brief > briefest:
		costs = r.costs("degraded_rate", "stale_reads", "lost_writes")
	}
	full := best == base || r.gap(r.usual("error_rate"), base, best).Verdict != Better || r.fuller(best)
	if !full {
		defer func() { l.add("; ", "no more are answered in full") }()
	}
	r.price(l, best, other, costs, brief)
	r.free = free && l.text == ""
}

// price adds in which measures an arm is worse than another. The briefest form leaves room for
// what is claimed.
func (r *ranking) price(l *line, best, other *Variant, costs []*measure, brief int) {
	paid := false
	for _, m := range costs {
		if !r.before(m, other, best) {
			continue
		}
		has, had := r.figure(m, best), r.figure(m, other)
		clause := fmt.Sprintf("%s %s (%s %s)", r.called(m), has, other.Name, had)
		switch {
		case !paid && l.text == "":
			if l.text, paid = "price: "+clause, true; brief <= briefest {
				l.text = l.fitting("the price "+best.phrase()+": "+clause, l.text)
			}
		case !paid:
			paid = l.add("; ", "price: "+clause)
		default:
			l.add(", ", fmt.Sprintf("%s %s (%s)", r.called(m), has, had))
		}
	}
}

// costs are measures that something may be paid in, those that are claimed first.
func (r *ranking) costs(names ...string) []*measure {
	all := slices.Clone(r.claimed)
	for _, name := range names {
		if m := r.usual(name); !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	return all
}

// usual returns a metric of all loads, as one of those that decide if it is there.
func (r *ranking) usual(name string) *measure {
	m := plainMeasure("", name)
	for _, o := range slices.Concat(r.claimed, r.deciders) {
		if o.name == m.name {
			return o
		}
	}
	return m
}

func (r *ranking) failing() int {
	n := 0
	for _, e := range r.Expectations {
		if e.Verdict.Status == Fail {
			n++
		}
	}
	return n
}

// caveats say what the numbers of an arm hide.
func (r *ranking) caveats(v *Variant) []string {
	var all []string
	t := v.Answered()
	share := func(n int64) string {
		x, _ := ratio(float64(n), float64(t.Requests))
		return asShare.figure(x)
	}
	if n, _ := v.sick(); n > 0 {
		all = append(all, fmt.Sprintf("the SLO was broken before the first %s in %d of %s", v.Runs[0].disturber(), n, CountOf(len(v.Runs), "seed")))
	}
	if rec := v.Recovery(); rec.Never > 0 {
		all = append(all, fmt.Sprintf("the system did not recover in %d of %s", rec.Never, CountOf(rec.Seeds, "seed")))
	}
	_, at := r.find("", "unanswered")
	if lost := r.share(v, at); lost > 0 { // the median, as in the table
		words := asShare.figure(lost) + " are never answered"
		if hang, ok := v.hanging(""); ok {
			words += fmt.Sprintf(" (%s of the users hang)", asShare.figure(hang))
		}
		all = append(all, words)
	}
	if float64(t.InFlight) > float64(much*float64(t.Requests)) {
		all = append(all, share(t.InFlight)+" are too young to tell")
	}
	return all
}

// rest names what is claimed and was not told yet, in the room that is left, and
// reports whether there was enough. The briefest form tells numbers of as many as leave
// room for the names of the others.
func (r *ranking) rest(lines []*line, brief int) bool {
	var pending []*measure
	for _, m := range r.claimed {
		if len(r.Variants) > 1 && !m.within(lines) {
			pending = append(pending, m)
		}
	}
	order := []*line{lines[1], lines[2], lines[0]}
	if brief < briefest {
		return r.numbers(order, pending, 0)
	}
	before := []line{*lines[0], *lines[1], *lines[2]}
	for n := len(pending); n >= 0; n-- {
		for short := range 3 {
			for i := range lines {
				*lines[i] = before[i]
			}
			if r.numbers(order, pending[:n], short) && named(order, pending[n:]) {
				return true
			}
		}
	}
	return false
}

// numbers tells what the arms have of measures, and leaves out that many of the longer forms.
func (r *ranking) numbers(order []*line, pending []*measure, short int) bool {
	all := true
	for _, m := range pending {
		if m.within(order) {
			continue
		}
		groups, _ := r.grouped(m, slices.DeleteFunc(slices.Clone(r.Variants), func(v *Variant) bool {
			return !slices.Contains(m.arms, v.Name) && v != r.best[0] && (v != r.base || r.several(m))
		}))
		if len(groups) == 0 {
			groups = []string{missing}
		}
		forms := []string{r.called(m) + ": " + strings.Join(groups, ", ")}
		if len(groups) > 2 {
			forms = append(forms, r.called(m)+": "+groups[0]+", "+r.opposite(m, groups))
		}
		if d := r.gap(m, r.base, r.best[0]); m.about(r.base, r.best[0]) && d.Pairs > 1 && !d.Open() && d.Excludes(0) && !r.torn && !math.IsInf(d.Middle, 0) {
			word := " more"
			if d.Middle < 0 {
				word = " less"
			}
			forms = append(forms, m.name+" "+m.unit.gap(math.Abs(d.Middle))+word)
		}
		all = squeeze(order, forms[min(short, len(forms)-1):]) && all
	}
	return all
}

// about reports whether expectations speak of the first of two arms, or of no third.
func (m *measure) about(base, v *Variant) bool {
	return slices.Contains(m.arms, base.Name) || !slices.ContainsFunc(m.arms, func(arm string) bool { return arm != v.Name })
}

// named adds the bare names of measures, and reports whether there was room for all.
func named(order []*line, pending []*measure) bool {
	all := true
	for _, m := range pending {
		for _, i := range m.expr.uses() {
			name := spoken(m.names[i])
			all = (m.within(order) || single(order, name) || also(order, name)) && all
		}
	}
	return all
}

// several reports whether an expectation about a measure speaks of another arm than the best,
// that its number stands against.
func (r *ranking) several(m *measure) bool {
	return slices.ContainsFunc(m.arms, func(arm string) bool { return arm != r.best[0].Name })
}

// opposite is what stands against the first of several groups: that of the baseline, or the last.
func (r *ranking) opposite(m *measure, groups []string) string {
	for _, g := range groups[1:] {
		if g == r.base.Name+" "+r.figure(m, r.base) {
			return g
		}
	}
	return groups[len(groups)-1]
}

// within reports whether the lines name the measure, or all that it is put together from.
func (m *measure) within(lines []*line) bool {
	return single(lines, m.name) || !slices.ContainsFunc(m.expr.uses(), func(i int) bool { return !single(lines, spoken(m.names[i])) })
}

// single reports whether the lines name a metric.
func single(lines []*line, name string) bool {
	return slices.ContainsFunc(lines, func(l *line) bool { return strings.Contains(l.text, name) })
}

// more adds the attempts that the best arm costs, or that it costs nothing, where there is
// room after all. To name what nothing is paid in tells nobody what it came to, so it comes
// after all that is claimed.
func (r *ranking) more(l *line, brief int) {
	switch {
	case r.free && l.text != "":
		l.add("; ", "no price is shown")
	case r.free && brief == 0:
		l.add("", "no price is shown in error rate, p99, degraded answers or attempts")
	}
	if brief == 0 {
		return
	}
	v, base, _ := r.against()
	if m := r.usual("attempts_per_request"); !r.torn && v == r.best[0] && !m.within([]*line{l}) && r.before(m, base, v) {
		l.add("; ", fmt.Sprintf("%s %s (%s %s)", r.called(m), r.figure(m, v), base.Name, r.figure(m, base)))
	}
}

// squeeze adds the first of several forms that finds room on a line.
func squeeze(lines []*line, forms []string) bool {
	for _, form := range forms {
		for _, l := range lines {
			sep, clause := "; ", form
			if strings.Contains(l.text, "the price ") || strings.Contains(l.text, "price: ") {
				sep, clause = ". ", capital(form) // what follows is no price
			}
			if l.add(sep, clause) {
				return true
			}
		}
	}
	return false
}

// also adds the bare name of what stands in the tables.
func also(lines []*line, name string) bool {
	for _, l := range lines {
		sep, clause := "; see also ", name
		switch {
		case l.text == "":
			clause = "see also " + name
		case strings.Contains(strings.ToLower(l.text), "see also "):
			sep = ", "
		}
		if l.add(sep, clause) {
			return true
		}
	}
	return false
}

// beside says, in brackets, what the error rate of a variant hides where it is named
// as the least; empty if nothing.
func (c *Comparison) beside(variant string) string {
	var hidden []string
	if v := c.variant(variant); v.Answered().Degraded > 0 {
		share, _ := v.Band("", "degraded_rate")
		hidden = append(hidden, asShare.figure(share.Median)+" of its answers degraded")
	}
	if d, _ := c.Difference(variant, "", "error_rate"); d.Verdict == Hollow {
		hidden = append(hidden, "no more answered well")
	}
	if hidden == nil {
		return ""
	}
	return " (" + strings.Join(hidden, ", ") + ")"
}

// fuller reports whether more requests of the variant than of the baseline are
// shown to be answered well, and not degraded.
func (c *Comparison) fuller(v *Variant) bool {
	_, ok := c.find("", "ok")
	_, degraded := c.find("", "degraded")
	var more []float64
	for _, p := range pairs(c.Variants[0].Runs, v.Runs) {
		more = append(more, (p[1].values[ok]-p[1].values[degraded])-(p[0].values[ok]-p[0].values[degraded]))
	}
	return MeanInterval(more).Low > 0
}
