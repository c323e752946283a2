package breaker

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/sim"
)

// aCall is a completed call as a naive window keeps it: all of them, for ever.
type aCall struct {
	at           sim.Time
	failed, slow bool
}

func count(calls []aCall) (sum Tally) {
	for _, c := range calls {
		sum.add(c.failed, c.slow, 1)
	}
	return sum
}

// compare records random calls and holds the window against what naive finds in
// the whole history.
func compare(t *rapid.T, w window, naive func(history []aCall) Tally) {
	var history []aCall
	now := sim.Time(0)
	for range rapid.IntRange(1, 60).Draw(t, "calls") {
		if rapid.IntRange(0, 19).Draw(t, "clear") == 0 {
			w.clear()
			history = nil
		}
		now = now.Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "gap")))
		c := aCall{now, rapid.Bool().Draw(t, "failed"), rapid.Bool().Draw(t, "slow")}
		history = append(history, c)
		got, want := w.record(c.at, c.failed, c.slow), naive(history)
		if got != want || w.tally() != want {
			t.Fatalf("after %+v: window %+v, tally %+v, history %+v", c, got, w.tally(), want)
		}
	}
}

func TestLastCallsHoldsTheLastN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "window")
		compare(t, &lastCalls{ring: make([]mark, n)}, func(h []aCall) Tally {
			return count(h[max(0, len(h)-n):])
		})
	})
}

func TestLastSlicesHoldsTheLastSlices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, width := rapid.IntRange(1, 6).Draw(t, "slices"), rapid.IntRange(1, 5).Draw(t, "width")
		slice := func(c aCall) int { return int(c.at) / width }
		w := lastSlices{patterns.NewSlices(time.Duration(n*width), n)}
		compare(t, w, func(h []aCall) Tally {
			first := 0
			for slice(h[first]) <= slice(h[len(h)-1])-n {
				first++
			}
			return count(h[first:])
		})
	})
}

func TestStreakHoldsTheCallsSinceTheLastGoodOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		compare(t, &streak{}, func(h []aCall) (run Tally) {
			for i := len(h) - 1; i >= 0 && (h[i].failed || h[i].slow); i-- {
				run.add(true, h[i].slow, 1)
			}
			return run
		})
	})
}

func TestASharesEdgeIsExact(t *testing.T) {
	for _, c := range []struct {
		name        string
		rate        float64
		part, calls int
		want        bool
	}{
		{"three of thirty are ten percent", 0.1, 3, 30, true},
		{"two of thirty are not", 0.1, 2, 30, false},
		{"7 of 25 are 28 percent", 0.28, 7, 25, true},
		{"14 of 25 are 56 percent", 0.56, 14, 25, true},
		{"57 of 100 are 57 percent", 0.57, 57, 100, true},
		{"two of three are two thirds", 2.0 / 3, 2, 3, true},
		{"one of three is not", 2.0 / 3, 1, 3, false},
		{"half of the largest window", 0.5, 50000, 100000, true},
		{"one less than half of it", 0.5, 49999, 100000, false},
		{"everything is everything", 1, 100000, 100000, true},
		{"all but one is not", 1, 99999, 100000, false},
	} {
		if got := shareOf(c.rate).reached(c.part, c.calls); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if single.reached(0, 1000) || !single.reached(1, 1000) || never.reached(1000, 1000) {
		t.Error("a single one of a thousand must be seen, none must not, and never is never")
	}
}
