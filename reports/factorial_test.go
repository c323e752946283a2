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

func TestEffectsAreContrasts(t *testing.T) {
	f := arms(t, [4]int64{500, 300, 400, 250})
	for _, want := range []struct {
		patterns string
		effect   float64
	}{
		{"a", (-0.200 - 0.150) / 2}, {"b", (-0.100 - 0.050) / 2}, {"a b", 0.250 - 0.300 - 0.400 + 0.500},
	} {
		for _, e := range f.Effects {
			if e.Metric == "error_rate" && strings.Join(e.Patterns, " ") == want.patterns && math.Abs(e.Middle-want.effect) > 1e-12 {
				t.Errorf("%s: %v, want %v", want.patterns, e.Middle, want.effect)
			}
		}
	}
	if e := f.Effects[0]; e.Interval.Pairs != 10 || e.Verdict != Better {
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
		if strings.Contains(f.Finding(), "A and b are "+test.mark) != p.Harmful {
			t.Errorf("%v: %s", test.failed, f.Finding())
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
	if !strings.Contains(numbers.String(), "error_rate,a+b,0.25,0.25,0.25,10,worse\n") {
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

func TestAFloorIsNoHarm(t *testing.T) {
	for _, test := range []struct {
		failed [4]int64
		words  string
	}{
		{[4]int64{400, 0, 0, 0}, "floor: none falls below zero"},
		{[4]int64{400, 300, 300, 300}, "worse than the sum"},
	} {
		f := arms(t, test.failed)
		for _, e := range f.Effects {
			if e.Metric == "error_rate" && len(e.Patterns) == 2 && e.Words() != test.words {
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
