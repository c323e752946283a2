package reports

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

// arms compares all subsets of a and b, in which so many of a thousand requests fail.
func arms(t *testing.T, failed [4]int64) *Factorial {
	t.Helper()
	info := Info{Scenario: "x", Variants: []Arm{{Name: "none"}, {Name: "a"}, {Name: "b"}, {Name: "a+b"}}}
	var runs []*Summary
	for seed := range uint64(10) {
		for i, v := range info.Variants {
			n := failed[i] + int64(seed)*3 // luck that all arms share
			runs = append(runs, outcome{ok: 1000 - n, failed: n, latency: time.Millisecond}.summary(v.Name, seed))
		}
	}
	f, err := NewFactorial(mustCompare(t, info, runs), []string{"a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEffectsAreFactors(t *testing.T) {
	f := arms(t, [4]int64{500, 250, 400, 100})
	odds := func(failed, seed int) float64 {
		n := float64(failed + 3*seed)
		return math.Log((n + 0.5) / (1000.5 - n))
	}
	for _, want := range []struct {
		patterns string
		factor   func(seed int) float64 // its logarithm
	}{
		{"a", func(s int) float64 { return (odds(250, s) - odds(500, s) + odds(100, s) - odds(400, s)) / 2 }},
		{"b", func(s int) float64 { return (odds(400, s) - odds(500, s) + odds(100, s) - odds(250, s)) / 2 }},
		{"a b", func(s int) float64 { return odds(100, s) - odds(250, s) - odds(400, s) + odds(500, s) }},
	} {
		mean := 0.0
		for seed := range 10 {
			mean += want.factor(seed) / 10
		}
		for _, e := range f.Effects {
			if e.Metric == "error_rate" && strings.Join(e.Patterns, " ") == want.patterns && math.Abs(e.Middle-math.Exp(mean)) > 1e-9 {
				t.Errorf("%s: %v, want %v", want.patterns, e.Middle, math.Exp(mean))
			}
		}
	}
	if e := f.Effects[0]; e.Interval.Pairs != 10 || e.Verdict != Better || e.Low <= 0 {
		t.Errorf("%+v", e)
	}
}

func TestPairsThatAreHarmfulTogetherAreMarked(t *testing.T) {
	for _, test := range []struct {
		failed [4]int64
		mark   string
	}{
		{[4]int64{500, 300, 400, 250}, BetterTogether},
		{[4]int64{500, 300, 400, 450}, HarmfulTogether},
		{[4]int64{500, 300, 400, 350}, WorseThanOne},
		{[4]int64{500, 300, 400, 300}, NoMark},
		{[4]int64{500, 300, 400, 301}, NoMark}, // sure, and nothing to care about
		{[4]int64{100, 300, 100, 300}, WorseThanOne},
	} {
		f := arms(t, test.failed)
		p := f.Pairs[0]
		if p.Mark != test.mark || p.Harmful != (test.mark == HarmfulTogether || test.mark == WorseThanOne) {
			t.Errorf("%v: %+v, want %s", test.failed, p, test.mark)
		}
		if strings.Contains(f.Finding(), "The patterns a and b are "+test.mark) != p.Harmful {
			t.Errorf("%v: %s", test.failed, f.Finding())
		}
	}
}

// TestAFactorialSaysWhichSubsetsKeepTheSLO before what is best.
func TestAFactorialSaysWhichSubsetsKeepTheSLO(t *testing.T) {
	f := arms(t, [4]int64{500, 250, 400, 100})
	for rate, want := range map[float64]string{0.2: "The SLO (errors 20 %) is kept with a+b. Best with a+b: ", 0.05: "No subset keeps the SLO (errors 5 %). Best with ", 0.9: "Every subset keeps the SLO (errors 90 %). Best with "} {
		if f.SLO, f.Stated = &(SLO{ErrorRate: rate}), true; !strings.HasPrefix(f.Finding(), want) {
			t.Errorf("%s", f.Finding())
		}
	}
}

func TestThePairsThatHarmBesideTheWorstAreTold(t *testing.T) {
	f := arms(t, [4]int64{400, 100, 100, 500})
	for _, x := range []struct{ a, want string }{
		{"", "The patterns a and b are harmful together (40.0 points, 95 % 40.0–40.0 points)."}, {"c", "; so are c and d."}, {"e", "; so are 2 more pairs."},
	} {
		if x.a != "" {
			less := f.Pairs[0]
			less.A, less.B = x.a, "d"
			less.Gap.Middle /= 2
			f.Pairs = append([]Pair{less}, f.Pairs...)
		}
		if got := f.Finding(); !strings.Contains(got, x.want) {
			t.Errorf("got  %s\nwant %s", got, x.want)
		}
	}
}

func TestAFactorialIsWritten(t *testing.T) {
	f := arms(t, [4]int64{500, 300, 400, 450})
	var table, numbers bytes.Buffer
	if err := f.WriteTable(&table, Screen{Details: true}); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteEffectsCSV(&numbers); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(table.String(), "a × b") || !strings.Contains(table.String(), "harmful together") {
		t.Errorf("%s", &table)
	}
	if !strings.Contains(numbers.String(), "error_rate,a+b,2.8") || !strings.Contains(numbers.String(), ",10,worse,false\n") {
		t.Errorf("%s", &numbers)
	}
	data, err := json.Marshal(f)
	if err != nil || !strings.Contains(string(data), `"mark":"harmful together","harmful":true`) {
		t.Errorf("%v: %.300s", err, data)
	}
	if _, err := NewFactorial(f.Comparison, []string{"a"}); err == nil {
		t.Error("four arms pass for two")
	}
}

// TestWhatIsLeftToGainIsNoHarm: two patterns that take the same errors away, be it all of
// them, do less than their product; only one that is worse than the other alone harms.
func TestWhatIsLeftToGainIsNoHarm(t *testing.T) {
	for _, test := range []struct {
		failed [4]int64
		words  string
	}{
		{[4]int64{400, 0, 0, 0}, "overlap"},
		{[4]int64{400, 300, 300, 300}, "overlap"},
		{[4]int64{400, 300, 200, 200}, "overlap"},
		{[4]int64{400, 300, 200, 250}, Worse},
		{[4]int64{400, 300, 300, 100}, Better},
	} {
		f := arms(t, test.failed)
		for _, e := range f.Effects {
			if e.Metric == "error_rate" && len(e.Patterns) == 2 && (e.Words() != test.words || e.Overlap != (test.words == "overlap")) {
				t.Errorf("%v: %q, want %q", test.failed, e.Words(), test.words)
			}
		}
	}
	if got := arms(t, [4]int64{400, 0, 0, 0}).Finding(); !strings.HasPrefix(got, "Best with a alone: error rate") {
		t.Error(got)
	}
	if got := arms(t, [4]int64{400, 300, 300, 200}).Finding(); !strings.HasPrefix(got, "Best with a+b: error rate") {
		t.Error(got)
	}
}
