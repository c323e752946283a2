package throttle

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/sim"
	"wavetank/sim/property"
)

const ms = time.Millisecond

// A machine is a Throttle, or a mutant of one.
type machine interface {
	Allow(now sim.Time, luck sim.Rand) (Permit, bool)
	Done(now sim.Time, p Permit, o patterns.Outcome)
	Chance(now sim.Time) float64
}

type maker func(Config) machine

func honest(c Config) machine { return New(c) }

var laws = []property.Law[maker]{
	{"the chance is that of the formula over the window", keepsTheFormula},
	{"a call that hangs counts as soon as it is made", countsAtOnce},
	{"without rejections nothing is turned away", idlesInHealth},
	{"it forgets what is older than its window", forgets},
	{"two calls of different luck differ", hasLuckOfItsOwn},
	{"what is ignored does not hold it closed", opensBesideIgnored},
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: honest, Laws: laws, Mutants: mutants}.Run(t)
}

func drawConfig(t *rapid.T) Config {
	c := Default()
	c.Multiplier = rapid.SampledFrom([]float64{1, 1.1, 2, 10}).Draw(t, "multiplier")
	c.Slices = rapid.IntRange(1, 6).Draw(t, "slices")
	c.Window = 10 * ms * time.Duration(c.Slices*rapid.IntRange(1, 5).Draw(t, "slice"))
	c.MinimumCalls = rapid.IntRange(0, 5).Draw(t, "minimum")
	c.Most = rapid.SampledFrom([]float64{.5, .9, 1}).Draw(t, "most")
	return c
}

// An entry is something that happened, in the books that the law keeps.
type entry struct {
	slice                            int64
	requests, accepts, away, ignored float64
}

// keepsTheFormula computes the chance from books of its own before every call.
func keepsTheFormula(t *rapid.T, newMachine maker) {
	c := drawConfig(t)
	m, width := newMachine(c), c.Window/time.Duration(c.Slices)
	var books []entry
	type flying struct {
		permit Permit
		entry  int
	}
	var open []flying
	now := sim.Time(0)
	for range 60 {
		now = now.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "gap")) * ms)
		slice := int64(now) / int64(width)
		requests, accepts, away, ignored := 0.0, 0.0, 0.0, 0.0
		for _, e := range books {
			if slice-e.slice < int64(c.Slices) {
				requests, accepts = requests+e.requests, accepts+e.accepts
				away, ignored = away+e.away, ignored+e.ignored
			}
		}
		if ignored > 0 {
			requests -= away * ignored / (requests - away + ignored)
		}
		want := min(c.Most, max(0, (requests-c.Multiplier*accepts)/(requests+1)))
		if requests < float64(c.MinimumCalls) {
			want = 0
		}
		if got := m.Chance(now); got < want-1e-9 || got > want+1e-9 {
			t.Fatalf("at %v: chance %v with %v requests and %v accepts, want %v", now, got, requests, accepts, want)
		}
		if last := len(open) - 1; last >= 0 && rapid.Bool().Draw(t, "end") {
			o := rapid.SampledFrom([]patterns.Outcome{patterns.Success, patterns.Failure, patterns.Ignored}).Draw(t, "outcome")
			m.Done(now, open[last].permit, o)
			switch o {
			case patterns.Success:
				books = append(books, entry{slice, 0, 1, 0, 0})
			case patterns.Ignored:
				books[open[last].entry].requests = 0
				books = append(books, entry{slice, 0, 0, 0, 1})
			}
			open = open[:last]
			continue
		}
		permit, ok := m.Allow(now, sim.Key(rapid.Uint64().Draw(t, "luck")).Rand())
		if books = append(books, entry{slice, 1, 0, float64(sim.Flag(!ok)), 0}); ok {
			open = append(open, flying{permit, len(books) - 1})
		}
	}
}

func countsAtOnce(t *rapid.T, newMachine maker) {
	m := newMachine(Default())
	n := rapid.IntRange(50, 200).Draw(t, "calls")
	sent, key := 0, sim.Key(rapid.Uint64().Draw(t, "luck"))
	for i := range n {
		if _, ok := m.Allow(0, key.Mix(uint64(i)).Rand()); ok {
			sent++
		}
	}
	if sent > n/2 {
		t.Fatalf("%d of %d calls pass while none is answered", sent, n)
	}
}

func idlesInHealth(t *rapid.T, newMachine maker) {
	c := drawConfig(t)
	c.MinimumCalls = 0
	m, now := newMachine(c), sim.Time(0)
	for range 50 {
		now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "gap")) * ms)
		p, ok := m.Allow(now, sim.Key(rapid.Uint64().Draw(t, "luck")).Rand())
		if !ok {
			t.Fatal("a call was turned away")
		}
		m.Done(now, p, patterns.Success)
	}
}

func forgets(t *rapid.T, newMachine maker) {
	c := drawConfig(t)
	m := newMachine(c)
	for range rapid.IntRange(1, 100).Draw(t, "calls") {
		if p, ok := m.Allow(0, sim.Key(7).Rand()); ok {
			m.Done(0, p, patterns.Failure)
		}
	}
	later := sim.Time(c.Window) + sim.Time(rapid.Int64Range(0, int64(time.Second)).Draw(t, "later"))
	if got := m.Chance(later); got != 0 {
		t.Fatalf("after %v the chance is %v", later, got)
	}
}

// hasLuckOfItsOwn holds pairs of callers against each other that fail alike. By
// chance a pair may let the same calls pass, but not all pairs.
func hasLuckOfItsOwn(t *rapid.T, newMachine maker) {
	key := sim.Key(rapid.Uint64().Draw(t, "luck"))
	for pair := range uint64(30) {
		a, b := newMachine(Default()), newMachine(Default())
		for i := range uint64(100) {
			_, x := a.Allow(0, key.Mix(pair).Mix(i).Rand())
			_, y := b.Allow(0, key.Mix(pair).Mix(i).Mix(1).Rand())
			if x != y {
				return
			}
		}
	}
	t.Fatal("in 30 pairs both let the same calls pass")
}

// opensBesideIgnored has the throttle close on calls that do not end, and then meet a callee
// that accepts whatever is not ignored.
func opensBesideIgnored(t *rapid.T, newMachine maker) {
	c := Default()
	c.Window = time.Duration(c.Slices) * 100 * ms
	m, key := newMachine(c), sim.Key(rapid.Uint64().Draw(t, "luck"))
	heard := rapid.Float64Range(0.1, 1).Draw(t, "heard")
	for i := range uint64(rapid.IntRange(1, 50).Draw(t, "silent")) {
		m.Allow(0, key.Mix(i).Rand())
	}
	now := sim.Time(0)
	for i := range uint64(2000) {
		now = now.Add(5 * ms)
		if p, ok := m.Allow(now, key.Mix(i).Mix(1).Rand()); ok {
			o, luck := patterns.Ignored, key.Mix(i).Mix(2).Rand()
			if luck.Chance(heard) {
				o = patterns.Success
			}
			m.Done(now, p, o)
		}
	}
	if got := m.Chance(now); got > 0 {
		t.Fatalf("the chance is still %v, though nothing has failed for 10 s", got)
	}
}

// mutants are throttles with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[maker]{
	{"it counts calls when they end (go-zero)", "a call that hangs counts as soon as it is made", property.Instead[maker](func(c Config) machine { return &atTheEnd{New(c)} })},
	{"it does not count what it turns away itself", "the chance is that of the formula over the window", property.Instead[maker](func(c Config) machine { return &sentOnly{New(c)} })},
	{"it counts the call before it decides", "the chance is that of the formula over the window", property.Instead[maker](func(c Config) machine { return &countsFirst{New(c)} })},
	{"it never forgets", "it forgets what is older than its window", property.Instead[maker](func(c Config) machine { c.Window = 24 * time.Hour; return New(c) })},
	{"K times too eager", "without rejections nothing is turned away", property.Instead[maker](func(c Config) machine { t := New(c); t.multiplier = .5; return t })},
	{"an ignored call stays a request", "the chance is that of the formula over the window", property.Instead[maker](func(c Config) machine { return &keepsIgnored{New(c)} })},
	{"what it turned away counts in full beside ignored calls", "what is ignored does not hold it closed", property.Instead[maker](func(c Config) machine { return &full{New(c)} })},
	{"it does not heed its largest chance", "the chance is that of the formula over the window", property.Instead[maker](func(c Config) machine { c.Most = 1; return New(c) })},
	{"all throttles share one luck", "two calls of different luck differ", property.Instead[maker](func(c Config) machine { return &oneLuck{Throttle: New(c)} })},
}

type atTheEnd struct{ *Throttle }

func (a *atTheEnd) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	return Permit{}, !luck.Chance(a.Chance(now))
}

type sentOnly struct{ *Throttle }

func (s *sentOnly) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	p, ok := s.Throttle.Allow(now, luck)
	if !ok {
		s.lately.Back(now, p.slice, patterns.Counts{1, 0, 1, 0})
	}
	return p, ok
}

type countsFirst struct{ *Throttle }

func (f *countsFirst) Chance(now sim.Time) float64 {
	defer f.lately.Back(now, f.lately.Count(now, wanted), wanted)
	return f.Throttle.Chance(now)
}

type keepsIgnored struct{ *Throttle }

func (k *keepsIgnored) Done(now sim.Time, p Permit, o patterns.Outcome) {
	if o != patterns.Ignored {
		k.Throttle.Done(now, p, o)
	}
}

type full struct{ *Throttle }

func (f *full) Allow(now sim.Time, luck sim.Rand) (Permit, bool) {
	p, ok := f.Throttle.Allow(now, luck)
	if !ok {
		f.lately.Back(now, p.slice, turnedAway)
	}
	return p, ok
}

type oneLuck struct {
	*Throttle
	n uint64
}

func (o *oneLuck) Allow(now sim.Time, _ sim.Rand) (Permit, bool) {
	o.n++
	return o.Throttle.Allow(now, sim.Key(1).Mix(o.n).Rand())
}
