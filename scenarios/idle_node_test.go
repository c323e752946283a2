package scenarios

import (
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/sim"
)

// TestANodeThatNobodyCallsShiftsNoStream: draws belong to names, and not to places among the
// participants, so that a scenario with one more node before all others has the same runs.
func TestANodeThatNobodyCallsShiftsNoStream(t *testing.T) {
	for _, name := range Library() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := Source(name)
			if err != nil {
				t.Fatal(err)
			}
			at := strings.Index(string(text), "\n[nodes.") + 1
			if at == 0 {
				t.Skip("no table of a node")
			}
			runs := make(map[string]string)
			for _, idle := range []string{"", "[nodes.aside]\nroutes.rest = { work = \"1ms\" }\n"} {
				s, err := Parse(name+".toml", []byte(string(text[:at])+idle+string(text[at:])))
				if err != nil {
					t.Fatal(err)
				}
				s.Duration = min(s.Duration, s.Warmup+s.Duration/3)
				for _, v := range s.Variants {
					sum, err := Run(t.Context(), s, v.Name, 7, sim.Limits{})
					if err != nil {
						t.Fatal(err)
					}
					var told strings.Builder
					sum.Digest, sum.Places = "", nil // which know how many there are
					if err := reports.JSON(reports.Results{Runs: []*reports.Summary{sum}})(&told); err != nil {
						t.Fatal(err)
					}
					if before, again := runs[v.Name]; again && before != told.String() {
						t.Errorf("%s is another run", v.Name)
					}
					runs[v.Name] = told.String()
				}
			}
		})
	}
}
