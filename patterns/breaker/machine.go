package breaker

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A Breaker is the pure machine: it is told the time, and never reads a clock,
// a stream or a network. Time must not run backwards from call to call.
//
// Every arrow of the picture in the package's doc begins a new generation. A call
// holds a Permit of the generation in which it was admitted, and its outcome counts
// in that generation only.
type Breaker struct {
	key  sim.Key
	knob knobs

	state      State
	generation uint32 // the first is 1, so that the zero Permit is stale

	window window   // CLOSED, METRICS-ONLY: the calls that have completed
	trials trials   // HALF-OPEN: the calls that may pass
	until  sim.Time // OPEN: the end of the wait

	wait     time.Duration // the latest open time, without jitter
	openings uint64        // how often the breaker has opened: names the jitter's draw

	exceeded bool // METRICS-ONLY: its latest call found enough bad ones

	moves [2]Move // what the latest call changed
	moved int
}

// knobs is Config in the form that decisions need.
type knobs struct {
	minimum                  int
	enough                   int   // failures in the window that trip a closed breaker; 0 is no such number
	successes                int   // good trials that close it; 0: the shares decide
	failures, slow           share // that trip a closed breaker
	trialFailures, trialSlow share // that reopen a half-open one
	slowCall                 time.Duration
	openFor, openMax         time.Duration
	growth, jitter           float64
	deadline                 time.Duration
	automatic                bool
}

// New returns a breaker that is closed, or in the state of its mode. The key names its luck: breakers with different
// keys draw different jitter, and the same key repeats it. New panics if c is
// not valid.
func New(c Config, key sim.Key) *Breaker {
	if err := knob.Check(&c); err != nil {
		panic("breaker: " + err.Error())
	}
	b := &Breaker{
		key:        key,
		generation: 1,
		trials:     trials{permitted: c.Trials, flying: make([]uint32, 0, c.Trials)},
		knob: knobs{
			failures: shareOf(c.FailureRate), slow: shareOf(c.SlowCallRate),
			trialFailures: single, trialSlow: single,
			slowCall: c.SlowCall,
			openFor:  c.OpenFor, openMax: c.OpenMax,
			growth: c.OpenGrowth, jitter: c.OpenJitter,
			deadline:  c.TrialDeadline,
			automatic: c.Automatic,
		},
	}
	switch c.TrialRule {
	case "rate":
		b.knob.trialFailures, b.knob.trialSlow = shareOf(c.FailureRate), b.knob.slow
	case "successes":
		b.knob.successes = c.TrialSuccesses
	}
	switch c.Mode {
	case "metrics-only":
		b.state = MetricsOnly
	case "forced-open":
		b.state = ForcedOpen
	}
	if b.knob.deadline == 0 {
		b.knob.deadline = c.OpenFor
	}
	b.look(c)
	if c.SlowCall == 0 {
		b.knob.slow, b.knob.trialSlow = never, never
	}
	return b
}

// look gives the closed breaker its evidence and says how much of it is enough.
func (b *Breaker) look(c Config) {
	b.knob.minimum = c.MinimumCalls
	if b.knob.enough = c.FailuresInWindow; b.knob.enough > 0 {
		b.knob.failures = never
	}
	switch c.Rule {
	case "count":
		b.window = &lastCalls{ring: make([]mark, c.Window)}
		if c.MinimumCalls == 0 || c.MinimumCalls > c.Window {
			b.knob.minimum = c.Window
		}
	case "time":
		b.window = lastSlices{patterns.NewSlices(c.WindowTime, c.Slices)}
		if c.MinimumCalls == 0 {
			b.knob.minimum = 100
		}
	case "consecutive":
		b.window = &streak{}
		b.knob.minimum = c.Consecutive
		b.knob.failures, b.knob.slow = whole, never
	}
}

// Allow asks whether a call may pass now. It returns the permit to hand to Done
// exactly once, or false: then the call is rejected, and that is no outcome.
func (b *Breaker) Allow(now sim.Time) (Permit, bool) {
	b.Tick(now)
	switch {
	case b.state == Closed, b.state == MetricsOnly:
		return Permit{generation: b.generation}, true
	case b.state == ForcedOpen, b.state == Open && now < b.until:
		return Permit{}, false
	case b.state == Open:
		b.move(HalfOpen, WaitOver, now, Tally{})
	}
	serial, ok := b.trials.admit(now)
	if !ok {
		return Permit{}, false
	}
	return Permit{generation: b.generation, serial: serial}, true
}

// Passes reports whether Allow would let a call pass, at the time of the latest step or
// later, if nothing else happens before.
func (b *Breaker) Passes(now sim.Time) bool {
	switch b.state {
	case Open:
		return now >= b.until
	case HalfOpen:
		return b.trials.left() > len(b.trials.flying)
	}
	return b.state != ForcedOpen
}

// Done records how a call ended and how long it took, and reports whether that
// was news. An answer from an earlier generation is stale and changes nothing: a late
// success must not close an open breaker, nor a late failure keep it open. A
// trial's permit counts once.
func (b *Breaker) Done(now sim.Time, p Permit, o patterns.Outcome, took time.Duration) bool {
	b.Tick(now)
	if p.generation != b.generation || p.Trial() && !b.trials.land(p.serial) {
		return false
	}
	if o == patterns.Ignored {
		return true
	}
	failed, slow := o == patterns.Failure, b.knob.slowCall > 0 && took > b.knob.slowCall
	if p.Trial() {
		b.trials.done.add(failed, slow, 1)
		if !failed && !slow {
			b.trials.good++
		}
		b.judgeTrials(now)
	} else {
		b.judge(now, b.window.record(now, failed, slow))
	}
	return true
}

// judge trips a closed breaker whose window shows enough bad calls.
func (b *Breaker) judge(now sim.Time, saw Tally) {
	why, bad := b.bad(saw)
	switch {
	case b.state == MetricsOnly:
		if bad && !b.exceeded {
			b.note(Move{From: MetricsOnly, To: MetricsOnly, Why: why, At: now, Generation: b.generation, Saw: saw})
		}
		b.exceeded = bad
	case bad:
		b.open(why, now, saw)
	}
}

// bad reports whether the calls seen are enough to trip it, and why.
func (b *Breaker) bad(saw Tally) (why Reason, bad bool) {
	switch {
	case b.knob.enough > 0 && saw.Failures >= b.knob.enough:
		return TooManyFailures, true
	case saw.Calls < b.knob.minimum:
	case b.knob.failures.reached(saw.Failures, saw.Calls):
		return TooManyFailures, true
	case b.knob.slow.reached(saw.Slow, saw.Calls):
		return TooManySlow, true
	}
	return 0, false
}

// judgeTrials ends the half-open episode once the outstanding trials cannot
// change its verdict: it opens when enough are bad even if the rest are good,
// and closes when too few are bad even if the rest are.
func (b *Breaker) judgeTrials(now sim.Time) {
	failures, slow := b.knob.trialFailures, b.knob.trialSlow
	saw, all, left := b.trials.done, b.trials.permitted, b.trials.left()
	var opens, closes bool
	if n := b.knob.successes; n > 0 {
		opens, closes = b.trials.good+left < n, b.trials.good >= n
	} else {
		opens = failures.reached(saw.Failures, all) || slow.reached(saw.Slow, all)
		closes = !failures.reached(saw.Failures+left, all) && !slow.reached(saw.Slow+left, all)
	}
	switch {
	case opens:
		b.open(TrialsFailed, now, saw)
	case closes:
		b.move(Closed, TrialsPassed, now, saw)
	}
}

// Tick makes the changes that time alone brings, up to now. Allow and Done begin
// with it, so a breaker that nobody ticks decides the same; it only notices later.
func (b *Breaker) Tick(now sim.Time) {
	b.moved = 0
	for {
		at, ok := b.Deadline()
		if !ok || now < at {
			return
		}
		if b.state == Open {
			b.move(HalfOpen, WaitOver, at, Tally{})
		} else {
			b.open(TrialsHung, at, b.trials.done)
		}
	}
}

// Deadline returns when time alone will change the state: the end of the wait of
// an automatic breaker, or the instant at which trials under way count as hung.
func (b *Breaker) Deadline() (at sim.Time, ok bool) {
	switch {
	case b.state == Open && b.knob.automatic:
		return b.until, true
	case b.state == HalfOpen && len(b.trials.flying) > 0:
		return b.trials.since.Add(b.knob.deadline), true
	}
	return 0, false
}

// open ends the generation and rejects calls until the wait, with its jitter, is over.
func (b *Breaker) open(why Reason, at sim.Time, saw Tally) {
	if b.state == Closed {
		b.wait = b.knob.openFor
	} else {
		b.wait = b.longer(b.wait)
	}
	b.openings++
	b.until = at.Add(b.spread(b.wait))
	b.move(Open, why, at, saw)
}

// longer returns the wait after one more failed episode.
func (b *Breaker) longer(wait time.Duration) time.Duration {
	if b.knob.growth == 1 {
		return wait
	}
	grown := float64(wait) * b.knob.growth
	if grown >= float64(b.knob.openMax) {
		return b.knob.openMax
	}
	return time.Duration(grown)
}

// spread returns the wait with this opening's jitter.
func (b *Breaker) spread(wait time.Duration) time.Duration {
	reach := time.Duration(float64(wait) * b.knob.jitter)
	luck := b.key.Mix(b.openings).Rand()
	return max(1, luck.Between(wait-reach, wait+reach+1))
}

// move begins the next generation.
func (b *Breaker) move(to State, why Reason, at sim.Time, saw Tally) {
	b.generation++
	m := Move{From: b.state, To: to, Why: why, At: at, Generation: b.generation, Saw: saw}
	b.state = to
	switch to {
	case Open:
		m.Until = b.until
	case HalfOpen:
		b.trials.clear()
	case Closed:
		b.window.clear()
	}
	b.note(m)
}

// note lets the shell know of a move.
func (b *Breaker) note(m Move) {
	b.moves[b.moved] = m
	b.moved++
}

// Moves returns what the latest Allow, Done or Tick changed, oldest first. The
// slice is overwritten by the next of them.
func (b *Breaker) Moves() []Move { return b.moves[:b.moved] }

// State returns the state after the latest call. A breaker that is not automatic
// stays Open until a call comes after its wait.
func (b *Breaker) State() State { return b.state }

// Generation returns the number of the current generation, counted from 1.
func (b *Breaker) Generation() uint32 { return b.generation }

// Until returns when the latest wait ends or ended; zero before the first.
func (b *Breaker) Until() sim.Time { return b.until }

// Tally returns what the current generation has seen: the window of a closed breaker,
// as of its latest call, or the finished trials of a half-open one.
func (b *Breaker) Tally() Tally {
	switch b.state {
	case Closed, MetricsOnly:
		return b.window.tally()
	case HalfOpen:
		return b.trials.done
	}
	return Tally{}
}
