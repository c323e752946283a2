package lint_test

import (
	"regexp"
	"strings"
	"testing"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/scenarios/lint"
	"wavetank/sim"
)

// never finds what says that a pattern will not act at all.
var never = regexp.MustCompile(`can never|never has enough|too few calls in the whole run|never seen enough|would hedge when|drops nobody`)

// TestWhatCanNeverActDoesNot runs every scenario of the rules of which is said that a
// pattern cannot act, with a hang and a slow-down as well, and looks.
func TestWhatCanNeverActDoesNot(t *testing.T) {
	ran := 0
	for _, r := range rules {
		if !never.MatchString(r.what) {
			continue
		}
		t.Run(r.name, func(t *testing.T) {
			text := strings.Replace(base, r.old, r.yes, 1) + r.add
			hangs, slows := "at = '20s'; for = '5s'", "at = '35s'; for = '10s'"
			if strings.Contains(text, `duration = "10s"`) {
				hangs, slows = "at = '6s'; for = '1s'", "at = '8s'; for = '1s'"
			}
			text += hang(hangs) + strings.Replace(hang(slows), `"hang"`, "\"slow\"\nfactor = 50", 1)
			s, err := scenarios.Parse("x.toml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			v := s.Variants[len(s.Variants)-1]
			said := ""
			for _, n := range lint.Variant(s, v) {
				if strings.Contains(n.What, r.what) {
					said = n.String()
				}
			}
			if said == "" {
				t.Skip("with such faults it can act")
			}
			ran++
			sum, err := scenarios.Run(t.Context(), s, v.Name, 1, sim.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range v.Patterns {
				if idle := strings.Join(scenarios.Idle(s, []*reports.Summary{sum}), "\n"); !strings.Contains(idle, name) {
					t.Errorf("%s acted, though: %s\nidle: %s", name, said, idle)
				}
			}
		})
	}
	if ran < 12 {
		t.Errorf("only %d were tried", ran)
	}
}

// TestALimitThatNeverMovesDoesNot looks at the one rule about acting in a special way.
func TestALimitThatNeverMovesDoesNot(t *testing.T) {
	for samples, never := range map[string]bool{"4000": true, "100": false} {
		s, err := scenarios.Parse("x.toml", []byte(base+pattern("adaptive-limit", "svc", "law = 'aimd'; threshold = '1ms'; window = '100ms'; samples = "+samples)))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := scenarios.Run(t.Context(), s, "with", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Contains(told(lint.Variant(s, s.Variants[1])), "never moves")
		if moved := sum.Fact("limit.moved") > 0; moved == never || said != never {
			t.Errorf("samples %s: it moves %v, and that it never does is said %v", samples, moved, said)
		}
	}
}
