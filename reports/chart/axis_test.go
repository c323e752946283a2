package chart

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wavetank/reports"
	_ "wavetank/sim/property"
)

func labels(a axis) string {
	var all []string
	for _, t := range a.ticks {
		all = append(all, t.label)
	}
	return strings.Join(all, ", ")
}

func TestLatencyAxisClimbsTheLadder(t *testing.T) {
	for _, test := range []struct {
		name   string
		lo, hi float64
		want   string
	}{
		{"a decade and a half", 0.02, 0.9, "10 ms, 30 ms, 100 ms, 300 ms, 1 s"},
		{"values on rungs stay on them", 0.01, 1, "10 ms, 30 ms, 100 ms, 300 ms, 1 s"},
		{"one value gets a decade around it", 0.05, 0.05, "30 ms, 100 ms, 300 ms"},
		{"from a fifth of a millisecond to a minute", 2e-4, 60,
			"0.1 ms, 0.3 ms, 1 ms, 3 ms, 10 ms, 30 ms, 100 ms, 300 ms, 1 s, 3 s, 10 s, 30 s, 100 s"},
		{"microseconds", 3e-6, 4e-5, "3 µs, 10 µs, 30 µs, 0.1 ms"},
		{"below the ladder", 1e-12, 1e-11, "0.1 µs, 0.3 µs, 1 µs"},
	} {
		if got := labels(latencyAxis(test.lo, test.hi)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestRatioAxisBeginsAtZeroAndHoldsTheHighest(t *testing.T) {
	for _, test := range []struct {
		hi   float64
		want string
	}{
		{0, "0 %, 0.2 %, 0.4 %, 0.6 %, 0.8 %, 1 %"},
		{0.012, "0 %, 0.5 %, 1 %, 1.5 %, 2 %"},
		{0.3, "0 %, 5 %, 10 %, 15 %, 20 %, 25 %, 30 %"},
		{0.31, "0 %, 10 %, 20 %, 30 %, 40 %, 50 %"},
		{0.5001, "0 %, 20 %, 40 %, 60 %, 80 %, 100 %"},
		{1, "0 %, 20 %, 40 %, 60 %, 80 %, 100 %"},
	} {
		if got := labels(ratioAxis(test.hi)); got != test.want {
			t.Errorf("up to %v: %s, want %s", test.hi, got, test.want)
		}
	}
}

func TestTimeAxisHasFewRoundTicks(t *testing.T) {
	for _, test := range []struct {
		duration float64
		want     string
	}{
		{60, "0 s, 5 s, 10 s, 15 s, 20 s, 25 s, 30 s, 35 s, 40 s, 45 s, 50 s, 55 s, 60 s"},
		{0.25, "0 s, 0.05 s, 0.1 s, 0.15 s, 0.2 s, 0.25 s"},
		{86400, "0 s, 10000 s, 20000 s, 30000 s, 40000 s, 50000 s, 60000 s, 70000 s, 80000 s"},
	} {
		if got := labels(timeAxis(test.duration)); got != test.want {
			t.Errorf("%v s: %s, want %s", test.duration, got, test.want)
		}
	}
}

func TestThinnedTicksKeepThePowersOfTen(t *testing.T) {
	a := latencyAxis(3e-3, 1).thinned(100, 20)
	if got := labels(a); got != "10 ms, 100 ms, 1 s" {
		t.Errorf("thinned to %s", got)
	}
}

func TestNumbersAreWrittenAsPeopleSayThem(t *testing.T) {
	for _, test := range []struct{ got, want string }{
		{span(0), "0 s"},
		{span(1e-4), "0.1 ms"},
		{span(0.9999999), "1 s"},
		{precise(0.0902), "90.2 ms"},
		{precise(0.9996), "1.00 s"},
		{precise(1234), "1230 s"},
		{percent(0.24), "24.0 %"},
		{percent(1), "100 %"},
		{percent(0), "0 %"},
		{percent(0.000153), "0.0153 %"},
		{percent(1e-9), "1e-07 %"},
	} {
		if test.got != test.want {
			t.Errorf("%s, want %s", test.got, test.want)
		}
	}
}

// TestWrappingLosesNothing: every line fits, and all letters are still there.
func TestWrappingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		width := rapid.Float64Range(30, 400).Draw(t, "width")
		for _, wrap := range []func(string, float64) []string{labelLetter.wrap, labelLetter.balance} {
			lines := wrap(s, width)
			for _, line := range lines {
				if labelLetter.width(line) > width && len([]rune(line)) > 1 {
					t.Errorf("line %q is wider than %v", line, width)
				}
			}
			bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
			if got := bare(strings.Join(lines, "")); got != bare(printable(s)) {
				t.Errorf("%q became %q", s, got)
			}
		}
	})
}

func TestAUnitStaysWithItsNumber(t *testing.T) {
	got := reports.Words("in 95 % of 30 seeds, 20 ms later (1.9 s).")
	want := []string{"in", "95 %", "of", "30", "seeds,", "20 ms", "later", "(1.9 s)."}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestLettersAreLegible holds every colour of text to a contrast of 4.5:1.
func TestLettersAreLegible(t *testing.T) {
	for _, c := range append(patternColours[:], baselineColour) {
		if got := contrast(legible(c), paper); got < 4500 {
			t.Errorf("%v has a contrast of %d/1000 after darkening", c, got)
		}
	}
}

func TestTheValuesOfASweepLieWhereTheyAre(t *testing.T) {
	for _, test := range []struct {
		name   string
		values []string
		log    bool
		middle float64 // where the second of the values lies
	}{
		{"percentages, though not in order", []string{"5%", "10%", "30%", "90%"}, false, 0.1},
		{"durations that reach far", []string{"1ms", "10ms", "1s"}, true, 0.35},
		{"plain numbers", []string{"4", "5", "8"}, false, 0.27},
		{"words lie side by side", []string{"random", "first", "last"}, false, 0.5},
		{"so do numbers of two sorts", []string{"1ms", "10%", "3"}, false, 0.5},
	} {
		a, places := valueAxis(reports.Axis{Values: test.values})
		if got := a.at(places[1]); a.log != test.log || got < test.middle-0.02 || got > test.middle+0.02 {
			t.Errorf("%s: logarithmic %v, the second at %.3f, want %v", test.name, a.log, got, test.middle)
		}
	}
	if a, _ := valueAxis(reports.Axis{Values: []string{"90%", "10%"}}); labels(a) != "10%, 90%" {
		t.Errorf("ticks %s are not in order", labels(a))
	}
}
