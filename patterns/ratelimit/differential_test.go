package ratelimit

import (
	"testing"
	"testing/synctest"
	"time"

	failsafe "github.com/failsafe-go/failsafe-go/ratelimiter"
	"golang.org/x/time/rate"
	"pgregory.net/rapid"

	"wavetank/sim"
	_ "wavetank/sim/property"
)

// side plays ours beside somebody else's in a bubble: theirs returns how long a
// call that is willing to wait so long has to wait, or false. They may differ by a
// microsecond, where theirs reckon with floats.
func side(t *rapid.T, tb *testing.T, ours *Limiter, theirs func() func(patience time.Duration) (time.Duration, bool)) {
	type act struct{ pause, patience time.Duration }
	acts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) act {
		return act{
			time.Duration(rapid.IntRange(1, 40_000).Draw(t, "µs")) * time.Microsecond,
			ms * time.Duration(rapid.SampledFrom([]int{0, 0, 13, 77}).Draw(t, "patience")),
		}
	}), 1, 60).Draw(t, "calls")
	var difference string
	synctest.Test(tb, func(*testing.T) {
		began, ask := time.Now(), theirs()
		for _, a := range acts {
			time.Sleep(a.pause)
			now := sim.Time(time.Since(began))
			turn, ok := ours.Take(now, a.patience)
			wait, okay := ask(a.patience)
			if gap := turn.At().Sub(now) - wait; ok != okay || ok && (gap > time.Microsecond || gap < -time.Microsecond) {
				difference = time.Duration(now).String() + ": they differ"
				tb.Logf("%v: ours %v %v, theirs %v %v", now, turn.At().Sub(now), ok, wait, okay)
				return
			}
		}
	})
	if difference != "" {
		t.Fatal(difference)
	}
}

func TestItLimitsAsGolangDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := Default()
		c.Rate = rapid.SampledFrom([]float64{40, 64, 125}).Draw(rt, "rate")
		c.Burst = rapid.IntRange(1, 6).Draw(rt, "burst")
		side(rt, t, NewLimiter(c), func() func(time.Duration) (time.Duration, bool) {
			l := rate.NewLimiter(rate.Limit(c.Rate), c.Burst)
			return func(patience time.Duration) (time.Duration, bool) {
				r := l.Reserve()
				if d := r.Delay(); d <= patience {
					return d, true
				}
				r.Cancel()
				return 0, false
			}
		})
	})
}

func fromFailsafe(l failsafe.RateLimiter[any]) func(time.Duration) (time.Duration, bool) {
	return func(patience time.Duration) (time.Duration, bool) {
		d := l.TryReservePermit(patience)
		return d, d >= 0
	}
}

func TestItLimitsAsFailsafeDoes(t *testing.T) {
	t.Run("bursty", func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			c := Default()
			c.Every = 100 * ms
			c.Burst = rapid.IntRange(1, 6).Draw(rt, "burst")
			c.Rate = float64(10 * c.Burst)
			side(rt, t, NewLimiter(c), func() func(time.Duration) (time.Duration, bool) {
				return fromFailsafe(failsafe.NewBursty[any](uint(c.Burst), c.Every))
			})
		})
	})
	// Its smooth limiter has a slot for a call in every interval since it was made:
	// two calls can pass one right after the other, at the end of a slot and at the
	// begin of the next. Ours keeps the distance; a bucket with one place that is
	// filled at the end of every interval does as theirs.
	t.Run("smooth", func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			c := Default()
			c.Every, c.Rate, c.Burst = 20*ms, 50, 1
			side(rt, t, NewLimiter(c), func() func(time.Duration) (time.Duration, bool) {
				return fromFailsafe(failsafe.NewSmooth[any](50, time.Second))
			})
		})
	})
	t.Run("ours keeps the distance", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := Default()
			c.Rule, c.Rate = "leaky-bucket", 50
			ours, theirs := NewLimiter(c), failsafe.NewSmooth[any](50, time.Second)
			var passed [2]int
			for _, at := range []time.Duration{19 * ms, 21 * ms} {
				if _, ok := ours.Take(sim.Time(at), 0); ok {
					passed[0]++
				}
				time.Sleep(at - passedTime(at))
				if theirs.TryAcquirePermit() {
					passed[1]++
				}
			}
			if passed != [2]int{1, 2} {
				t.Errorf("ours and theirs let %v pass", passed)
			}
		})
	})
}

// passedTime is what has been slept before a call at that time.
func passedTime(at time.Duration) time.Duration {
	if at == 21*ms {
		return 19 * ms
	}
	return 0
}
