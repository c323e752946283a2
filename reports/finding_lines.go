package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// first ranks the arms: which keep the SLO, which is best, and in what.
func (r *ranking) first(l *line, brief int) {
	if r.torn {
		a, b := r.rivals()
		one, other := r.peak(a), r.peak(b)
		l.text = l.fitting("it is a choice: "+one+r.foot(a)+", or "+other+r.foot(b), "it is a choice: "+one+", or "+other+r.foot(b),
			"it is a choice: "+one+", or "+other, "a choice: "+one+", "+other, one+"; "+other,
			"it is a choice: "+r.head(a)+" or "+r.head(b), "a choice: "+r.head(a)+" or "+r.head(b), "a choice: "+r.head(a)+" or "+r.heads(b), "a choice: "+r.heads(a)+" or "+r.head(b), "a choice: "+r.heads(a)+" or "+r.heads(b), r.heads(a)+" or "+r.heads(b), "it is a choice between "+a.name+" and "+b.name, "no arm is best in all")
		return
	}
	best, _ := r.verdict()
	long, short := r.objective("arm")
	bare := strings.TrimPrefix(best, "it is ")
	counted := strings.Replace(bare, phrases(r.best, "and"), fmt.Sprintf("in %d of %d arms", len(r.best), len(r.Variants)), 1)
	switch {
	case long == "":
		l.text = l.fitting(best, bare, counted)
	case len(r.claimed) > 0 && !r.keptApart(): // it does not tell arms apart
		l.text = l.fitting(best, bare, counted)
	case brief >= briefest && short == "SLO kept "+phrases(r.best, "and"):
		_, of, _ := strings.Cut(best, ": ")
		l.text = l.fitting("SLO kept only " + phrases(r.best, "and") + ": " + of)
	case brief >= briefest:
		l.text = l.fitting(short+"; "+best, short+"; "+bare, best, bare, counted)
	default:
		l.text = l.fitting(long+"; "+best, short+"; "+best, short+"; "+bare, best, bare, counted)
	}
	if brief >= briefest {
		return
	}
	r.behind(l, brief)
}

// behind adds what the other arms have of the measure in which one is best, in fewer words
// if that makes room for all of them.
func (r *ranking) behind(l *line, brief int) {
	bald := line{strings.Replace(l.text, "it is ", "", 1), l.width}
	if !r.others(l, brief) && bald.text != l.text && r.others(&bald, brief) {
		*l = bald
	}
}

// deciding adds in what the best arm is before those that the measure does not tell from it,
// in as many words as there is room for, and reports whether it did: what decides the rank
// goes before the names of what else is claimed.
func (r *ranking) deciding(l *line) bool {
	_, m := r.verdict()
	clauses, _ := r.besides(m)
	if r.torn || len(clauses) == 0 {
		return false
	}
	bald := strings.Replace(l.text, "it is ", "", 1)
	short, _, _ := strings.Cut(clauses[0], " (")
	for _, clause := range append(clauses, short) {
		for _, text := range []string{l.text, bald} {
			if full := (line{text, l.width}); full.add("; ", clause) {
				*l = full
				return true
			}
		}
	}
	return false
}

// others adds them, and reports whether there was room for all.
func (r *ranking) others(l *line, brief int) bool {
	if r.torn {
		return true
	}
	_, m := r.verdict()
	others := r.living()
	if n, ok := m.plain(); ok && n.Metric == "error_rate" {
		others = slices.Clone(r.order) // all that the dead are told by
	}
	if r.decisive != nil {
		others = slices.DeleteFunc(others, func(v *Variant) bool { return slices.Contains(r.best, v) })
	}
	clauses, level := r.besides(m)
	apart := slices.DeleteFunc(slices.Clone(others), func(v *Variant) bool { return slices.Contains(level, v) })
	base := slices.DeleteFunc(slices.Clone(apart), func(v *Variant) bool { return v != r.Variants[0] })
	for _, arms := range [][]*Variant{others, apart, base} {
		for _, clause := range clauses {
			full := *l
			if all := r.standings(&full, m, arms, brief); all && full.add("; ", clause) {
				*l = full
				return true
			}
		}
	}
	return r.standings(l, m, others, brief)
}

// besides says in what the best arm is before those that the measure does not tell from it,
// the measure that decides first, and which arms these are.
func (r *ranking) besides(m *measure) (clauses []string, level []*Variant) {
	for _, v := range r.living() {
		if r.decisive == nil || slices.Contains(r.best, v) || r.before(m, r.best[0], v) {
			continue
		}
		level = append(level, v)
		for _, o := range r.deciders {
			if r.before(o, r.best[0], v) {
				clauses = append(clauses, fmt.Sprintf("%s %s (%s %s)", r.called(o), r.figure(o, r.best[0]), v.Name, r.figure(o, v)))
			}
		}
	}
	return clauses, level
}

// verdict says which arm is best, and in which measure.
func (r *ranking) verdict() (words string, m *measure) {
	m = r.decisive
	if m == nil {
		m = r.deciders[0]
		if r.gap(m, r.Variants[0], r.order[len(r.order)-1]).Verdict == Uneven {
			m = r.usual("goodput")
		}
		return "no arm is shown to be better in " + r.called(m), m
	}
	words = "it is best "
	if len(r.best) > 1 {
		words = "it is equally good "
	}
	who := phrases(r.best, "and")
	if len(r.best) > 3 {
		who = fmt.Sprintf("in %d of %d arms", len(r.best), len(r.Variants))
	}
	if m.price() {
		words = m.name + " " + m.is() + " least "
		return words + who + ": " + r.figure(m, r.best[0]), m
	}
	return words + who + ": " + r.called(m) + " " + r.figure(m, r.best[0]), m
}

// objective says which arms keep the SLO in every seed, at length and in short; empty if
// there is none.
func (r *ranking) objective(arm string) (long, short string) {
	if !r.Stated {
		return "", ""
	}
	bounds := " " + r.SLO.bounds()
	keep := r.keepers()
	switch n := len(keep); {
	case n == 0 && len(r.Variants) == 1:
		short = "the SLO is not kept"
	case n == 0 && slices.ContainsFunc(r.order, func(v *Variant) bool { return r.keeps(v) > 0 }):
		short = "no " + arm + " always keeps the SLO"
	case n == 0:
		short = "no " + arm + " keeps the SLO"
	case n == len(r.Variants) && n > 1:
		short = "every " + arm + " keeps the SLO"
	case n <= 3:
		return "the SLO" + bounds + " is kept " + phrases(keep, "and"), "SLO kept " + phrases(keep, "and")
	default:
		short = fmt.Sprintf("%d of %d %ss keep the SLO", n, len(r.Variants), arm)
	}
	return strings.Replace(short, "the SLO", "the SLO"+bounds, 1), short
}

// bounds are what the SLO asks for, in brackets.
func (s *SLO) bounds() string {
	bounds := "(errors " + brief(s.ErrorRate)
	if s.P99 > 0 {
		bounds += ", p99 " + asTime.figure(s.P99.Seconds())
	}
	return bounds + ")"
}

// keepers are the arms that keep the SLO in every seed, the best first.
func (r *ranking) keepers() []*Variant {
	return slices.DeleteFunc(slices.Clone(r.order), func(v *Variant) bool { return r.keeps(v) < len(v.Runs) || len(v.Runs) == 0 })
}

// keptApart reports whether some arms keep the SLO and others do not.
func (r *ranking) keptApart() bool {
	n := len(r.keepers())
	return n > 0 && n < len(r.Variants)
}

// brief writes a share that somebody chose, without digits that say nothing.
func brief(share float64) string {
	return strings.TrimSuffix(strings.TrimRight(strings.TrimSuffix(asShare.figure(share), " %"), "0"), ".") + " %"
}

// alone tells what the only arm came to in what is claimed, or in the usual metrics.
func (r *ranking) alone(l *line) {
	v := r.Variants[0]
	if n := len(r.Expectations); n > 0 && !slices.ContainsFunc(r.Expectations, func(e Expectation) bool { return e.Verdict.Status != Pass }) {
		defer func() { l.add("; ", "what is expected holds") }()
	}
	if long, _ := r.objective("arm"); long != "" {
		l.add("", long)
	}
	told := r.claimed
	if len(told) == 0 {
		told = []*measure{r.usual("error_rate"), r.usual("goodput"), r.usual("p99")}
	}
	for i, m := range told {
		clause := r.called(m) + " " + r.figure(m, v)
		sep := ", "
		if i == 0 {
			clause, sep = v.phrase()+" "+clause, "; "
		}
		l.add(sep, clause)
	}
	l.add(" (", "medians of "+CountOf(len(v.Runs), "seed")+")")
}

func (r *ranking) living() []*Variant {
	return slices.DeleteFunc(slices.Clone(r.order), (*Variant).Dead)
}

// standings adds what other arms have of a measure, the best first: as many as there
// is room for, and the last of those left out; the baseline, where there is room for one
// alone. It reports whether those are all.
func (r *ranking) standings(l *line, m *measure, arms []*Variant, brief int) bool {
	groups, _ := r.grouped(m, arms)
	var baseline []string
	if slices.Contains(arms, r.Variants[0]) {
		baseline, _ = r.grouped(m, r.Variants[:1])
	}
	for n := len(groups); n > 0; n-- {
		words := strings.Join(groups[:n], ", ")
		if n == 1 && len(groups) > 1 && len(baseline) > 0 {
			words = baseline[0] + ", …"
		} else if n < len(groups) {
			words = strings.TrimPrefix(strings.Join(groups[:n-1], ", ")+", ", ", ") + "…, " + groups[len(groups)-1]
		}
		if brief >= 2 && n > 2 {
			continue
		}
		if l.add(" (", words+")") {
			return n == len(groups)
		}
	}
	return len(groups) == 0
}

// A standing is what an arm has of a measure.
type standing struct {
	*Variant
	at float64
}

// sorted returns those arms that have something of a measure, the best first.
func (r *ranking) sorted(m *measure, arms []*Variant) (all []standing) {
	for _, v := range arms {
		if x := r.typical(m, v); !math.IsNaN(x) {
			all = append(all, standing{v, x})
		}
	}
	slices.SortStableFunc(all, func(a, b standing) int {
		if m.better == Higher {
			return cmp.Compare(b.at, a.at)
		}
		return cmp.Compare(a.at, b.at)
	})
	return all
}

// grouped writes arms with what they have of a measure, the best first, those that
// have the same together, and returns how many each group has.
func (r *ranking) grouped(m *measure, arms []*Variant) (groups []string, sizes []int) {
	all := r.sorted(m, arms)
	for i := 0; i < len(all); {
		var names []string
		figure := m.figure(all[i].at)
		for ; i < len(all) && m.figure(all[i].at) == figure; i++ {
			names = append(names, all[i].Name)
		}
		who := listed(names)
		if len(names) > 3 {
			who = fmt.Sprintf("%d arms", len(names))
		}
		groups, sizes = append(groups, who+" "+figure), append(sizes, len(names))
	}
	return groups, sizes
}

// rivals returns two aims that no arm leads in together.
func (r *ranking) rivals() (a, b *measure) {
	class := r.living()
	for i, b := range r.aims {
		for _, a := range r.aims[:i] {
			leading := r.leading(a, class)
			if !slices.ContainsFunc(r.leading(b, class), func(v *Variant) bool { return slices.Contains(leading, v) }) {
				return a, b
			}
		}
	}
	return r.aims[0], r.aims[len(r.aims)-1]
}
