package storm

import (
	"fmt"
	"strings"

	"wavetank/scenarios"
)

// sentences tells a storm, a fault a line.
func sentences(storm []scenarios.Fault) string {
	if len(storm) == 0 {
		return "  no fault at all\n"
	}
	var b strings.Builder
	for i := range storm {
		fmt.Fprintf(&b, "  %d. %s\n", i+1, storm[i].Sentence())
	}
	return b.String()
}

// tell returns what a test says that found a violation.
func (r *runner) tell(name string, report *Report) string {
	f := report.Failure
	return fmt.Sprintf("storm %d (seed %d) breaks a property:\n%v\n\nThe storm:\n%s", report.Runs, f.Seed, f.Violation, sentences(f.Storm))
}
