package breaker

import (
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/sim"
)

// A machine is a breaker, or something that pretends to be one.
type machine interface {
	Allow(sim.Time) (Permit, bool)
	Done(sim.Time, Permit, patterns.Outcome, time.Duration) bool
	Tick(sim.Time)
	Passes(sim.Time) bool
	Moves() []Move
	State() State
	Generation() uint32
	Until() sim.Time
	Tally() Tally
}

type maker func(Config, sim.Key) machine

func honest(c Config, key sim.Key) machine { return New(c, key) }

// A verb is what an act does.
type verb int

const (
	ask   verb = iota // a call wants to pass
	end               // a call that is under way ends
	again             // the outcome of a finished trial is reported once more
	pause             // nothing but time
)

// An act is one line of a random script.
type act struct {
	after time.Duration
	do    verb
	which int // of the calls in question, the newest is 0
	o     patterns.Outcome
	took  time.Duration
}

// ms is the grain of random scripts: coarse, so that calls, waits and deadlines
// often fall on one instant.
const ms = time.Millisecond

// drawScript leans towards what comes first in each list, as rapid does: newest
// calls end first, so that trials are not lost among stale ones.
func drawScript(t *rapid.T, outcomes ...patterns.Outcome) []act {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) act {
		return act{
			after: ms * rapid.SampledFrom([]time.Duration{0, 1, 4, 0, 2, 8, 0, 16}).Draw(t, "after"),
			do:    rapid.SampledFrom([]verb{ask, end, ask, end, again, pause}).Draw(t, "do"),
			which: rapid.SampledFrom([]int{0, 0, 1, 0, 2, 5}).Draw(t, "which"),
			o:     rapid.SampledFrom(outcomes).Draw(t, "outcome"),
			took:  ms * rapid.SampledFrom([]time.Duration{0, 2, 1}).Draw(t, "took"),
		}
	}), 30, 120).Draw(t, "script")
}

// mixed is what the calls of most scripts come to.
var mixed = []patterns.Outcome{patterns.Failure, patterns.Success, patterns.Ignored, patterns.Success, patterns.Failure}

// drawConfig draws a small legal configuration, in which everything happens soon.
func drawConfig(t *rapid.T) Config {
	c := Default()
	c.Rule = rapid.SampledFrom([]string{"count", "time", "consecutive"}).Draw(t, "rule")
	c.TrialRule = rapid.SampledFrom([]string{"any", "rate", "successes"}).Draw(t, "trial rule")
	c.SlowCall = ms * time.Duration(rapid.IntRange(0, 1).Draw(t, "slow call"))
	switch c.Rule {
	case "count":
		c.Window = rapid.IntRange(1, 6).Draw(t, "window")
		c.MinimumCalls = rapid.IntRange(0, 8).Draw(t, "minimum")
	case "time":
		c.WindowTime = ms * time.Duration(rapid.IntRange(1, 16).Draw(t, "window time"))
		c.Slices = rapid.IntRange(1, 4).Draw(t, "slices")
		c.MinimumCalls = rapid.IntRange(1, 6).Draw(t, "minimum")
	case "consecutive":
		c.Consecutive = rapid.IntRange(1, 3).Draw(t, "consecutive")
	}
	if c.Rule != "consecutive" {
		if c.FailuresInWindow = rapid.SampledFrom([]int{0, 2, 0, 1, 3}).Draw(t, "failures in window"); c.Rule == "count" {
			c.FailuresInWindow = min(c.FailuresInWindow, c.Window)
		}
		if c.FailuresInWindow > 0 && c.SlowCall == 0 {
			c.MinimumCalls = 0
		}
	}
	if c.Rule != "consecutive" && c.FailuresInWindow == 0 || c.TrialRule == "rate" {
		c.FailureRate = rapid.SampledFrom([]float64{.5, .34, .75, .2, 1}).Draw(t, "failure rate")
	}
	if c.SlowCall > 0 && (c.Rule != "consecutive" || c.TrialRule == "rate") {
		c.SlowCallRate = rapid.SampledFrom([]float64{.5, 1}).Draw(t, "slow rate")
	}
	c.OpenFor = ms * rapid.SampledFrom([]time.Duration{2, 1, 4, 8, 3}).Draw(t, "open for")
	if c.OpenGrowth = rapid.SampledFrom([]float64{1, 2, 1.5}).Draw(t, "growth"); c.OpenGrowth > 1 {
		c.OpenMax = c.OpenFor * time.Duration(rapid.SampledFrom([]int{4, 2, 1, 3}).Draw(t, "cap"))
	}
	c.OpenJitter = rapid.SampledFrom([]float64{0, .25}).Draw(t, "jitter")
	c.Trials = rapid.SampledFrom([]int{1, 2, 3}).Draw(t, "trials")
	if c.TrialRule == "successes" {
		c.TrialSuccesses = rapid.IntRange(1, c.Trials).Draw(t, "successes")
	}
	c.TrialDeadline = ms * time.Duration(rapid.IntRange(0, 6).Draw(t, "deadline"))
	c.Automatic = rapid.Bool().Draw(t, "automatic")
	return c
}

// A view is what can be seen of a machine from outside.
type view struct {
	State State
	Turn  uint32
	Until sim.Time
	Tally Tally
}

func look(m machine) view { return view{m.State(), m.Generation(), m.Until(), m.Tally()} }

// A call is one that was admitted.
type call struct {
	permit Permit
	turn   uint32 // in which it was admitted, as the machine told at that time
	trial  bool   // it was admitted while half-open
}

// An event is an act as it happened.
type event struct {
	act
	at            sim.Time
	call          *call // that was admitted or ended; nil for a rejection or a pause
	passes        bool  // Passes, before
	passed, news  bool
	before, after view
	moves         []Move
}

// live plays a script on a machine and writes down what happened. An act that
// finds no call to speak of is a pause. A ticking life tells the machine the time
// every millisecond and before each act, so that the view before an act differs
// from the view after only by the act.
func live(m machine, script []act, ticking bool) (history []event) {
	now := sim.Time(0)
	var flying, landed []*call
	for _, a := range script {
		e := event{act: a, at: now.Add(a.after)}
		for ; ticking && now < e.at; now = now.Add(ms) {
			m.Tick(now)
			e.moves = append(e.moves, m.Moves()...)
		}
		if now = e.at; ticking {
			m.Tick(now)
			e.moves = append(e.moves, m.Moves()...)
		}
		e.before, e.passes = look(m), m.Passes(now)
		switch {
		case a.do == ask:
			var p Permit
			if p, e.passed = m.Allow(now); e.passed {
				e.call = &call{p, m.Generation(), m.State() == HalfOpen}
				flying = append(flying, e.call)
			}
		case a.do == end && len(flying) > 0:
			i := len(flying) - 1 - a.which%len(flying)
			e.call = flying[i]
			flying = append(flying[:i:i], flying[i+1:]...)
			if e.call.trial {
				landed = append(landed, e.call)
			}
			e.news = m.Done(now, e.call.permit, a.o, a.took)
		case a.do == again && len(landed) > 0:
			e.call = landed[len(landed)-1-a.which%len(landed)]
			e.news = m.Done(now, e.call.permit, a.o, a.took)
		default:
			e.do = pause
			m.Tick(now)
		}
		e.moves = append(e.moves, m.Moves()...)
		e.after = look(m)
		history = append(history, e)
	}
	return history
}
