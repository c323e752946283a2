package reports

import (
	"fmt"
	"slices"
	"strings"
)

// An Acted says which facts show that a pattern did something in a variant.
type Acted struct {
	Variant string
	Pattern string
	Facts   []string // any of them will do
}

// Engaged returns, in words, what took no part in runs and so makes their
// results vacuous: faults that never began or touched nothing in any
// variant, and patterns that did nothing in any seed of a variant that uses
// them. Faults lists the names of all that the scenario declares; those that are
// not listed but happened are judged as well. Nothing is returned if all engaged.
//
// A fault may touch nothing in one variant: an open breaker sends no message
// that a lossy link could lose. And a pattern need not act in every seed.
func Engaged(runs []*Summary, faults []string, acted []Acted) []string {
	var idle []string
	touched := map[string]int64{}
	began := map[string]int{}
	names := slices.Clone(faults)
	for _, run := range runs {
		for _, f := range run.Faults {
			if began[f.Name] == 0 && !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
			began[f.Name]++
			touched[f.Name] += f.Touched
		}
	}
	for _, name := range names {
		label := strings.TrimPrefix(name, "fault ") // which sets it apart from nodes
		switch {
		case began[name] == 0:
			idle = append(idle, fmt.Sprintf("the fault %s never began", label))
		case touched[name] == 0:
			idle = append(idle, fmt.Sprintf("the fault %s touched nothing", label))
		}
	}
	for _, a := range acted {
		if !a.in(runs) {
			idle = append(idle, fmt.Sprintf("the pattern %s never acted in variant %s (no %s)", a.Pattern, a.Variant, anyOf(a.Facts, "")))
		}
	}
	return idle
}

// in reports whether the pattern did something in one of the runs.
func (a Acted) in(runs []*Summary) bool {
	for _, run := range runs {
		for _, fact := range a.Facts {
			if run.Variant == a.Variant && run.Fact(fact) > 0 {
				return true
			}
		}
	}
	return false
}

// Totals returns what each variant came to, all its runs together.
func (c *Comparison) Totals() []*Summary {
	totals := make([]*Summary, len(c.Variants))
	for i, v := range c.Variants {
		totals[i] = &v.Total
	}
	return totals
}

// JudgeEngaged turns what Engaged found into a verdict.
func JudgeEngaged(idle []string, seeds int) Verdict {
	nothing := MeanInterval(nil)
	v := Verdict{Status: Pass, Left: nothing.Middle, Right: nothing.Middle, Low: nothing.Low, High: nothing.High,
		Seeds: seeds, Words: "every fault touched something and every pattern acted"}
	if len(idle) > 0 {
		v.Status, v.Words = Fail, strings.Join(idle, "; ")
	}
	return v
}
