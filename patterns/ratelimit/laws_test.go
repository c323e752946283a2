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
	if rapid.IntRange(0, 2).Draw(t, "rule") == 0 {
		c.Rule = "leaky-bucket"
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

// most returns how many calls may pass from one instant to another, both included.
func (c Config) most(from, to sim.Time) int64 {
	span := to.Sub(from)
	switch {
	case c.Rule == "leaky-bucket":
		return 1 + int64(float64(span)*c.Rate/1e9+1e-9)
	case c.Every == 0:
		return int64(c.Burst) + int64(float64(span)*c.Rate/1e9+1e-9)
	}
	return int64(c.Burst) + c.lump()*(int64(to)/int64(c.Every)-int64(from)/int64(c.Every))
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
		for i, from := range passes {
			for n, to := range passes[i:] {
				if most := l.most(from, to); int64(n)+1 > most {
					t.Fatalf("%d passed from %v to %v, at most %d may", n+1, from, to, most)
				}
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
		for i, g := range l.grants { // one earlier would break the bound, unless it was asked for later
			if at := g.at - 1; at < g.asked || l.fits(i, at) == false {
				continue
			}
			t.Fatalf("it passes at %v, and could have before", g.at)
		}
	})},
}

// full returns how long an empty bucket takes to be full.
func (c Config) full() time.Duration {
	one := time.Duration(1e9 / c.Rate)
	if c.Rule == "leaky-bucket" {
		return one
	}
	return time.Duration(c.Burst)*one + 2*c.Every
}

// fits reports whether the i-th grant could be at another time.
func (l *life) fits(i int, at sim.Time) bool {
	for k := range i {
		passed := int64(i - k + 1)
		if from := l.grants[k].at; from > at || passed > l.most(from, at) {
			return false
		}
	}
	return i > 0
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

type returnsAll struct{ *Limiter }

func (r returnsAll) Return(_ sim.Time, t Turn) {
	r.free = r.free.Add(-r.interval)
	r.left++
}

type overtakes struct{ *Limiter }

func (o overtakes) Take(now sim.Time, patience time.Duration) (Turn, bool) {
	turn, ok := o.Limiter.Take(now, patience)
	if turn.at > now.Add(2*o.interval) {
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

// but makes limiters, each of which was told something else than it should.
func but(turn func(*Limiter)) func(*maker) {
	return property.Instead[maker](func(c Config) machine {
		l := NewLimiter(c)
		turn(l)
		return l
	})
}

var mutants = []property.Mutant[maker]{
	{"it grants above the burst", "never more than the burst and the rate", property.Instead[maker](func(c Config) machine { return grantsAbove{NewLimiter(c)} })},
	{"the burst is one more", "never more than the burst and the rate", but(func(l *Limiter) { l.burst++ })},
	{"every token can be given back", "never more than the burst and the rate", property.Instead[maker](func(c Config) machine { return returnsAll{NewLimiter(c)} })},
	{"the last may be first", "turns come in the order of asking", property.Instead[maker](func(c Config) machine { return overtakes{NewLimiter(c)} })},
	{"the rate is half of it", "whoever asks may pass as soon as the rate allows", but(func(l *Limiter) { l.interval *= 2 })},
	{"the bucket is empty at first", "a pause fills the bucket", but(func(l *Limiter) {
		l.left -= l.burst
		l.free = sim.Time(l.interval) * sim.Time(l.burst)
	})},
	{"refusals cost a token", "whoever asks may pass as soon as the rate allows", property.Instead[maker](func(c Config) machine { return paysForRefusals{NewLimiter(c)} })},
}
