package reference

import (
	"math"
	"testing"
)

func TestASampleKnowsItsError(t *testing.T) {
	var s Sample
	for _, x := range []float64{2, 4, 4, 4, 5, 5, 7, 9} { // variance 32/7
		s.Add(x)
	}
	Near(t, "mean", s.Mean(), 5, 1e-12)
	Near(t, "standard error", s.Error(), math.Sqrt(32./7/8), 1e-12)
	s.Near(t, "mean", 5+3.4*s.Error(), 0)
}

// A failure is a test that remembers whether it failed.
type failure struct {
	testing.TB
	failed bool
}

func (f *failure) Errorf(string, ...any) { f.failed = true }
func (f *failure) Logf(string, ...any)   {}
func (f *failure) Helper()               {}

func TestWhatIsFarOffFails(t *testing.T) {
	for _, c := range []struct {
		got, want, tolerance float64
		fails                bool
	}{{1, 1.1, 0.2, false}, {1, 1.1, 0.05, true}, {math.NaN(), 1, 1, true}} {
		f := &failure{TB: t}
		if Near(f, "x", c.got, c.want, c.tolerance); f.failed != c.fails {
			t.Errorf("%+v: failed is %v", c, f.failed)
		}
	}
}
