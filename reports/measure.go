package reports

import (
	"math"
	"slices"
	"strings"
)

// A measure is a number by which arms are compared: a metric, or what a claim puts
// together from several metrics of one arm, such as stale_reads / reads.
type measure struct {
	name    string // as a sentence calls it
	expr    *expression
	names   []Name // as in the claim, without their variants
	unit    unit
	better  Direction
	claimed bool
	aim     bool     // an expectation says more than that it is hardly worse
	arms    []string // of which expectations speak
	ahead   [][2]string
}

// plainMeasure is a metric of a load, or of all together.
func plainMeasure(load, metric string) *measure {
	m := metricOf(metric)
	u, by := unitOf(m)
	name := Name{Load: load, Metric: m.Name}
	return &measure{name: spoken(name), expr: &expression{op: '@', scale: by, unit: u}, names: []Name{name}, unit: u, better: m.Better}
}

// spoken is how a sentence calls a metric.
func spoken(n Name) string {
	text := shortName("", n.Metric)
	switch f, _, told := FactOf(n.Metric); {
	case told:
		text = strings.TrimPrefix(text, f.Prefix())
		if i := strings.LastIndexByte(text, '.'); f != CountFamily && i > 0 {
			text = text[:i] + " " + text[i+1:]
		}
	case n.Metric == "degraded_rate":
		text = "degraded answers"
	case strings.HasPrefix(text, "latency_all_"):
		text = strings.TrimPrefix(text, "latency_all_") + " of all requests"
	default:
		text = strings.ReplaceAll(text, "_", " ")
	}
	if n.Load != "" {
		text += " of " + n.Load
	}
	return text
}

// plain returns the metric that the measure is, if it is one that every run has.
func (m *measure) plain() (Name, bool) {
	if m.expr.op != '@' {
		return Name{}, false
	}
	n := m.names[m.expr.name]
	_, _, told := FactOf(n.Metric)
	return n, !told
}

// the puts an article before what has one.
func (m *measure) the() string {
	for _, noun := range []string{"error rate", "goodput", "mean", "recovery"} {
		if strings.HasPrefix(m.name, noun) {
			return "the " + m.name
		}
	}
	return m.name
}

// is is the verb of a sentence about the measure.
func (m *measure) is() string {
	if word, _, _ := strings.Cut(m.name, " "); slices.Contains([]string{"stale", "lost", "attempts", "degraded", "requests", "reads", "writes"}, word) {
		return "are"
	}
	return "is"
}

// price reports whether the measure is what an arm costs, rather than what it is for.
func (m *measure) price() bool {
	n, ok := m.plain()
	return ok && slices.Contains([]string{"attempts_per_request", "wasted_work", "degraded", "degraded_rate"}, n.Metric)
}

// of returns the values of an arm, by run; NaN where it is undefined.
func (m *measure) of(c *Comparison, v *Variant) []float64 {
	cells := make([]cell, len(m.names))
	for _, i := range m.expr.uses() {
		n := m.names[i]
		n.Variant = v.Name
		cells[i], _ = c.cell(n)
	}
	values, x := make([]float64, len(v.Runs)), make([]float64, len(cells))
	for k := range v.Runs {
		for _, i := range m.expr.uses() {
			x[i], _ = cells[i].value(&v.Runs[k])
		}
		values[k] = m.expr.value(x)
	}
	return values
}

// uses returns the names of an expression, by their places in the claim.
func (e *expression) uses() []int { return slices.Concat(e.rising(true), e.rising(false)) }

// median is over the seeds in which the measure is defined; NaN if it never is. What is
// none or one in each seed has their share.
func (m *measure) median(c *Comparison, v *Variant) float64 {
	return typical(slices.DeleteFunc(m.of(c, v), math.IsNaN), m.unit)
}

// typical is the median of values, or the share of those that are none or one each.
func typical(values []float64, u unit) float64 {
	if u.share && u.count {
		return MeanInterval(values).Middle
	}
	return Quantile(values, 0.5)
}

// figure writes a value of the measure.
func (m *measure) figure(x float64) string {
	if n, ok := m.plain(); ok && n.Metric == "recovery" && math.IsInf(x, 1) {
		return "never"
	}
	return m.unit.figure(x)
}

// gap is how far the measure of an arm lies from that of another, in the measure's
// own unit, paired by seed.
func (m *measure) gap(c *Comparison, base, v *Variant) Difference {
	if n, ok := m.plain(); ok {
		d := c.earned(base, v, c.difference(base, v, n.Load, n.Metric))
		by := m.expr.scale
		d.From, d.To, d.Middle, d.Low, d.High = d.From/by, d.To/by, d.Middle/by, d.Low/by, d.High/by
		return d
	}
	d := Difference{Variant: v.Name, Baseline: base.Name, Metric: m.name}
	a, b := m.of(c, base), m.of(c, v)
	x, y := make(map[*Run]float64), make(map[*Run]float64)
	for i := range a {
		x[&base.Runs[i]] = a[i]
	}
	for i := range b {
		y[&v.Runs[i]] = b[i]
	}
	rounded := slices.ContainsFunc(m.names, func(n Name) bool { return Metric{Name: n.Metric, Unit: "ms"}.rounded() })
	d.pair(m.unit, m.better, rounded, func(side func(x, y float64)) {
		for _, p := range pairs(base.Runs, v.Runs) {
			side(x[p[0]], y[p[1]])
		}
	})
	d.Verdict = verdict(d.Interval, m.better)
	return d
}

// measures are what the scenario claims something of, in the order of its
// expectations.
func (c *Comparison) measures() []*measure {
	var all []*measure
	for _, e := range c.Expectations {
		claim, err := ParseClaim(e.That)
		if err != nil {
			continue // it is "engaged"
		}
		aim := !claim.tolerant()
		for _, part := range slices.Concat(claim.parts(claim.left), claim.parts(claim.right)) {
			m := claim.measure(part, all)
			if !slices.Contains(all, m) {
				all = append(all, m)
			}
			m.aim = m.aim || aim && !claim.harm(m)
			if arm := claim.names[part.uses()[0]].Variant; !slices.Contains(m.arms, arm) {
				m.arms = append(m.arms, arm)
			}
			if m.better == Neither && claim.none() {
				m.better = Lower
			}
			if a, b, ok := claim.ranks(); ok && e.Verdict.Status == Pass && aim {
				m.ahead = append(m.ahead, [2]string{a, b})
			}
		}
	}
	return all
}

// measure makes a measure of a part of the claim, or finds it among those there are.
func (c *Claim) measure(part *expression, all []*measure) *measure {
	m := &measure{expr: part, unit: part.unit, claimed: true, better: Neither}
	for _, n := range c.names {
		n.Variant = ""
		m.names = append(m.names, n)
	}
	m.name = m.written(part)
	for i, at := range part.uses() {
		if better := metricOf(c.names[at].Metric).Better; i == 0 && (part.op == '@' || part.op == '+' || part.op == '/') {
			m.better = better
		} else if part.op == '+' && better != m.better {
			m.better = Neither
		}
	}
	if i := slices.IndexFunc(all, func(o *measure) bool { return o.name == m.name }); i >= 0 {
		return all[i]
	}
	return m
}

// written is how a sentence calls an expression.
func (m *measure) written(e *expression) string {
	if e.op == '@' {
		return spoken(m.names[e.name])
	}
	left, right := m.written(e.left), m.written(e.right)
	if noun, _, told := strings.Cut(right, "."); told && e.op == '+' && e.right.op == '@' && strings.HasPrefix(left, noun+".") {
		right = strings.TrimPrefix(right, noun+".") // saga.completed + compensated
	}
	return left + " " + string(e.op) + " " + right
}

// parts returns the greatest expressions that ask for numbers of one arm alone.
func (c *Claim) parts(e *expression) []*expression {
	switch {
	case e.op == '#':
		return nil
	case c.single(e):
		return []*expression{e}
	}
	return append(c.parts(e.left), c.parts(e.right)...)
}

// single reports whether there is no number in the expression, and one arm.
func (c *Claim) single(e *expression) bool {
	if e.op == '@' {
		return true
	}
	if e.op == '#' || e.op == '*' || !c.single(e.left) || !c.single(e.right) {
		return false
	}
	arm := c.names[e.uses()[0]].Variant
	return !slices.ContainsFunc(e.uses(), func(i int) bool { return c.names[i].Variant != arm })
}

// tolerant reports whether the claim would hold of arms that are all the same: that
// one is hardly worse than another.
func (c *Claim) tolerant() bool {
	for _, n := range c.names {
		if n.Variant != c.names[0].Variant {
			same := make([]float64, len(c.names))
			for i := range same {
				same[i] = 1e12
			}
			return c.holds(minus(c.left.value(same), c.right.value(same)))
		}
	}
	return false
}

// harm reports whether the claim is that a measure of one arm is as bad as that, and
// of no other.
func (c *Claim) harm(m *measure) bool {
	for _, n := range c.names {
		if n.Variant != c.names[0].Variant {
			return false
		}
	}
	return c.op[0] == '>' && m.better == Lower || c.op[0] == '<' && m.better == Higher
}

// none reports whether the claim is that there is nothing of something.
func (c *Claim) none() bool {
	return (c.op == "==" || c.op == "<=") && c.right.op == '#' && c.right.number == 0
}

// ranks returns the arms of a claim that one has less of something than another, the
// one that is claimed to be lower first.
func (c *Claim) ranks() (lower, higher string, ok bool) {
	if len(c.names) != 2 || c.names[0].Variant == c.names[1].Variant || c.names[0].Metric != c.names[1].Metric || c.names[0].Load != c.names[1].Load {
		return "", "", false
	}
	if c.op[0] == '>' {
		return c.names[1].Variant, c.names[0].Variant, c.op[0] == '>'
	}
	return c.names[0].Variant, c.names[1].Variant, c.op[0] == '<'
}
