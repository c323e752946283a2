package language_test

import (
	"regexp"
	"testing"

	"wavetank/patterns"
	"wavetank/scenarios/language"
)

// TestWhateverLastsIsADelay holds the vocabulary to one unit of time: a fact whose
// value is a length of time tells it in nanoseconds, and is reported as a delay. One
// whose value is how many there were is reported as an amount.
func TestWhateverLastsIsADelay(t *testing.T) {
	lasts := regexp.MustCompile(`\(value: (how long|the time|its age|the age)`)
	many := regexp.MustCompile(`\(value: (by )?how many`)
	other := regexp.MustCompile(`\b(milli|micro)seconds?\b`)
	delays := 0
	for _, f := range language.AllFacts() {
		if lasts.MatchString(f.Words()) != (f.Shows == patterns.Delay) {
			t.Errorf("%v is reported as %q: %s", f.Kind, f.Shows, f.Words())
		}
		if many.MatchString(f.Words()) != (f.Shows == patterns.Amount) {
			t.Errorf("%v is reported as %q: %s", f.Kind, f.Shows, f.Words())
		}
		if other.MatchString(f.Words()) {
			t.Errorf("%v tells another unit than nanoseconds: %s", f.Kind, f.Words())
		}
		if f.Shows == patterns.Delay {
			delays++
		}
	}
	if delays < 10 {
		t.Errorf("only %d kinds of facts tell a delay", delays)
	}
}
