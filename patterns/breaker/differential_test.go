package breaker

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/sony/gobreaker/v2"
	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// A library is somebody else's breaker, on the fake clock of a synctest bubble.
type library interface {
	allow() (done func(patterns.Outcome), ok bool)
	state() State // half-open as soon as the wait is over
}

var (
	errFailed  = errors.New("failed")
	errIgnored = errors.New("ignored")
)

// gobreak is sony/gobreaker v2.
type gobreak struct {
	*gobreaker.TwoStepCircuitBreaker[int]
}

func newGobreak(s gobreaker.Settings) library {
	s.IsExcluded = func(err error) bool { return err == errIgnored }
	return gobreak{gobreaker.NewTwoStepCircuitBreaker[int](s)}
}

func (g gobreak) allow() (func(patterns.Outcome), bool) {
	done, err := g.Allow()
	return func(o patterns.Outcome) { done([]error{nil, errFailed, errIgnored}[o]) }, err == nil
}

func (g gobreak) state() State {
	return map[gobreaker.State]State{
		gobreaker.StateClosed: Closed, gobreaker.StateOpen: Open, gobreaker.StateHalfOpen: HalfOpen,
	}[g.State()]
}

// failsafe is failsafe-go. It has no way to ignore an outcome.
type failsafe struct {
	circuitbreaker.CircuitBreaker[int]
}

func (f failsafe) allow() (func(patterns.Outcome), bool) {
	return func(o patterns.Outcome) {
		if o == patterns.Success {
			f.RecordSuccess()
		} else {
			f.RecordFailure()
		}
	}, f.TryAcquirePermit()
}

func (f failsafe) state() State {
	switch {
	case f.IsClosed():
		return Closed
	case f.IsHalfOpen() || f.RemainingDelay() == 0:
		return HalfOpen
	}
	return Open
}

// A pair is ours and theirs, side by side.
type pair struct {
	ours   *Breaker
	theirs library
	flying []*both
	trips  int // how often ours opened
	closes int
}

// both is a call that both admitted.
type both struct {
	permit Permit
	theirs func(patterns.Outcome)
}

func clock() sim.Time { return sim.Time(time.Now().UnixNano()) }

func (p *pair) ask() (ours, theirs bool) {
	permit, ours := p.ours.Allow(clock())
	done, theirs := p.theirs.allow()
	if ours && theirs {
		p.flying = append(p.flying, &both{permit, done})
	}
	return ours, theirs
}

func (p *pair) end(i int, o patterns.Outcome) (news bool) {
	c := p.flying[i]
	p.flying = append(p.flying[:i:i], p.flying[i+1:]...)
	c.theirs(o)
	return p.ours.Done(clock(), c.permit, o, 0)
}

// now lets n calls pass one after another and end at once, until one of the two
// rejects: the states tell then.
func (p *pair) now(o patterns.Outcome, n int) {
	for range n {
		if ours, theirs := p.ask(); !ours || !theirs {
			return
		}
		p.end(len(p.flying)-1, o)
	}
}

// state is ours, read as theirs is: half-open as soon as the wait is over.
func (p *pair) state() State {
	if p.ours.State() == Open && clock() >= p.ours.Until() {
		return HalfOpen
	}
	return p.ours.State()
}

// spent reports whether all trials of the present episode are under way or have ended.
func (p *pair) spent() bool {
	t := &p.ours.trials
	return p.ours.State() == HalfOpen && len(t.flying)+t.done.Calls == t.permitted
}

// A match is one equivalent configuration of ours and theirs.
type match struct {
	ours     Config
	theirs   func() library
	outcomes []patterns.Outcome
	prefill  int  // successes that a fresh closed state begins with
	noStale  bool // stale outcomes are kept from theirs, which mistakes them
	noExtra  bool // no trial beyond the permitted is asked of theirs, which would let it pass
}

// play runs the script on p in a bubble and returns the first difference, or "".
func (m match) play(p *pair, script []act) (difference string) {
	p.now(patterns.Success, m.prefill)
	for i, a := range script {
		time.Sleep(a.after)
		turn := p.ours.Generation()
		if a.do == ask && !(m.noExtra && p.spent()) {
			if ours, theirs := p.ask(); ours != theirs {
				return fmt.Sprintf("act %d: we say %v (%v), they say %v (%v)", i, ours, p.state(), theirs, p.theirs.state())
			}
		} else if last := len(p.flying) - 1; a.do == end && last >= 0 {
			which := last - a.which%(last+1)
			p.ours.Tick(clock())
			if m.noStale && p.flying[which].permit.Generation() != p.ours.Generation() {
				p.flying = append(p.flying[:which:which], p.flying[which+1:]...)
			} else {
				p.end(which, a.o)
			}
		}
		if p.state() != p.theirs.state() {
			return fmt.Sprintf("act %d: we are %v, they are %v", i, p.state(), p.theirs.state())
		}
		if p.ours.Generation() == turn {
			continue
		}
		if p.ours.State() == Open {
			p.trips++
		} else if p.ours.State() == Closed {
			p.closes++
			p.now(patterns.Success, m.prefill)
		}
	}
	return ""
}

// matched draws a match and a script, and plays them on the fake clock. Waits
// end half a millisecond off every call: at the very instant gobreaker is still
// open, and ours and failsafe-go no longer. Scripts in which nothing happens prove
// nothing: every other one must trip, and one in ten close again.
func matched(t *testing.T, draw func(t *rapid.T, c *Config) match) {
	var lives, trips, closes int
	rapid.Check(t, func(rt *rapid.T) {
		c := Default()
		c.OpenFor = ms*time.Duration(rapid.IntRange(1, 8).Draw(rt, "open for")) + ms/2
		c.TrialDeadline = 24 * time.Hour // they have none
		m := draw(rt, &c)
		m.ours = c
		script := drawScript(rt, m.outcomes...)
		var difference string
		synctest.Test(t, func(*testing.T) {
			p := &pair{ours: New(m.ours, 1), theirs: m.theirs()}
			difference = m.play(p, script)
			lives, trips, closes = lives+1, trips+p.trips, closes+p.closes
		})
		if difference != "" {
			rt.Fatal(difference)
		}
	})
	t.Logf("%d lives, %d trips, %d closes", lives, trips, closes)
	if trips < lives/2 || closes < lives/10 {
		t.Errorf("%d lives saw only %d trips and %d closes", lives, trips, closes)
	}
}

func TestAgreesWithGobreaker(t *testing.T) {
	matched(t, func(t *rapid.T, c *Config) match {
		c.Rule, c.Consecutive = "consecutive", rapid.IntRange(1, 4).Draw(t, "failures in a row")
		c.Trials = rapid.IntRange(1, 3).Draw(t, "trials")
		return match{outcomes: mixed, theirs: func() library {
			return newGobreak(gobreaker.Settings{
				MaxRequests: uint32(c.Trials),
				Timeout:     c.OpenFor,
				ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= uint32(c.Consecutive) },
			})
		}}
	})
}

// ended is what a call can come to for a library that cannot ignore.
var ended = []patterns.Outcome{patterns.Failure, patterns.Success, patterns.Failure, patterns.Success}

func TestAgreesWithFailsafeInARow(t *testing.T) {
	matched(t, func(t *rapid.T, c *Config) match {
		c.Rule, c.Consecutive = "consecutive", rapid.IntRange(1, 4).Draw(t, "failures in a row")
		return match{outcomes: ended, noStale: true, theirs: func() library {
			return failsafe{circuitbreaker.NewBuilder[int]().WithDelay(c.OpenFor).
				WithFailureThreshold(uint(c.Consecutive)).WithSuccessThreshold(1).Build()}
		}}
	})
}

// failsafe-go counts failures even in a window that is not full; beginning both
// with a full one makes its k of n our rate.
func TestAgreesWithFailsafeOfTheLastCalls(t *testing.T) {
	matched(t, func(t *rapid.T, c *Config) match {
		c.Window = rapid.IntRange(1, 8).Draw(t, "window")
		k := rapid.IntRange(1, c.Window).Draw(t, "failures")
		c.FailureRate = float64(k) / float64(c.Window)
		return match{outcomes: ended, noStale: true, prefill: c.Window, theirs: func() library {
			return failsafe{circuitbreaker.NewBuilder[int]().WithDelay(c.OpenFor).
				WithFailureThresholdRatio(uint(k), uint(c.Window)).WithSuccessThreshold(1).Build()}
		}}
	})
}

func TestAgreesWithFailsafeOverTime(t *testing.T) {
	matched(t, func(t *rapid.T, c *Config) match {
		c.Rule, c.MinimumCalls = "time", rapid.IntRange(1, 6).Draw(t, "minimum")
		c.WindowTime = 10 * ms * time.Duration(rapid.IntRange(1, 5).Draw(t, "slice"))
		c.FailureRate = rapid.SampledFrom([]float64{.5, .25, .75, 1}).Draw(t, "rate")
		return match{outcomes: ended, noStale: true, theirs: func() library {
			return failsafe{circuitbreaker.NewBuilder[int]().WithDelay(c.OpenFor).
				WithFailureRateThreshold(c.FailureRate, uint(c.MinimumCalls), c.WindowTime).WithSuccessThreshold(1).Build()}
		}}
	})
}

func TestAgreesWithFailsafeOfFailuresInATime(t *testing.T) {
	matched(t, func(t *rapid.T, c *Config) match {
		c.Rule, c.FailuresInWindow = "time", rapid.IntRange(1, 5).Draw(t, "failures")
		c.WindowTime = 10 * ms * time.Duration(rapid.IntRange(1, 5).Draw(t, "slice"))
		return match{outcomes: ended, noStale: true, theirs: func() library {
			return failsafe{circuitbreaker.NewBuilder[int]().WithDelay(c.OpenFor).
				WithFailureThresholdPeriod(uint(c.FailuresInWindow), c.WindowTime).WithSuccessThreshold(1).Build()}
		}}
	})
}

func TestAgreesWithFailsafeOfSuccessesOfTrials(t *testing.T) {
	matched(t, func(t *rapid.T, c *Config) match {
		c.Window = rapid.IntRange(1, 4).Draw(t, "window")
		c.FailuresInWindow = rapid.IntRange(1, c.Window).Draw(t, "failures")
		c.Trials, c.TrialRule = rapid.IntRange(1, 4).Draw(t, "trials"), "successes"
		c.TrialSuccesses = rapid.IntRange(1, c.Trials).Draw(t, "successes")
		return match{outcomes: ended, noStale: true, noExtra: true, theirs: func() library {
			return failsafe{circuitbreaker.NewBuilder[int]().WithDelay(c.OpenFor).
				WithFailureThresholdRatio(uint(c.FailuresInWindow), uint(c.Window)).
				WithSuccessThresholdRatio(uint(c.TrialSuccesses), uint(c.Trials)).Build()}
		}}
	})
}
