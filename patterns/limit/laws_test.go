package limit

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
	"wavetank/sim/property"
)

const ms = time.Millisecond

// A machine is a Limiter, or a mutant of one.
type machine interface {
	Enter() bool
	Leave(sim.Time, Outcome, time.Duration) bool
	Limit() int
	InUse() int
}

// A maker makes a machine.
type maker func(Config) machine

func drawConfig(t *rapid.T) Config {
	c := Default()
	c.Law = rapid.SampledFrom([]string{"gradient2", "gradient", "vegas", "aimd", "fixed"}).Draw(t, "law")
	c.Min = rapid.IntRange(1, 5).Draw(t, "min")
	c.Initial = c.Min + rapid.IntRange(0, 5).Draw(t, "initial")
	c.Max = c.Initial + rapid.IntRange(0, 5).Draw(t, "max")
	c.Window = ms * time.Duration(rapid.IntRange(0, 20).Draw(t, "window"))
	c.Samples = rapid.IntRange(1, 3).Draw(t, "samples")
	if c.Law == "gradient" {
		c.MeasureCalls = rapid.IntRange(1, 4).Draw(t, "measured")
		c.MeasureEvery = ms * time.Duration(rapid.IntRange(1, 100).Draw(t, "every"))
	}
	if c.Law != "fixed" {
		c.Quantile = rapid.SampledFrom([]float64{0, 0, .5, .9, 1}).Draw(t, "quantile")
	}
	return c
}

// obey plays at random on a machine, counting for itself who is in.
func obey(t *rapid.T, make maker) {
	c := drawConfig(t)
	m := make(c)
	now, in := sim.Time(0), 0
	for range rapid.IntRange(1, 80).Draw(t, "steps") {
		now = now.Add(ms * time.Duration(rapid.IntRange(0, 9).Draw(t, "pause")))
		limit := m.Limit()
		if in == 0 || rapid.Bool().Draw(t, "enters") {
			ok := m.Enter()
			if ok != (in < limit) {
				t.Fatalf("%d of %d in: entered %v", in, limit, ok)
			}
			if ok {
				in++
			}
		} else {
			in--
			o := rapid.SampledFrom([]Outcome{Well, Well, Well, Dropped, Ignored}).Draw(t, "outcome")
			moved := m.Leave(now, o, ms*time.Duration(rapid.IntRange(1, 100).Draw(t, "took")))
			if moved != (m.Limit() != limit) || moved && c.Law == "fixed" {
				t.Fatalf("moved %v: %d, %d", moved, limit, m.Limit())
			}
		}
		if m.InUse() != in || m.Limit() < c.Min || m.Limit() > c.Max {
			t.Fatalf("in use %d, should be %d; limit %d of %d..%d", m.InUse(), in, m.Limit(), c.Min, c.Max)
		}
	}
	for ; in > 0; in-- {
		m.Leave(now, Ignored, 0)
	}
	if m.InUse() != 0 {
		t.Fatalf("%d are left", m.InUse())
	}
}

type leaksIgnored struct{ *Limiter }

func (l leaksIgnored) Leave(now sim.Time, o Outcome, took time.Duration) bool {
	if o == Ignored {
		l.inUse++
	}
	return l.Limiter.Leave(now, o, took)
}

type leavesTwice struct{ *Limiter }

func (l leavesTwice) Leave(now sim.Time, o Outcome, took time.Duration) bool {
	if o == Dropped && l.inUse > 1 {
		l.inUse--
	}
	return l.Limiter.Leave(now, o, took)
}

type oneMore struct{ *Limiter }

func (l oneMore) Enter() bool {
	if l.inUse == l.Limit() {
		l.inUse++
		return true
	}
	return l.Limiter.Enter()
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{
		Sound: func(c Config) machine { return New(c, patterns.Jitter{}) },
		Laws:  []property.Law[maker]{{"the limit keeps its bounds", obey}},
		Mutants: []property.Mutant[maker]{
			{"who is cancelled keeps his place", "", property.Instead[maker](func(c Config) machine { return leaksIgnored{New(c, patterns.Jitter{})} })},
			{"who is dropped leaves twice", "", property.Instead[maker](func(c Config) machine { return leavesTwice{New(c, patterns.Jitter{})} })},
			{"one more gets in", "", property.Instead[maker](func(c Config) machine { return oneMore{New(c, patterns.Jitter{})} })},
			{"the limit exceeds its maximum", "", property.Instead[maker](func(c Config) machine { l := New(c, patterns.Jitter{}); l.config.Max += 3; return l })},
			{"the limit falls below its minimum", "", property.Instead[maker](func(c Config) machine {
				l := New(c, patterns.Jitter{})
				l.config.Min = 0
				return l
			})},
		},
	}.Run(t)
}

// TestLawsAreThoseOfConcurrencyLimits works single steps out by hand from the
// formulas of Netflix's library.
func TestLawsAreThoseOfConcurrencyLimits(t *testing.T) {
	well := func(took time.Duration, most int) Window { return Window{Took: took, Most: most} }
	as := func(name string) law { c := Default(); c.Law = name; return c.law(patterns.Jitter{}) }
	for _, c := range []struct {
		name    string
		law     law
		limit   float64
		windows []Window // the last one counts
		want    float64
	}{
		{"aimd adds one", as("aimd"), 10, []Window{well(ms, 5)}, 11},
		{"but not for a few", as("aimd"), 10, []Window{well(ms, 4)}, 10},
		{"aimd backs off at a drop", as("aimd"), 10, []Window{{Took: ms, Most: 9, Dropped: true}}, 9},
		{"and at a time-out", as("aimd"), 10, []Window{well(6*time.Second, 9)}, 9},
		{"vegas first measures", as("vegas"), 100, []Window{well(10*ms, 90)}, 100},
		{"without a queue it adds beta log", as("vegas"), 100, []Window{well(10*ms, 90), well(10*ms, 90)}, 112},
		{"with a queue of 5 at most it adds log", as("vegas"), 100, []Window{well(96*ms, 90), well(100*ms, 90)}, 102},
		{"with one of 10 it stays", as("vegas"), 100, []Window{well(90*ms, 90), well(100*ms, 90)}, 100},
		{"with one of 50 it takes log away", as("vegas"), 100, []Window{well(50*ms, 90), well(100*ms, 90)}, 98},
		{"at a drop too", as("vegas"), 100, []Window{well(50*ms, 90), {Took: 50 * ms, Most: 90, Dropped: true}}, 98},
		{"and not for a few", as("vegas"), 100, []Window{well(50*ms, 90), well(50*ms, 40)}, 100},
		{"gradient grows by its queue, a fifth at a time", as("gradient2"), 100, []Window{well(10*ms, 90)}, 100.8},
		{"within its tolerance it does so too", as("gradient2"), 100, []Window{well(10*ms, 90), well(12*ms, 90)}, 100.8},
		{"above it shrinks", as("gradient2"), 100, []Window{well(10*ms, 90), well(90*ms, 90)}, 80 + .2*(100*1.5*50/90+4)},
		{"to a half at most", as("gradient2"), 100, append(fill(well(10*ms, 90), 10), well(1000*ms, 90)), 80 + .2*(50+4)},
		{"and not for a few", as("gradient2"), 100, []Window{well(10*ms, 40)}, 100},
		{"Envoy's gradient first measures, with few at once", as("gradient"), 100, []Window{well(10*ms, 90)}, 3},
		{"and goes on where it was", as("gradient"), 100, []Window{well(10*ms, 90), well(10*ms, 3)}, 100},
		{"within its buffer it grows by a quarter and a root", as("gradient"), 100, []Window{well(10*ms, 90), well(10*ms, 3), well(10*ms, 90)}, 125 + math.Sqrt(125)},
		{"above it the limit goes by the slope", as("gradient"), 100, []Window{well(10*ms, 90), well(8*ms, 3), well(20*ms, 90)}, 50 + math.Sqrt(50)},
		{"to a half at most, but for the root", as("gradient"), 100, []Window{well(10*ms, 90), well(8*ms, 3), well(900*ms, 90)}, 50 + math.Sqrt(50)},
		{"and to the double at most", as("gradient"), 100, []Window{well(10*ms, 90), well(80*ms, 3), well(ms, 90)}, 200 + math.Sqrt(200)},
		{"fixed stays", as("fixed"), 100, []Window{{Took: ms, Dropped: true}}, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := c.limit
			for _, w := range c.windows {
				got = c.law.next(c.limit, w)
			}
			if math.Abs(got-c.want) > 1e-9 {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func fill(w Window, n int) (all []Window) {
	for range n {
		all = append(all, w)
	}
	return all
}

func TestVegasMeasuresAnew(t *testing.T) {
	c := Default()
	c.Probe = 2
	v := &vegas{Config: c}
	for range 4 {
		v.next(3, Window{Took: 10 * ms, Most: 3})
	}
	for range 2 {
		v.next(3, Window{Took: 50 * ms, Most: 3})
	}
	if v.shortest != 50*ms {
		t.Errorf("the shortest time is %v", v.shortest)
	}
}

func TestTheGradientMeasuresAnew(t *testing.T) {
	c := Default()
	c.Law, c.Min, c.MeasureCalls, c.MeasureEvery = "gradient", 2, 7, 10*time.Second
	window := Window{Span: time.Second, Took: 50 * ms, Most: 9}
	after := func(limit float64) (windows int) {
		g := c.law(patterns.Jitter{}).(*gradient)
		g.shortest = 10 * ms
		for !g.measuring {
			g.next(limit, window)
			windows++
		}
		if g.enough(time.Hour, 6) || !g.enough(0, 7) {
			t.Error("it does not measure over 7 calls")
		}
		if g.next(3, window) != limit || g.shortest != 50*ms || g.age != 0 {
			t.Errorf("measured %v, %v ago", g.shortest, g.age)
		}
		return windows
	}
	if n := after(20); n != 10 {
		t.Errorf("measured anew after %d windows of a second, want 10", n)
	}
	if n := after(2); n != c.MeasureStuck {
		t.Errorf("at the lowest limit measured anew after %d windows, want %d", n, c.MeasureStuck)
	}
}

func TestAWindowIsJudgedByItsQuantile(t *testing.T) {
	took := []time.Duration{5, 1, 4, 2, 3, 6, 9, 8, 10, 7}
	for quantile, want := range map[float64]time.Duration{0: 5, .5: 5, .9: 9, .95: 10, 1: 10, .01: 1} {
		c := Default()
		c.Quantile = quantile
		if got := c.typical(took); got != want {
			t.Errorf("quantile %v: %d, want %d", quantile, got, want)
		}
	}
}

func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	for _, c := range []struct {
		turn func(*Config)
		want string
	}{
		{func(c *Config) {}, ""},
		{func(c *Config) { c.Law = "bbr" }, `law: "bbr" is not one of ["gradient2" "gradient" "vegas" "aimd" "fixed"]`},
		{func(c *Config) { c.Max = 0 }, "max: 0 is not in 1..1000000"},
		{func(c *Config) { c.Min = 300 }, "min: 300 is not in 1..200"},
		{func(c *Config) { c.Initial = 300 }, "initial: 300 is not in 1..200"},
		{func(c *Config) { c.Tolerance = .5 }, "tolerance: 0.5 is not in 1..10"},
		{func(c *Config) { c.Law, c.Alpha = "vegas", 7 }, "alpha: 7 is not in 0..6"},
		{func(c *Config) { c.Alpha = 2 }, `alpha: has no effect under law = "gradient2", only under "vegas"`},
		{func(c *Config) { c.Law, c.Queue = "aimd", 2 }, `queue: has no effect under law = "aimd", only under "gradient2"`},
		{func(c *Config) { c.Backoff = .8 }, `backoff: has no effect under law = "gradient2", only under "aimd"`},
	} {
		config := Default()
		c.turn(&config)
		got := ""
		if err := knob.Check(&config); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// BenchmarkMachine is one call through a limiter, by law.
func BenchmarkMachine(b *testing.B) {
	for _, name := range []string{"fixed", "aimd", "vegas", "gradient", "gradient2"} {
		b.Run(name, func(b *testing.B) {
			c := Default()
			c.Law = name
			l := New(c, patterns.Jitter{})
			b.ReportAllocs()
			now := sim.Time(0)
			for b.Loop() {
				now += sim.Time(ms)
				l.Enter()
				l.Leave(now, Well, ms)
			}
		})
	}
}
