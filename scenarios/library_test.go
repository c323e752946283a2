package scenarios

import (
	"testing"

	"wavetank/reports"
)

// fewSeeds are enough to see an expectation fail; that it passes is seen with as
// many seeds as the scenario asks for, by "wavetank compare" in the build.
const fewSeeds = 3

// TestTheLibraryKeepsItsWord holds every scenario of the library to its
// expectations. With few seeds some cannot be decided; none may fail.
func TestTheLibraryKeepsItsWord(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	for _, name := range Library() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := Open(name)
			if err != nil {
				t.Fatal(err)
			}
			c, err := Compare(t.Context(), s, CompareOptions{Seeds: Seeds(1, fewSeeds), Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			Judge(s, c)
			if len(c.Expectations) == 0 {
				t.Error("the scenario expects nothing")
			}
			for _, e := range c.Expectations {
				if e.That == "engaged" { // a fault may touch nothing in a few seeds
					continue
				}
				if s := e.Verdict.Status; s != reports.Pass && s != reports.Inconclusive {
					t.Errorf("%s: %s: %s", s, e.That, e.Verdict.Words)
				}
			}
		})
	}
}
