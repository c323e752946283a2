package scenarios

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"wavetank/reports"
	"wavetank/sim"
)

func axis(t *testing.T, text string) reports.Axis {
	t.Helper()
	a, err := ParseAxis(text)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func sweetSpot(set ...Setting) (*Scenario, error) { return OpenWith("breaker-sweet-spot", set...) }

func TestAnAxisIsAKeyAndItsValues(t *testing.T) {
	a := axis(t, `links."a -> b".latency=1ms, "hyperexp 90% 1ms, 10% 9ms",exp 2ms`)
	if a.Key != `links."a -> b".latency` || !slices.Equal(a.Values, []string{"1ms", `"hyperexp 90% 1ms, 10% 9ms"`, "exp 2ms"}) {
		t.Errorf("%+v", a)
	}
	if b := axis(t, `variants.with=["x","y"],[]`); len(b.Values) != 2 || b.Values[0] != `["x","y"]` || b.Name() != "with" {
		t.Errorf("%+v", b)
	}
	for _, text := range []string{"", "key", "=1", "key=", "key=1,,2", "a b=1", "seeds=1,2", "title=a,b", "expect.1.that=a,b", "k=1,1", "k=50%,0.5", "k=1s,1000ms", "k=10%..90%", "k=1..3/9", "k=0s..1s log 5", "k=1s..5/3", "k=5%..5%/2", "k=1..2/1000", "k=1..101", "k=1..2.5", "k=1s..4s", "k=1..4s", "k=3..3", "k=1..1e300"} {
		if a, err := ParseAxis(text); err == nil {
			t.Errorf("%q is accepted: %+v", text, a)
		}
	}
}

func TestRangesAreValuesAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"10%..90%/9":     "10% 20% 30% 40% 50% 60% 70% 80% 90%",
		"1ms..1s log 7":  "1ms 3.16ms 10ms 31.6ms 100ms 316ms 1s",
		"1..9/5":         "1 3 5 7 9",
		"1..4":           "1 2 3 4",
		"2..-1, 9":       "-1 0 1 2 9",
		"1..64 log 7":    "1 2 4 8 16 32 64",
		"100/s..400/s/4": "100/s 200/s 300/s 400/s",
		"0.5..0.1/3":     "0.5 0.3 0.1",
		"5ms, 1s..2s/3":  "5ms 1s 1.5s 2s",
		"0s..30m/4":      "0s 10m0s 20m0s 30m",
		"uniform 1s..2s": "uniform 1s..2s",
		"50%, 10%,90%":   "10% 50% 90%",
		"9,5,1":          "9 5 1",
		"9,fast,1":       "9 fast 1",
	} {
		if a := axis(t, "k="+text); strings.Join(a.Values, " ") != want || a.Log != strings.Contains(text, "log") {
			t.Errorf("%s: %q, log %v", text, a.Values, a.Log)
		}
	}
}

func TestAGridIsRefusedThatTellsNothing(t *testing.T) {
	twice := axis(t, "patterns.breaker.window=10,20")
	for want, axes := range map[string][]reports.Axis{
		"both axes are patterns.breaker.window": {twice, axis(t, `patterns."breaker".window=30,40`)},
		"no variant is any different":           {{Key: "slo.error_rate", Values: []string{"1%", "10/1000"}}},
	} {
		if _, err := OpenGrid(sweetSpot, axes...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, without %q", err, want)
		}
	}
}

// TestAnArmThatTheKnobCannotTouchIsRunOnce counts the runs of a sweep.
func TestAnArmThatTheKnobCannotTouchIsRunOnce(t *testing.T) {
	g, err := OpenGrid(sweetSpot, axis(t, "patterns.breaker.failure_rate=20%,50%,80%"), axis(t, "loads.shoppers.rate=2/s,3/s"))
	if err != nil {
		t.Fatal(err)
	}
	if err := g.RankBy([]string{"p99", "nodes.no-such.busy"}); err == nil || !strings.Contains(err.Error(), `no node "no-such"`) {
		t.Error(err)
	}
	var lock sync.Mutex
	runs := map[string]int{}
	run := func(ctx context.Context, s *Scenario, variant string, seed uint64, limits sim.Limits) (*reports.Summary, error) {
		lock.Lock()
		runs[variant]++
		lock.Unlock()
		return Run(ctx, s, variant, seed, limits)
	}
	s, err := Sweep(context.Background(), g, CompareOptions{Seeds: Seeds(1, 2), Run: run})
	if err != nil {
		t.Fatal(err)
	}
	if runs["without"] != 4 || runs["with"] != 12 || !slices.Equal(s.Still["without"], []bool{true, false}) || slices.Contains(s.Still["with"], true) {
		t.Errorf("runs %v, untouched %v", runs, s.Still)
	}
	for i, point := range s.Points {
		if a, b := point.Variants[0].Runs[1].Digest, s.Points[i%2].Variants[0].Runs[1].Digest; a != b || len(point.Seeds) != 2 {
			t.Errorf("point %d: the arm without the pattern came to %s, and to %s", i, a, b)
		}
	}
}

func TestAGridHasEveryCombination(t *testing.T) {
	g, err := OpenGrid(sweetSpot, axis(t, "warmup=1s,2s,3s"), axis(t, "duration=25s,26s"))
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range g.Scenarios {
		if s.Warmup.Seconds() != float64(1+i/2) || s.Duration.Seconds() != float64(25+i%2) {
			t.Errorf("point %d: %v warm-up, %v", i, s.Warmup, s.Duration)
		}
	}
	many := axis(t, "warmup=1s..11s/11")
	for _, axes := range [][]reports.Axis{nil, {many, many, many}, {many, {Key: "duration", Values: many.Values}}} {
		if _, err := OpenGrid(sweetSpot, axes...); err == nil {
			t.Errorf("%d axes are accepted", len(axes))
		}
	}
}

// TestTooSensitiveAndTooLenientAreTheEndsOfAU pins what breaker-sweet-spot says.
func TestTooSensitiveAndTooLenientAreTheEndsOfAU(t *testing.T) {
	g, err := OpenGrid(sweetSpot, axis(t, "patterns.breaker.failure_rate=10%,40%,90%"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := Sweep(context.Background(), g, CompareOptions{Seeds: Seeds(1, 6)})
	if err != nil {
		t.Fatal(err)
	}
	if !s.IsU("with") || s.IsU("without") {
		t.Errorf("no U: %s", s.Finding())
	}
	lenient, without := s.At(2, "with", "error_rate").Middle, s.At(2, "without", "error_rate").Middle
	if lenient < without*0.95 {
		t.Errorf("too lenient a breaker has %v errors, none at all %v: it should make no difference", lenient, without)
	}
}

func TestASweepCutShortStillCoversTheGrid(t *testing.T) {
	g, err := OpenGrid(sweetSpot, axis(t, "loads.shoppers.rate=1/s,2/s"), axis(t, "duration=21s"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s, err := Sweep(ctx, g, CompareOptions{Seeds: Seeds(1, 50), Jobs: 1, Progress: func(done, total int) {
		if total != 100 {
			t.Errorf("%d jobs", total)
		}
		if done == 5 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || s == nil || s.Seeds() != 2 || len(s.Points[0].Seeds) != 3 {
		t.Fatalf("%v: %+v", err, s)
	}
}
