package breaker

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

// A twin is a breaker with one mistake that a real library has made, and the law
// that finds it out. Other laws may find it too.
type twin struct {
	name  string
	breed maker
	law   string
}

var brood = []twin{
	{"a stale success closes it (failsafe-go)", func(c Config, key sim.Key) machine {
		return staleCloses{New(c, key)}
	}, "a stale outcome changes nothing"},
	{"a stale outcome frees a permit that it never took (failsafe-go)", func(c Config, key sim.Key) machine {
		return staleFrees{New(c, key)}
	}, "half-open passes exactly its permits"},
	{"a hung probe wedges it (gobreaker, Polly)", func(c Config, key sim.Key) machine {
		b := New(c, key)
		b.knob.deadline = 1000 * time.Hour
		return b
	}, "a healthy callee closes it, even after a hung probe"},
	{"everybody probes (opossum, Open Liberty)", func(c Config, key sim.Key) machine {
		return stampede{New(c, key)}
	}, "half-open passes exactly its permits"},
	{"rejections are counted as failures", func(c Config, key sim.Key) machine {
		return blamesItself{New(c, key)}
	}, "a rejection changes nothing"},
	{"a late failure keeps it open", func(c Config, key sim.Key) machine {
		return lateExtends{New(c, key)}
	}, "open lasts its wait, no less and no more"},
	{"an ignored outcome keeps the permit (Polly)", func(c Config, key sim.Key) machine {
		return keepsPermit{New(c, key)}
	}, "half-open passes exactly its permits"},
	{"a permit counts every time it is reported", func(c Config, key sim.Key) machine {
		return countsTwice{New(c, key)}
	}, "a permit counts once"},
	{"it does not wait for the minimum of calls", func(c Config, key sim.Key) machine {
		b := New(c, key)
		b.knob.minimum = 1
		return b
	}, "no trip below the minimum of calls"},
	{"the wait ends early", func(c Config, key sim.Key) machine {
		b := New(c, key)
		b.knob.openFor -= ms / 2
		return b
	}, "open lasts its wait, no less and no more"},
	{"growth is not forgotten when it closes", func(c Config, key sim.Key) machine {
		return growsForEver{New(c, key)}
	}, "it decides as the reference does"},
	{"the deadline waits until somebody asks", func(c Config, key sim.Key) machine {
		return oversleeps{New(c, key)}
	}, "being told the time in between changes nothing"},
}

type staleCloses struct{ *Breaker }

func (s staleCloses) Done(now sim.Time, p Permit, o Outcome, took time.Duration) bool {
	news := s.Breaker.Done(now, p, o, took)
	if !news && o == Success && s.state == HalfOpen && p.turn != s.turn {
		s.move(Closed, TrialsPassed, now, Tally{})
	}
	return news
}

type staleFrees struct{ *Breaker }

func (s staleFrees) Done(now sim.Time, p Permit, o Outcome, took time.Duration) bool {
	news := s.Breaker.Done(now, p, o, took)
	if !news && s.state == HalfOpen && p.turn != s.turn && len(s.trials.flying) > 0 {
		s.trials.land(s.trials.flying[0])
	}
	return news
}

type stampede struct{ *Breaker }

func (s stampede) Allow(now sim.Time) (Permit, bool) {
	p, ok := s.Breaker.Allow(now)
	if !ok && s.state == HalfOpen {
		return Permit{turn: s.turn, serial: 1}, true
	}
	return p, ok
}

type blamesItself struct{ *Breaker }

func (s blamesItself) Allow(now sim.Time) (Permit, bool) {
	p, ok := s.Breaker.Allow(now)
	if !ok && s.state == HalfOpen {
		s.open(TrialsFailed, now, Tally{})
	}
	return p, ok
}

type lateExtends struct{ *Breaker }

func (s lateExtends) Done(now sim.Time, p Permit, o Outcome, took time.Duration) bool {
	news := s.Breaker.Done(now, p, o, took)
	if !news && o == Failure && s.state == Open {
		s.until = now.Add(s.wait)
	}
	return news
}

type keepsPermit struct{ *Breaker }

func (s keepsPermit) Done(now sim.Time, p Permit, o Outcome, took time.Duration) bool {
	if o == Ignored && p.turn == s.turn {
		s.Tick(now)
		return p.turn == s.turn
	}
	return s.Breaker.Done(now, p, o, took)
}

type countsTwice struct{ *Breaker }

func (s countsTwice) Done(now sim.Time, p Permit, o Outcome, took time.Duration) bool {
	s.Tick(now)
	if p.Trial() && p.turn == s.turn && !slices.Contains(s.trials.flying, p.serial) {
		s.trials.flying = append(s.trials.flying, p.serial)
	}
	return s.Breaker.Done(now, p, o, took)
}

type growsForEver struct{ *Breaker }

func (s growsForEver) Done(now sim.Time, p Permit, o Outcome, took time.Duration) bool {
	wait := s.wait
	news := s.Breaker.Done(now, p, o, took)
	for _, m := range s.Moves() {
		if m.From == Closed && wait > 0 {
			s.wait = s.longer(wait)
			s.until = now.Add(s.wait)
		}
	}
	return news
}

type oversleeps struct{ *Breaker }

func (s oversleeps) Allow(now sim.Time) (Permit, bool) {
	s.Tick(now)
	return s.Breaker.Allow(now)
}

func (s oversleeps) Done(now sim.Time, p Permit, o Outcome, took time.Duration) bool {
	s.Tick(now)
	return s.Breaker.Done(now, p, o, took)
}

func (s oversleeps) Tick(now sim.Time) {
	s.moved = 0
	if at, ok := s.Deadline(); ok && at <= now && s.state == HalfOpen {
		s.open(TrialsHung, now, Tally{})
		return
	}
	s.Breaker.Tick(now)
}

func TestEveryTwinIsFoundOut(t *testing.T) {
	var caught property.Brood
	for _, w := range brood {
		l := laws[slices.IndexFunc(laws, func(l law) bool { return l.name == w.law })]
		caught.Catch(t, w.name, 5000, func(t *rapid.T) { l.hold(t, w.breed) })
	}
	caught.Recorded(t)
}
