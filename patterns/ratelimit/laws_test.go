package ratelimit

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

const ms = time.Millisecond

// A machine is a Limiter, or a mutant of one.
type machine interface {
	Take(sim.Time, time.Duration) (Turn, bool)
	Return(sim.Time, Turn)
}

// A maker makes a machine.
type maker func(Config) machine

func sound(c Config) machine { return NewLimiter(c) }

func drawConfig(t *rapid.T) Config {
	c := Default()
	c.Rate = rapid.SampledFrom([]float64{10, 100, 250, 1000}).Draw(t, "rate")
	c.Rule = rapid.SampledFrom([]string{"token-bucket", "token-bucket", "leaky-bucket", "sliding-window", "sliding-counter"}).Draw(t, "rule")
	if c.slides() {
		c.Window = time.Duration(rapid.IntRange(1, 6).Draw(t, "calls")) * time.Duration(1e9/c.Rate)
	}
	if c.Rule != "token-bucket" {
		return c
	}
	c.Burst = rapid.IntRange(1, 5).Draw(t, "burst")
	if rapid.Bool().Draw(t, "lumps") {
		c.Every = time.Duration(rapid.IntRange(1, c.Burst).Draw(t, "tokens")) * time.Duration(1e9/c.Rate)
	}
	return c
}

// A grant is a call that may pass, and when.
type grant struct {
	asked, at sim.Time
	back      bool // it was given back unused
}

// A life is what a limiter was asked and what it granted, oldest first.
type life struct {
	Config
	grants  []grant
	refused []grant // at is when there would have been a token
}

// live plays at random on a machine; nobody gives a token back in a life that is
// thrifty.
func live(t *rapid.T, c Config, m machine, thrifty bool) *life {
	l := &life{Config: c}
	now := sim.Time(0)
	unit := time.Duration(1e9/c.Rate) / 4
	for range rapid.IntRange(1, 60).Draw(t, "calls") {
		now = now.Add(unit * time.Duration(rapid.IntRange(0, 9).Draw(t, "pause")) / 2)
		patience := unit * time.Duration(rapid.SampledFrom([]int{0, 0, 4, 20}).Draw(t, "patience"))
		for i := range l.grants {
			if g := &l.grants[i]; !thrifty && !g.back && g.at > now && rapid.IntRange(0, 3).Draw(t, "gives up") == 0 {
				m.Return(now, Turn{g.at})
				g.back = true
			}
		}
		turn, ok := m.Take(now, patience)
		if g := (grant{asked: now, at: turn.At()}); ok {
			l.grants = append(l.grants, g)
		} else {
			l.refused = append(l.refused, g)
		}
	}
	return l
}

// lived is a law that can be read off a life, in which nobody gives a token back if
// it is thrifty.
func lived(thrifty bool, hold func(*rapid.T, *life)) func(*rapid.T, maker) {
	return func(t *rapid.T, make maker) {
		c := drawConfig(t)
		hold(t, live(t, c, make(c), thrifty))
	}
}

// bound returns how many calls may pass from one instant to another, both included.
func (c Config) bound(from, to sim.Time) int64 {
	span := to.Sub(from)
	switch {
	case c.Rule == "sliding-window":
		return c.most() * (1 + int64(span/c.Window))
	case c.Rule == "leaky-bucket":
		return 1 + int64(float64(span)*c.Rate/1e9+1e-9)
	case c.Every == 0:
		return int64(c.Burst) + int64(float64(span)*c.Rate/1e9+1e-9)
	}
	return int64(c.Burst) + c.lump()*(int64(to)/int64(c.Every)-int64(from)/int64(c.Every))
}

// fits reports whether one call more may pass, after those that have.
func (c Config) fits(passed []sim.Time, at sim.Time) bool {
	if n := len(passed); n > 0 && passed[n-1] > at {
		return false
	}
	if c.Rule == "sliding-counter" {
		return c.estimate(passed, at)+1 <= float64(c.most())+1e-9
	}
	for i, from := range passed {
		if int64(len(passed)-i)+1 > c.bound(from, at) {
			return false
		}
	}
	return true
}

// estimate is how the counters of two windows stand for a sliding one.
func (c Config) estimate(passed []sim.Time, at sim.Time) float64 {
	var before, here float64
	for _, x := range passed {
		switch int64(at)/int64(c.Window) - int64(x)/int64(c.Window) {
		case 0:
			here++
		case 1:
			before++
		}
	}
	elapsed := float64(int64(at)%int64(c.Window)) / float64(c.Window)
	return before*(1-elapsed) + here
}

var laws = []property.Law[maker]{
	{"never more than the burst and the rate", lived(false, func(t *rapid.T, l *life) {
		var passes []sim.Time
		for _, g := range l.grants {
			if !g.back {
				passes = append(passes, g.at)
			}
		}
		slices.Sort(passes)
		for i, at := range passes {
			if !l.fits(passes[:i], at) {
				t.Fatalf("too many pass until %v: %v", at, passes[:i+1])
			}
		}
	})},
	{"turns come in the order of asking", lived(true, func(t *rapid.T, l *life) {
		for i, g := range l.grants {
			if g.at < g.asked || i > 0 && g.at < l.grants[i-1].at {
				t.Fatalf("asked at %v, passes at %v", g.asked, g.at)
			}
		}
	})},
	{"a pause fills the bucket", lived(true, func(t *rapid.T, l *life) {
		for _, r := range l.refused {
			recent := int64(0)
			for _, g := range l.grants {
				if g.asked <= r.asked && g.at.Add(l.full()) > r.asked {
					recent++
				}
			}
			if recent == 0 {
				t.Fatalf("refused at %v, and nothing had passed for %v", r.asked, l.full())
			}
		}
	})},
	{"whoever asks may pass as soon as the rate allows", lived(true, func(t *rapid.T, l *life) {
		var passes []sim.Time
		for _, g := range l.grants { // one earlier would break the bound, unless it was asked for later
			if g.at > g.asked && l.fits(passes, g.at-1) {
				t.Fatalf("it passes at %v, and could have before", g.at)
			}
			passes = append(passes, g.at)
		}
	})},
}

// full returns how long an empty bucket takes to be full.
func (c Config) full() time.Duration {
	one := time.Duration(1e9 / c.Rate)
	switch {
	case c.Rule == "leaky-bucket":
		return one
	case c.slides():
		return 2 * c.Window
	}
	return time.Duration(c.Burst)*one + 2*c.Every
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: sound, Laws: laws, Mutants: mutants}.Run(t)
}

type grantsAbove struct{ *Limiter }

func (g grantsAbove) Take(now sim.Time, patience time.Duration) (Turn, bool) {
	if turn, ok := g.Limiter.Take(now, patience); ok {
		return turn, true
	}
	return Turn{now}, int64(now)%3 == 0
}

// returnsAll takes back what others came after.
type returnsAll struct{ rule }

func (r returnsAll) back(now, at sim.Time) {
	switch b := r.rule.(type) {
	case *bucket:
		b.free = b.free.Add(-b.interval)
	case *lumps:
		b.left++
	}
}

type overtakes struct{ *Limiter }

func (o overtakes) Take(now sim.Time, patience time.Duration) (Turn, bool) {
	turn, ok := o.Limiter.Take(now, patience)
	if turn.at > now.Add(ms) {
		turn.at = now
	}
	return turn, ok
}

type paysForRefusals struct{ *Limiter }

func (r paysForRefusals) Take(now sim.Time, patience time.Duration) (Turn, bool) {
	turn, ok := r.Limiter.Take(now, patience)
	if !ok {
		r.Limiter.Take(now, time.Hour)
	}
	return turn, ok
}

// but makes limiters whose rule is another than it should be.
func but(turn func(rule) rule) func(*maker) {
	return property.Instead[maker](func(c Config) machine {
		l := NewLimiter(c)
		l.rule = turn(l.rule)
		return l
	})
}

var mutants = []property.Mutant[maker]{
	{"it grants above the burst", "never more than the burst and the rate", property.Instead[maker](func(c Config) machine { return grantsAbove{NewLimiter(c)} })},
	{"the burst is one more", "never more than the burst and the rate", but(func(r rule) rule {
		switch b := r.(type) {
		case *bucket:
			b.burst++
		case *lumps:
			b.burst++
		}
		return r
	})},
	{"every token can be given back", "never more than the burst and the rate", but(func(r rule) rule { return returnsAll{r} })},
	{"the last may be first", "turns come in the order of asking", property.Instead[maker](func(c Config) machine { return overtakes{NewLimiter(c)} })},
	{"the rate is half of it", "whoever asks may pass as soon as the rate allows", but(func(r rule) rule {
		switch b := r.(type) {
		case *bucket:
			b.interval *= 2
		case *lumps:
			b.interval *= 2
		}
		return r
	})},
	{"the bucket is empty at first", "a pause fills the bucket", but(func(r rule) rule {
		switch b := r.(type) {
		case *bucket:
			b.free = sim.Time(b.interval) * sim.Time(b.burst)
		case *lumps:
			b.left -= b.burst
		}
		return r
	})},
	{"refusals cost a token", "whoever asks may pass as soon as the rate allows", property.Instead[maker](func(c Config) machine { return paysForRefusals{NewLimiter(c)} })},
	{"the log forgets a call too soon", "never more than the burst and the rate", but(func(r rule) rule {
		if l, ok := r.(*slidingLog); ok {
			l.window--
		}
		return r
	})},
	{"the log loses the call that another waited for", "never more than the burst and the rate", but(func(r rule) rule {
		if l, ok := r.(*slidingLog); ok {
			return forgetful{l}
		}
		return r
	})},
	{"the counter forgets the window before", "never more than the burst and the rate", but(func(r rule) rule {
		if c, ok := r.(*slidingCounter); ok {
			return fixedWindow{c}
		}
		return r
	})},
	{"the counter weighs the window before in full", "whoever asks may pass as soon as the rate allows", but(func(r rule) rule {
		if c, ok := r.(*slidingCounter); ok {
			return unweighted{c}
		}
		return r
	})},
}

// forgetful puts nothing in the place of a turn that was given back.
type forgetful struct{ *slidingLog }

func (f forgetful) back(now, at sim.Time) {
	f.slidingLog.back(now, at)
	f.passed[f.head] = 0
}

// fixedWindow counts those of one window alone.
type fixedWindow struct{ *slidingCounter }

func (f fixedWindow) next(now sim.Time) sim.Time {
	f.before = 0
	return f.slidingCounter.next(now)
}

// unweighted takes all calls of the window before for calls of this one.
type unweighted struct{ *slidingCounter }

func (u unweighted) next(now sim.Time) sim.Time {
	at := u.slidingCounter.next(now)
	if number, before, _ := u.look(at); before > 0 && at > now {
		return u.begin(number + 1)
	}
	return at
}

// TestTheCounterWeighsAsPublished retells the example of Cloudflare (J. Desgats, How we
// built rate limiting capable of scaling to millions of domains, 2017): 42 requests in
// the minute before and 18 in this one make 49.5 after a quarter of it; one more is
// above 50.
func TestTheCounterWeighsAsPublished(t *testing.T) {
	at := sim.Time(75 * time.Second)
	for most, want := range map[int64]sim.Time{51: at, 50: at.Add(time.Minute / 84)} {
		c := &slidingCounter{window: time.Minute, most: most, latest: 1, before: 42, here: 18}
		if got := c.next(at); got.Sub(want).Abs() > 1 {
			t.Errorf("of at most %d, one more may pass at %v, want %v", most, got, want)
		}
	}
}
