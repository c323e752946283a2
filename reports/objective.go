package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// An Objective is a number of a run that a tuning makes small, or large if More: a metric
// or a sum of metrics, as a claim writes them.
type Objective struct {
	Text string
	More bool
	Zone float64 // the difference that does not matter, if it is said; zero is a share of the value

	claim *Claim
}

// ParseObjective reads what is to be made small, or large if more. A metric that is better
// the other way round is refused: it would mean something else than it says.
func ParseObjective(text string, more bool) (Objective, error) {
	o := Objective{Text: strings.TrimSpace(text), More: more}
	c, err := ParseClaim(o.Text + " >= 0")
	if err != nil {
		return o, fmt.Errorf("%q: %w", o.Text, err)
	}
	o.claim = c
	if len(c.names) == 1 && c.left.op == '@' {
		switch m := metricOf(c.names[0].Metric); {
		case m.Better == Higher && !more:
			return o, fmt.Errorf("%s is better the more there is of it: --maximise %s", o.Text, o.Text)
		case m.Better == Lower && more:
			return o, fmt.Errorf("%s is better the less there is of it: --minimise %s", o.Text, o.Text)
		}
	}
	return o, nil
}

// Indifferent reads the difference that does not matter, such as 0.2% or 5ms.
func (o *Objective) Indifferent(text string) error {
	c, err := ParseClaim(o.Text + " < " + text)
	if err != nil || !c.right.constant() {
		return fmt.Errorf("%q is no difference in %s such as 0.2%%, 5ms or 0.1", text, o.Text)
	}
	if o.Zone = c.right.value(nil); !(o.Zone > 0) {
		return fmt.Errorf("%s: a difference that does not matter is more than zero", text)
	}
	return nil
}

// Least is the zone where nothing is said and a share of the value is less: what a report
// would hardly print.
func (o *Objective) Least() float64 {
	switch u := o.claim.left.unit; {
	case u.seconds == 1:
		return 1e-4
	case u.seconds == -1:
		return 0.1
	case u.share:
		return 5e-4
	case u.count:
		return 0.5
	}
	return 0.005
}

// Claim returns what names the metrics of the objective.
func (o *Objective) Claim() *Claim { return o.claim }

// Of returns the objective of a comparison of one seed, negative if it is to be large, so
// that less is better. What is dead is infinite.
func (o *Objective) Of(x *Comparison) float64 {
	s, problem := o.claim.sample(x)
	switch {
	case problem != "" || len(s.left) == 0:
		return math.Inf(1)
	case o.More:
		return 0 - s.left[0]
	}
	return s.left[0]
}

// value turns what Of returned back.
func (o *Objective) value(x float64) float64 {
	if o.More {
		return 0 - x
	}
	return x
}

// Figure writes what Of returned, as a person has it.
func (o *Objective) Figure(x float64) string { return o.claim.left.unit.figure(o.value(x)) }

// Zoned writes a difference that does not matter.
func (o *Objective) Zoned(x float64) string { return o.claim.left.unit.gap(x) }

// noun is the objective as a sentence calls it, and whether it is many.
func (o *Objective) noun() (text string, many bool) {
	if o.claim.left.op != '@' {
		return o.Text, false
	}
	m := measure{name: spoken(o.claim.names[0])}
	return m.the(), m.is() == "are"
}

// Excess returns by how much the seed that comes nearest to breaking the claim breaks it:
// more than zero if it is broken, infinite if nothing can be said in some seed. Of a claim
// about recovery it is 1 or -1, since that is judged by its median.
func (c *Claim) Excess(x *Comparison) float64 {
	s, problem := c.sample(x)
	if problem != "" || s.leftOut > 0 || len(s.gap) == 0 {
		return math.Inf(1)
	}
	worst := math.Inf(-1)
	for _, d := range s.gap {
		by := 0 - c.room(d)
		if !c.holds(d) && !(by > 0) {
			by = math.SmallestNonzeroFloat32
		}
		if s.byMedian {
			by = math.Copysign(1, by)
		}
		worst = max(worst, by)
	}
	return worst
}

// Untold says why nothing speaks for the claim or against it in the runs of a comparison, such
// as that there is nothing to recover from; nothing if something does.
func (c *Claim) Untold(x *Comparison) string {
	s, _ := c.sample(x)
	if s.dead || len(s.gap) > 0 {
		return ""
	}
	return cmp.Or(s.undefined, s.untold)
}

// Strict reports whether the claim has to hold in every seed, rather than on average.
func (c *Claim) Strict() bool { return slices.Contains([]string{"==", "!="}, c.op) }

// Unit is that of the objective: "s", "1/s", "share", or empty for a plain number.
func (o *Objective) Unit() string { return o.claim.left.unit.symbol() }
