package breaker

import (
	"testing"
	"time"

	"wavetank/patterns"
	"wavetank/sim"
)

// waits returns the first n waits of a breaker whose every call fails.
func waits(key sim.Key, n int) (all []time.Duration) {
	c := Default()
	consecutive(1)(&c)
	c.OpenJitter = 0.2
	b, now := New(c, key), sim.Time(0)
	for range n {
		p, _ := b.Allow(now)
		b.Done(now, p, patterns.Failure, 0)
		all = append(all, b.Until().Sub(now))
		now = b.Until()
	}
	return all
}

func TestJitterSpreadsEvenly(t *testing.T) {
	var breakers, openings []time.Duration
	for i := range 1000 {
		breakers = append(breakers, waits(sim.KeyOf("caller").Mix(uint64(i)), 1)...)
	}
	openings = waits(sim.KeyOf("caller"), 1000)
	for _, crowd := range []struct {
		name  string
		waits []time.Duration
	}{{"a thousand breakers", breakers}, {"a thousand openings of one", openings}} {
		var low, high int
		for _, d := range crowd.waits {
			switch {
			case d < 8*time.Second || d > 12*time.Second:
				t.Fatalf("%s: open for %v, outside 10s ± 20%%", crowd.name, d)
			case d < 9*time.Second:
				low++
			case d > 11*time.Second:
				high++
			}
		}
		if low < 200 || low > 300 || high < 200 || high > 300 {
			t.Errorf("%s: %d waits lie in the lowest quarter and %d in the highest", crowd.name, low, high)
		}
	}
}

func TestTheSameKeyRepeatsItsJitter(t *testing.T) {
	a, b, other := waits(7, 5), waits(7, 5), waits(8, 5)
	for i := range a {
		if a[i] != b[i] || a[i] == other[i] {
			t.Errorf("opening %d: the same key waited %v and %v, another %v", i, a[i], b[i], other[i])
		}
	}
}
