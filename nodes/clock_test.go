package nodes_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
)

// pass lets true time go on.
func pass(t rapid.TB, w *sim.World, d time.Duration) {
	t.Helper()
	if err := w.Run(w.Now().Add(d)); err != nil {
		t.Fatal(err)
	}
}

func TestWhatAClockShows(t *testing.T) {
	const sec = time.Second
	for _, c := range []struct {
		name   string
		config nodes.ClockConfig
		play   func(t *testing.T, w *sim.World, c *nodes.Clock)
		want   string // wall, monotonic
	}{
		{"a clock without faults shows true time", nodes.ClockConfig{},
			func(t *testing.T, w *sim.World, c *nodes.Clock) { pass(t, w, 10*sec) }, "10s 10s"},
		{"an offset is the wall clock's alone", nodes.ClockConfig{Offset: -15 * sec},
			func(t *testing.T, w *sim.World, c *nodes.Clock) { pass(t, w, 10*sec) }, "-5s 10s"},
		{"a drift is of both", nodes.ClockConfig{Offset: sec, Drift: 200},
			func(t *testing.T, w *sim.World, c *nodes.Clock) { pass(t, w, 1000*sec) }, "16m41.2s 16m40.2s"},
		{"a tiny drift adds up", nodes.ClockConfig{Drift: -0.001},
			func(t *testing.T, w *sim.World, c *nodes.Clock) { pass(t, w, 1000*sec) }, "16m39.999999s 16m39.999999s"},
		{"a step is the wall clock's alone", nodes.ClockConfig{},
			func(t *testing.T, w *sim.World, c *nodes.Clock) { pass(t, w, 10*sec); c.Step(-3 * sec) }, "7s 10s"},
		{"the undo of a step sets the clock right", nodes.ClockConfig{},
			func(t *testing.T, w *sim.World, c *nodes.Clock) {
				undo := c.Step(time.Hour)
				pass(t, w, 10*sec)
				undo()
			}, "10s 10s"},
		{"a drift begins without a jump", nodes.ClockConfig{},
			func(t *testing.T, w *sim.World, c *nodes.Clock) { pass(t, w, 10*sec); c.Drift(100_000) }, "10s 10s"},
		{"the undo of a drift leaves the error that built up", nodes.ClockConfig{},
			func(t *testing.T, w *sim.World, c *nodes.Clock) {
				undo := c.Drift(100_000)
				pass(t, w, 10*sec)
				undo()
				pass(t, w, 10*sec)
			}, "21s 21s"},
		{"drifts add up, and are undone in any order", nodes.ClockConfig{Drift: 1000},
			func(t *testing.T, w *sim.World, c *nodes.Clock) {
				first, second := c.Drift(2000), c.Drift(-5000)
				pass(t, w, 10*sec)
				first()
				pass(t, w, 10*sec)
				second()
				pass(t, w, 10*sec)
			}, "29.95s 29.95s"},
		{"a clock never stands still", nodes.ClockConfig{Drift: -5_000_000},
			func(t *testing.T, w *sim.World, c *nodes.Clock) { pass(t, w, 10*sec) }, "1s 1s"},
		{"a clock whose drift is beyond all bounds stays within them", nodes.ClockConfig{Drift: nodes.PPM(math.Inf(1))},
			func(t *testing.T, w *sim.World, c *nodes.Clock) { pass(t, w, sec) }, "10s 10s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := sim.New(sim.Config{})
			clock := nodes.NewClock(w, c.config)
			c.play(t, w, clock)
			if got := fmt.Sprint(clock.Wall(), clock.Monotonic()); got != c.want {
				t.Errorf("shows %s, want %s", got, c.want)
			}
		})
	}
}

func TestAClockCountsWhoReadsIt(t *testing.T) {
	c := nodes.NewClock(sim.New(sim.Config{}), nodes.ClockConfig{})
	c.Step(time.Second)()
	c.Drift(1)()
	c.Wall()
	c.Monotonic()
	c.Elapse(time.Second)
	if c.Reads() != 3 || c.WallReads() != 1 {
		t.Errorf("%d readings and %d of the wall clock, want 3 and 1", c.Reads(), c.WallReads())
	}
}

// The model adds up fractions that have no limit.
func TestAClockIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ppb := rapid.Int64Range(-500_000_000, 3_000_000_000) // parts per billion
		w := sim.New(sim.Config{})
		drift := ppb.Draw(t, "drift")
		offset := time.Duration(rapid.Int64Range(-int64(100*time.Hour), int64(100*time.Hour)).Draw(t, "offset"))
		c := nodes.NewClock(w, nodes.ClockConfig{Offset: offset, Drift: nodes.PPM(float64(drift) / 1000)})
		exact := new(big.Int) // billionths of a nanosecond
		var undo []func()
		last := nodes.Ticks(0)
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				if rapid.Bool().Draw(t, "look") {
					return
				}
				ticks := new(big.Int).Div(exact, big.NewInt(1e9)).Int64()
				if got := c.Monotonic(); got != nodes.Ticks(ticks) || got < last {
					t.Fatalf("the monotonic clock shows %d after %d, want %d", got, last, ticks)
				}
				last = nodes.Ticks(ticks)
				if got := c.Wall(); got != nodes.Reading(ticks).Add(offset) {
					t.Fatalf("the wall clock shows %d, want %d", got, ticks+int64(offset))
				}
			},
			"time passes": func(t *rapid.T) {
				d := rapid.Int64Range(0, int64(1000*time.Hour)).Draw(t, "span")
				pass(t, w, time.Duration(d))
				rate := min(max(1e9+drift, 1e8), 1e10)
				exact.Add(exact, new(big.Int).Mul(big.NewInt(d), big.NewInt(rate)))
			},
			"the clock is set": func(t *rapid.T) {
				by := time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(t, "by"))
				back := c.Step(by)
				offset += by
				undo = append(undo, func() { back(); offset -= by })
			},
			"the clock drifts": func(t *rapid.T) {
				add := ppb.Draw(t, "add")
				back := c.Drift(nodes.PPM(float64(add) / 1000))
				drift += add
				undo = append(undo, func() { back(); drift -= add })
			},
			"a fault ends": func(t *rapid.T) {
				if len(undo) == 0 {
					t.Skip("no fault")
				}
				i := rapid.IntRange(0, len(undo)-1).Draw(t, "which")
				undo[i]()
				undo = append(undo[:i], undo[i+1:]...)
			},
		})
	})
}

func TestElapseIsTheLeastTrueTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := sim.New(sim.Config{})
		c := nodes.NewClock(w, nodes.ClockConfig{Drift: nodes.PPM(rapid.Float64Range(-1_200_000, 12_000_000).Draw(t, "drift"))})
		pass(t, w, time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "before")))
		d := time.Duration(rapid.Int64Range(-10, int64(time.Hour)).Draw(t, "span"))
		begin, span := c.Monotonic(), c.Elapse(d)
		if span > 0 {
			pass(t, w, span-1)
			if c.Monotonic().Sub(begin) >= d {
				t.Fatalf("%v before the time, %v have passed", time.Nanosecond, d)
			}
			pass(t, w, 1)
		}
		if got := c.Monotonic().Sub(begin); got < d {
			t.Fatalf("after %v the clock has moved by %v, want %v", span, got, d)
		}
	})
}

func TestAClockThatRunsOutOfNumbersStandsStill(t *testing.T) {
	w := sim.New(sim.Config{})
	c := nodes.NewClock(w, nodes.ClockConfig{Drift: 9_000_000})
	for _, at := range []sim.Time{sim.Forever / 9, sim.Forever / 2, sim.Forever} {
		if err := w.Run(at); err != nil {
			t.Fatal(err)
		}
		c.Drift(1)
		if got := c.Monotonic(); got != math.MaxInt64 {
			t.Errorf("at %d it shows %d", int64(at), got)
		}
	}
}

func TestElapseOfTheLongestSpan(t *testing.T) {
	w := sim.New(sim.Config{})
	for drift, want := range map[nodes.PPM]time.Duration{
		0: math.MaxInt64, -1: math.MaxInt64, 1_000_000: math.MaxInt64/2 + 1,
	} {
		if got := nodes.NewClock(w, nodes.ClockConfig{Drift: drift}).Elapse(math.MaxInt64); got != want {
			t.Errorf("at %v ppm the longest span takes %d, want %d", drift, got, want)
		}
	}
}
