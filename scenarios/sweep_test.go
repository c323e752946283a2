package scenarios

import (
	"context"
	"errors"
	"slices"
	"testing"

	"wavetank/reports"
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
	for _, text := range []string{"", "key", "=1", "key=", "key=1,,2", "a b=1"} {
		if a, err := ParseAxis(text); err == nil {
			t.Errorf("%q is accepted: %+v", text, a)
		}
	}
}

func TestAGridHasEveryCombination(t *testing.T) {
	g, err := OpenGrid(sweetSpot, axis(t, "seeds=1,2,3"), axis(t, "duration=25s,26s"))
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range g.Scenarios {
		if s.Seeds != 1+i/2 || s.Duration.Seconds() != float64(25+i%2) {
			t.Errorf("point %d: %d seeds, %v", i, s.Seeds, s.Duration)
		}
	}
	many := axis(t, "seeds=1,2,3,4,5,6,7,8,9,10,11")
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
