package reports

import (
	"strings"
	"testing"
	"time"

	"wavetank/sim"
)

// grid is a sweep of two knobs: one touches two of its three arms, the other one of them.
func grid(t *testing.T) *Sweep {
	t.Helper()
	arms := []Arm{{Name: "both"}, {Name: "none"}, {Name: "breaker"}}
	s := &Sweep{
		Info:  Info{Variants: arms},
		Axes:  []Axis{{Key: "patterns.retry.attempts", Values: []string{"2", "3"}}, {Key: "patterns.breaker.window", Values: []string{"10", "20"}}},
		Still: map[string][]bool{"none": {true, true}, "breaker": {true, false}},
	}
	for range 4 {
		var runs []*Summary
		for _, arm := range arms {
			tape := newTape()
			for i := range 10 {
				tape.request("users", time.Duration(i)*sec, 10*time.Millisecond, sim.RequestOK, 10*sec)
			}
			sum := tape.play(Options{Duration: 10 * sec, Loads: []string{"users"}})
			sum.Variant, sum.Seed = arm.Name, 1
			runs = append(runs, sum)
		}
		c, err := Compare(s.Info, runs)
		if err != nil {
			t.Fatal(err)
		}
		s.Points = append(s.Points, c)
	}
	return s
}

// TestASweepPutsArmsTogetherThatTheSameKnobsTouch: the points of an arm stand side by side,
// and are not torn apart by those that a knob does not touch.
func TestASweepPutsArmsTogetherThatTheSameKnobsTouch(t *testing.T) {
	s := grid(t)
	var b strings.Builder
	if err := s.WriteTable(&b, Screen{Width: 200}); err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(b.String(), "\n\n")
	want := `
retry.    breaker.
attempts  window    variant  seeds  error rate      p99  goodput
any       any       none         1         0 %  10.0 ms   1.00/s
any       10        breaker      1         0 %  10.0 ms   1.00/s
any       20        breaker      1         0 %  10.0 ms   1.00/s
2         10        both         1         0 %  10.0 ms   1.00/s
2         20        both         1         0 %  10.0 ms   1.00/s
3         10        both         1         0 %  10.0 ms   1.00/s
3         20        both         1         0 %  10.0 ms   1.00/s
`
	if table = "\n" + table; table != want {
		t.Errorf("the table is%s", table)
	}
	var page strings.Builder
	if err := (&Brief{Table: s.BriefTable()}).WriteMarkdown(&page); err != nil {
		t.Fatal(err)
	}
	if want := "| any | any | none | 1 | 0 % | 10.0 ms | 1.00/s |\n| any | 10 | breaker | 1 |"; !strings.Contains(page.String(), want) {
		t.Errorf("no %q in\n%s", want, &page)
	}
}
