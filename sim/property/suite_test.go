package property

import (
	"testing"

	"pgregory.net/rapid"
)

// larger is code to hold against laws: the larger of two numbers.
type larger func(a, b int) int

var suite = Suite[larger]{
	Sound: func(a, b int) int { return max(a, b) },
	Laws: []Law[larger]{
		{"it is one of the two", func(t *rapid.T, f larger) {
			a, b := rapid.Int().Draw(t, "a"), rapid.Int().Draw(t, "b")
			if got := f(a, b); got != a && got != b {
				t.Fatalf("of %d and %d it is %d", a, b, got)
			}
		}},
		{"it is not below either", func(t *rapid.T, f larger) {
			a, b := rapid.Int().Draw(t, "a"), rapid.Int().Draw(t, "b")
			if got := f(a, b); got < a || got < b {
				t.Fatalf("of %d and %d it is %d", a, b, got)
			}
		}},
	},
	Mutants: []Mutant[larger]{
		{"the first is taken", "it is not below either", Instead[larger](func(a, _ int) int { return a })},
		{"it is one more", "it is one of the two", func(f *larger) {
			sound := *f
			*f = func(a, b int) int { return sound(a, b) + 1 }
		}},
	},
	Times: 2,
}

func TestLaws(t *testing.T) { suite.Run(t) }

// TestSoundCodeIsNoMutant: what keeps a law is not found out, so that a suite with
// such a mutant fails.
func TestSoundCodeIsNoMutant(t *testing.T) {
	for _, l := range suite.Laws {
		if checks, broken := Breaks(t, 500, func(t *rapid.T) { l.Hold(t, suite.Sound) }); broken {
			t.Errorf("%s: broken after %d checks", l.Name, checks)
		}
	}
}

func TestBreaksLeavesTheFlagsAsTheyWere(t *testing.T) {
	checks := 0
	Breaks(t, 7, func(*rapid.T) { checks++ })
	if want := 7; checks != want && checks != want/5 {
		t.Errorf("%d checks, want %d", checks, want)
	}
	before := checks
	rapid.Check(t, func(*rapid.T) { checks++ })
	if checks-before < 10 {
		t.Errorf("%d checks after it", checks-before)
	}
}
