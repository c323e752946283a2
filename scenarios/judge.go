package scenarios

import (
	"slices"

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
			judged.Verdict = reports.JudgeEngaged(Idle(s, c), len(c.Seeds))
		} else if claim, err := reports.ParseClaim(e.That); err != nil {
			judged.Verdict = reports.Verdict{Status: reports.Fail, Words: err.Error()}
		} else {
			judged.Verdict = claim.Judge(c)
		}
		c.Expectations = append(c.Expectations, judged)
	}
}

// Idle returns, in words, what took no part in the runs: faults that touched
// nothing, patterns that never acted. Their results say nothing about them.
func Idle(s *Scenario, c *reports.Comparison) []string {
	var faults []string
	for i := range s.Faults {
		faults = append(faults, "fault "+s.Faults[i].Label())
	}
	var acted []reports.Acted
	for _, v := range s.Variants {
		if !ran(c, v.Name) {
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
	return c.Engaged(faults, acted)
}

// ran reports whether a variant is part of a comparison.
func ran(c *reports.Comparison, variant string) bool {
	return slices.ContainsFunc(c.Variants, func(v reports.Variant) bool { return v.Name == variant })
}

// IdleIn is Idle for single runs.
func IdleIn(s *Scenario, runs ...*reports.Summary) []string {
	c := &reports.Comparison{}
	for _, run := range runs {
		c.Variants = append(c.Variants, reports.Variant{Arm: reports.Arm{Name: run.Variant}, Total: *run})
	}
	return Idle(s, c)
}
