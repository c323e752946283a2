package reports

import (
	"fmt"
	"strings"
)

// lesser says what share of a variant's answers was degraded, to follow the
// numbers that count them as good; empty if none was here or in the baseline.
func (c *Comparison) lesser(v *Variant) string {
	share, _ := v.Band("", "degraded_rate")
	base := c.Variants[0]
	if !c.degraded(v) {
		return ""
	}
	if v.Name == base.Name {
		return fmt.Sprintf("; %s of the answers are degraded", asShare.figure(share.Median))
	}
	of, _ := base.Band("", "degraded_rate")
	text := fmt.Sprintf("; %s of its answers are degraded (%s in the baseline)", asShare.figure(share.Median), asShare.figure(of.Median))
	if d, _ := c.Difference(v.Name, "", "error_rate"); d.Verdict == Better && !c.fuller(v) {
		text += ", and no more are answered in full"
	}
	return text
}

// beside says, in brackets, what the error rate of a variant hides where it is
// named as the least; empty if nothing.
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

// silence says what share of the requests was never answered, and of what share
// that cannot be told, as sentences of the finding; empty if there is none.
func (c *Comparison) silence() string {
	var lost, young []string
	for _, v := range c.Variants {
		t := v.Answered()
		of := func(n int64) string {
			share, _ := ratio(float64(n), float64(t.Requests))
			return fmt.Sprintf("%s of the requests %s", asShare.figure(share), v.phrase())
		}
		if t.Unanswered > 0 {
			text := of(t.Unanswered)
			if hang, ok := v.hanging(""); ok {
				text += fmt.Sprintf(" (where %s of the users hang)", asShare.figure(hang))
			}
			lost = append(lost, text)
		}
		if float64(t.InFlight) > float64(much*float64(t.Requests)) {
			young = append(young, of(t.InFlight))
		}
	}
	text := ""
	if lost != nil {
		text = " Never answered: " + strings.Join(lost, ", ") + "."
	}
	if young != nil {
		text += " Still under way when the runs ended, too young to tell: " + strings.Join(young, ", ") + "."
	}
	return text
}

// sick says in which variants the system was never well, as a sentence of the
// finding; empty if it always was before the first fault.
func (c *Comparison) sick() string {
	var always, sometimes []string
	for _, v := range c.Variants {
		switch n, _ := v.sick(); n {
		case 0:
		case len(v.Runs):
			always = append(always, v.phrase())
		default:
			sometimes = append(sometimes, fmt.Sprintf("in %d of %s %s", n, CountOf(len(v.Runs), "seed"), v.phrase()))
		}
	}
	if always == nil && sometimes == nil {
		return ""
	}
	if always != nil {
		always[0] = "in every seed " + always[0]
	}
	return " Before its first fault already, the system was not within its SLO " + listed(append(always, sometimes...)) + "."
}
