package breaker

import (
	"math"
	"slices"
	"time"

	"wavetank/patterns"
	"wavetank/sim"
	"wavetank/sim/property"
)

// mutants are breakers with one mistake each that a real library has made.
var mutants = []property.Mutant[maker]{
	{"a stale success closes it (failsafe-go)", "a stale outcome changes nothing", property.Instead[maker](func(c Config, key sim.Key) machine {
		return staleCloses{New(c, key)}
	})},
	{"a stale outcome frees a permit that it never took (failsafe-go)", "half-open passes exactly its permits", property.Instead[maker](func(c Config, key sim.Key) machine {
		return staleFrees{New(c, key)}
	})},
	{"a hung probe wedges it (gobreaker, Polly)", "a healthy callee closes it, even after a hung probe", property.Instead[maker](func(c Config, key sim.Key) machine {
		b := New(c, key)
		b.knob.deadline = 1000 * time.Hour
		return b
	})},
	{"everybody probes (opossum, Open Liberty)", "half-open passes exactly its permits", property.Instead[maker](func(c Config, key sim.Key) machine {
		return stampede{New(c, key)}
	})},
	{"it has itself chosen while its probe is under way", "it says beforehand whether a call would pass", property.Instead[maker](func(c Config, key sim.Key) machine {
		return inviting{New(c, key)}
	})},
	{"rejections are counted as failures", "a rejection changes nothing", property.Instead[maker](func(c Config, key sim.Key) machine {
		return blamesItself{New(c, key)}
	})},
	{"a late failure keeps it open", "open lasts its wait, no less and no more", property.Instead[maker](func(c Config, key sim.Key) machine {
		return lateExtends{New(c, key)}
	})},
	{"an ignored outcome keeps the permit (Polly)", "half-open passes exactly its permits", property.Instead[maker](func(c Config, key sim.Key) machine {
		return keepsPermit{New(c, key)}
	})},
	{"a permit counts every time it is reported", "a permit counts once", property.Instead[maker](func(c Config, key sim.Key) machine {
		return countsTwice{New(c, key)}
	})},
	{"it does not wait for the minimum of calls", "no trip below the minimum of calls", property.Instead[maker](func(c Config, key sim.Key) machine {
		b := New(c, key)
		b.knob.minimum = 1
		return b
	})},
	{"the wait ends early", "open lasts its wait, no less and no more", property.Instead[maker](func(c Config, key sim.Key) machine {
		b := New(c, key)
		b.knob.openFor -= ms / 2
		return b
	})},
	{"growth is not forgotten when it closes", "it decides as the reference does", property.Instead[maker](func(c Config, key sim.Key) machine {
		return growsForEver{New(c, key)}
	})},
	{"the deadline waits until somebody asks", "being told the time in between changes nothing", property.Instead[maker](func(c Config, key sim.Key) machine {
		return oversleeps{New(c, key)}
	})},
	{"so many failures in the window wait for the minimum of calls", "it decides as the reference does", property.Instead[maker](func(c Config, key sim.Key) machine {
		return patient{New(c, key)}
	})},
	{"failures in the window are of all time (gobreaker)", "it decides as the reference does", property.Instead[maker](func(c Config, key sim.Key) machine {
		if c.Rule == "time" {
			c.WindowTime = 24 * time.Hour
		}
		return New(c, key)
	})},
	{"a slow success counts towards closing", "it decides as the reference does", property.Instead[maker](func(c Config, key sim.Key) machine {
		return hasty{New(c, key)}
	})},
	{"it is half-open until every trial is in, whatever they can still change", "it decides as the reference does", property.Instead[maker](func(c Config, key sim.Key) machine {
		return waitsForAll{New(c, key)}
	})},
	{"for its metrics only it opens all the same", "for its metrics only it tells when it would have opened, and does nothing", property.Instead[maker](func(c Config, key sim.Key) machine {
		c.Mode = "normal"
		return New(c, key)
	})},
	{"for its metrics only it sees nothing", "for its metrics only it tells when it would have opened, and does nothing", property.Instead[maker](func(c Config, key sim.Key) machine {
		b := New(c, key)
		if c.Mode == "metrics-only" {
			b.knob.minimum, b.knob.enough = math.MaxInt, 0
		}
		return b
	})},
	{"forced open it probes", "forced open it passes nothing", property.Instead[maker](func(c Config, key sim.Key) machine {
		b := New(c, key)
		if c.Mode == "forced-open" {
			b.open(TooManyFailures, 0, Tally{})
		}
		return b
	})},
}

type patient struct{ *Breaker }

func (s patient) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	enough := s.knob.enough
	if w, ok := s.window.(*lastCalls); ok && w.sum.Calls+1 < len(w.ring) {
		s.knob.enough = 0
	}
	defer func() { s.knob.enough = enough }()
	return s.Breaker.Done(now, p, o, took)
}

type hasty struct{ *Breaker }

func (s hasty) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	if s.knob.successes > 0 && p.Trial() {
		took = 0
	}
	return s.Breaker.Done(now, p, o, took)
}

type waitsForAll struct{ *Breaker }

func (s waitsForAll) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	successes := s.knob.successes
	if successes > 0 && s.state == HalfOpen && s.trials.left() > 1 && o == patterns.Failure {
		s.knob.successes = 1
		defer func() { s.knob.successes = successes }()
	}
	return s.Breaker.Done(now, p, o, took)
}

type staleCloses struct{ *Breaker }

func (s staleCloses) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	news := s.Breaker.Done(now, p, o, took)
	if !news && o == patterns.Success && s.state == HalfOpen && p.generation != s.generation {
		s.move(Closed, TrialsPassed, now, Tally{})
	}
	return news
}

type staleFrees struct{ *Breaker }

func (s staleFrees) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	news := s.Breaker.Done(now, p, o, took)
	if !news && s.state == HalfOpen && p.generation != s.generation && len(s.trials.flying) > 0 {
		s.trials.land(s.trials.flying[0])
	}
	return news
}

type stampede struct{ *Breaker }

func (s stampede) Allow(now sim.Time) (Permit, bool) {
	p, ok := s.Breaker.Allow(now)
	if !ok && s.state == HalfOpen {
		return Permit{generation: s.generation, serial: 1}, true
	}
	return p, ok
}

type inviting struct{ *Breaker }

func (s inviting) Passes(now sim.Time) bool { return s.state == HalfOpen || s.Breaker.Passes(now) }

type blamesItself struct{ *Breaker }

func (s blamesItself) Allow(now sim.Time) (Permit, bool) {
	p, ok := s.Breaker.Allow(now)
	if !ok && s.state == HalfOpen {
		s.open(TrialsFailed, now, Tally{})
	}
	return p, ok
}

type lateExtends struct{ *Breaker }

func (s lateExtends) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	news := s.Breaker.Done(now, p, o, took)
	if !news && o == patterns.Failure && s.state == Open {
		s.until = now.Add(s.wait)
	}
	return news
}

type keepsPermit struct{ *Breaker }

func (s keepsPermit) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	if o == patterns.Ignored && p.generation == s.generation {
		s.Tick(now)
		return p.generation == s.generation
	}
	return s.Breaker.Done(now, p, o, took)
}

type countsTwice struct{ *Breaker }

func (s countsTwice) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	s.Tick(now)
	if p.Trial() && p.generation == s.generation && !slices.Contains(s.trials.flying, p.serial) {
		s.trials.flying = append(s.trials.flying, p.serial)
	}
	return s.Breaker.Done(now, p, o, took)
}

type growsForEver struct{ *Breaker }

func (s growsForEver) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
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

func (s oversleeps) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
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
