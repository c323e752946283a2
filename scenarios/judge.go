package scenarios

import (
	"slices"
	"strings"

	"wavetank/patterns/catalog"
	"wavetank/reports"
)

// Judge holds the scenario's expectations against a comparison of its variants,
// and records the verdicts there.
func Judge(s *Scenario, c *reports.Comparison) {
	for _, e := range s.Expects {
		judged := reports.Expectation{That: e.That, Note: e.Note}
		if e.Engaged {
			judged.That = "engaged"
			judged.Verdict = reports.JudgeEngaged(Idle(s, c.Totals()), len(c.Seeds))
		} else if claim, err := reports.ParseClaim(e.That); err != nil {
			judged.Verdict = reports.Verdict{Status: reports.Fail, Words: err.Error()}
		} else {
			judged.Verdict = vacuous(s, c.Totals(), claim, claim.Judge(c))
		}
		c.Expectations = append(c.Expectations, judged)
	}
}

// vacuous takes back that a claim holds which asks only for what no run could have.
func vacuous(s *Scenario, totals []*reports.Summary, claim *reports.Claim, v reports.Verdict) reports.Verdict {
	var why []string
	for _, n := range claim.Names() {
		variant := n.Variant
		if variant == "" {
			variant = s.Variants[0].Name
		}
		fact, told := strings.CutPrefix(n.Metric, "facts.")
		words := ""
		switch {
		case told:
			if words = s.Unseen(variant, fact); words == "" {
				words = Unacted(s, totals, variant, fact)
			}
		case n.Metric == "stale_reads", n.Metric == "lost_writes":
			words = s.Unjudged()
		}
		if words == "" {
			return v
		}
		why = append(why, words)
	}
	if why != nil && v.Status == reports.Pass {
		v.Status, v.Words, v.Found = reports.Inconclusive, "it could not have been otherwise: "+strings.Join(why, "; "), ""
	}
	return v
}

// Unacted says why the runs of a variant could not have a fact of that name, as of the
// pattern that tells it nothing happened; "" if they could.
func Unacted(s *Scenario, runs []*reports.Summary, variant, fact string) string {
	return s.Unacted(variant, fact, func(fact string) bool {
		return slices.ContainsFunc(runs, func(r *reports.Summary) bool { return r.Variant == variant && r.Fact(fact) > 0 })
	})
}

// Idle returns, in words, what took no part in the runs: faults that touched
// nothing, patterns that never acted. Their results say nothing about them.
func Idle(s *Scenario, runs []*reports.Summary) []string {
	var faults []string
	for i := range s.Faults {
		faults = append(faults, "fault "+s.Faults[i].Label())
	}
	var acted []reports.Acted
	for _, v := range s.Variants {
		if !ran(runs, v.Name) {
			continue
		}
		for _, name := range v.Patterns {
			a := reports.Acted{Variant: v.Name, Pattern: name}
			if door, ok := catalog.Find(s.Pattern(name).Kind); ok {
				for _, f := range door.Facts {
					if f.Acts {
						a.Facts = append(a.Facts, f.Kind.String())
					}
				}
			}
			acted = append(acted, a)
		}
	}
	return reports.Engaged(runs, faults, acted)
}

func ran(runs []*reports.Summary, variant string) bool {
	return slices.ContainsFunc(runs, func(r *reports.Summary) bool { return r.Variant == variant })
}
