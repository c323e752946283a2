package reports

import "testing"

// TestAnInvariantIsHeldOnceSomethingCouldViolateIt counts runs of which each says,
// or not, that nothing could.
func TestAnInvariantIsHeldOnceSomethingCouldViolateIt(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"why", "why"}, "why"},
		{[]string{"", "why"}, ""},
		{[]string{"why", "", "why"}, ""},
	} {
		var runs []Run
		for _, words := range c.words {
			runs = append(runs, Run{Judged: []Judged{{Invariant: "x", Words: words}}})
		}
		if got := tallies("with", runs); len(got) != 1 || got[0].Words != c.want || got[0].Broken != 0 {
			t.Errorf("%q: %+v", c.words, got)
		}
	}
}
