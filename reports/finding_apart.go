package reports

import (
	"fmt"
	"slices"
	"strings"
)

// against returns the arm that a finding measures, and by which other, and in what:
// the best against the baseline, or if that is among the best the last against it.
func (r *ranking) against() (v, base *Variant, m *measure) {
	v, base = r.best[0], r.base
	better, worse := v, base
	if slices.Contains(r.best, base) {
		for i := len(r.order) - 1; i >= 0 && slices.Contains(r.best, v); i-- {
			v = r.order[i]
		}
		if v == base {
			v = r.order[1]
		}
		better, worse = base, v
	}
	if r.decisive != nil && r.before(r.decisive, better, worse) {
		return v, base, r.decisive
	}
	for _, m := range r.deciders {
		if r.before(m, better, worse) || r.before(m, worse, better) {
			return v, base, m
		}
	}
	return v, base, r.deciders[0]
}

// second says how far apart two arms are, and how sure that is.
func (r *ranking) second(l *line, brief int) {
	v, base, m := r.against()
	for _, dead := range []*Variant{base, v} {
		switch {
		case dead.Answered().Requests == 0:
			l.add("", dead.phrase()+" nobody asked")
			return
		case dead.Dead():
			l.add("", dead.phrase()+" not one request was answered well")
			return
		}
	}
	d := r.gap(m, base, v)
	if words := m.unsure(d, base, v); words != "" {
		at := strings.Index(words, " is shown between")
		if end := strings.Index(words, " (95 % interval"); at > 0 && end > at {
			words = l.fitting(words, words[:at]+" is shown (95 %"+strings.TrimPrefix(words[end:], " (95 % interval"))
		}
		l.add("", words)
		return
	}
	more, i := "more", d.Interval
	if i.Middle < 0 {
		more = "less"
		i.Middle, i.Low, i.High = -i.Middle, -i.High, -i.Low
	}
	is, gap, gaps := m.is(), m.unit.gap(i.Middle)+" "+more, m.unit.gaps(i)
	count := ""
	switch {
	case m.better != Neither && d.Verdict == Worse:
		count = fmt.Sprintf(", worse in %d of %s", d.Worse, CountOf(d.Pairs, "seed"))
	case m.better != Neither:
		count = fmt.Sprintf(", better in %d of %s", d.Better, CountOf(d.Pairs, "seed"))
	}
	forms := []string{
		fmt.Sprintf("%s %s %s %s than %s (95 %% interval %s%s)", v.phrase(), m.the(), is, gap, base.phrase(), gaps, count),
		fmt.Sprintf("%s %s %s %s than %s (95 %% interval %s)", v.phrase(), m.the(), is, gap, base.phrase(), gaps),
		fmt.Sprintf("%s %s %s than %s (95 %% interval %s)", v.phrase(), m.name, gap, base.phrase(), gaps),
	}
	if v == r.best[0] && !r.torn {
		forms[2] = fmt.Sprintf("%s %s %s than %s (95 %% interval %s)", m.the(), is, gap, base.phrase(), gaps)
	}
	bare := strings.TrimSuffix(gaps, " points")
	l.text = l.fitting(append(forms[min(brief, len(forms)):], fmt.Sprintf("%s: %s %s than %s (95 %% %s)", m.name, v.Name, gap, base.Name, gaps),
		fmt.Sprintf("%s: %s %s than %s (95 %% %s)", m.name, v.Name, gap, base.Name, bare),
		fmt.Sprintf("%s: %s %s (95 %% %s)", m.name, v.Name, gap, bare))...)
}

// unsure is the sentence about a difference that has no interval, or none that
// excludes zero; empty if it has one.
func (m *measure) unsure(d Difference, base, v *Variant) string {
	to, from := v.Name+" "+m.figure(d.To), base.Name+" "+m.figure(d.From)
	switch {
	case d.Pairs == 0 && d.LeftOut == 0:
		return v.phrase() + " no seed ran that also ran " + base.phrase()
	case d.Pairs == 0:
		return fmt.Sprintf("%s cannot be compared: it is undefined %s or %s", m.the(), v.phrase(), base.phrase())
	case d.Pairs == 1:
		return fmt.Sprintf("%s: %s, %s in the one seed that ran: one seed has no interval", m.name, to, from)
	case d.Open():
		return fmt.Sprintf("%s: %s, %s; an interval needs more seeds than %d", m.name, to, from, d.Pairs)
	case d.Low == 0 && d.High == 0:
		return fmt.Sprintf("%s %s the same %s as %s in each of %s", m.the(), m.is(), v.phrase(), base.phrase(), CountOf(d.Pairs, "seed"))
	case d.Verdict == Hollow:
		return fmt.Sprintf("%s: %s, %s, but no more requests are answered well", m.name, to, from)
	case d.Verdict == Uneven:
		return fmt.Sprintf("%s: %s, %s of other numbers of requests, as users come back sooner or later", m.name, to, from)
	case !d.Excludes(0):
		return fmt.Sprintf("no difference in %s is shown between %s and %s (95 %% interval %s)", m.name, v.Name, base.Name, m.unit.gaps(d.Interval))
	}
	return ""
}
