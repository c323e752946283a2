package breaker

import (
	"time"

	"wavetank/patterns"
	"wavetank/sim"
)

// A board is the breaker as one would explain it on one: it keeps every
// call for ever and counts again each time. It knows no jitter.
type board struct {
	c      Config
	state  State
	turn   int
	trips  int // since it was last closed
	since  sim.Time
	calls  []aCall   // of the current turn
	flying []*oneTry // of the current half-open turn
	first  sim.Time  // when trials began to be under way without a pause
}

// oneTry is the reference's permit.
type oneTry struct {
	turn  int
	trial bool
}

func (r *board) enter(s State, at sim.Time) {
	if s == Open {
		r.trips++
	} else if s == Closed {
		r.trips = 0
	}
	r.state, r.since = s, at
	r.turn++
	r.calls, r.flying = nil, nil
}

// wait is open_for × open_growth for every trip after the first, at most open_max.
func (r *board) wait() time.Duration {
	wait := r.c.OpenFor
	for i := 1; i < r.trips && r.c.OpenGrowth > 1; i++ {
		wait = min(time.Duration(float64(wait)*r.c.OpenGrowth), r.c.OpenMax)
	}
	return wait
}

// pass lets time go by.
func (r *board) pass(now sim.Time) {
	deadline := r.c.TrialDeadline
	if deadline == 0 {
		deadline = r.c.OpenFor
	}
	if hung := r.first.Add(deadline); r.state == HalfOpen && len(r.flying) > 0 && now >= hung {
		r.enter(Open, hung)
	}
	if over := r.since.Add(r.wait()); r.state == Open && r.c.Automatic && now >= over {
		r.enter(HalfOpen, over)
	}
}

func (r *board) allow(now sim.Time) *oneTry {
	r.pass(now)
	if r.state == Open && now >= r.since.Add(r.wait()) {
		r.enter(HalfOpen, now)
	}
	switch {
	case r.state == Open, r.state == HalfOpen && len(r.flying)+len(r.calls) == r.c.Trials:
		return nil
	case r.state == Closed:
		return &oneTry{turn: r.turn}
	}
	if len(r.flying) == 0 {
		r.first = now
	}
	r.flying = append(r.flying, &oneTry{r.turn, true})
	return r.flying[len(r.flying)-1]
}

func (r *board) done(now sim.Time, p *oneTry, o patterns.Outcome, took time.Duration) (news bool) {
	r.pass(now)
	if p.turn != r.turn {
		return false
	}
	if p.trial {
		var rest []*oneTry
		for _, q := range r.flying {
			if q != p {
				rest = append(rest, q)
			}
		}
		if len(rest) == len(r.flying) {
			return false
		}
		r.flying = rest
	}
	if o == patterns.Ignored {
		return true
	}
	r.calls = append(r.calls, aCall{now, o == patterns.Failure, r.c.SlowCall > 0 && took > r.c.SlowCall})
	if r.state == Closed && r.sick() {
		r.enter(Open, now)
	} else if r.state == HalfOpen {
		r.decide(now)
	}
	return true
}

// sick judges the calls of a closed turn, all over again.
func (r *board) sick() bool {
	seen, least := r.calls, r.c.MinimumCalls
	now := seen[len(seen)-1].at
	switch r.c.Rule {
	case "consecutive":
		bad := 0
		for i := len(seen) - 1; i >= 0 && (seen[i].failed || seen[i].slow); i-- {
			bad++
		}
		return bad >= r.c.Consecutive
	case "count":
		if least == 0 || least > r.c.Window {
			least = r.c.Window
		}
		seen = seen[max(0, len(seen)-r.c.Window):]
	case "time":
		width := r.c.WindowTime / time.Duration(r.c.Slices)
		for int(now)/int(width)-int(seen[0].at)/int(width) >= r.c.Slices {
			seen = seen[1:]
		}
	}
	sum := count(seen)
	if n := r.c.FailuresInWindow; n > 0 {
		return sum.Failures >= n || len(seen) >= least && r.slow(sum, len(seen))
	}
	return len(seen) >= least && r.bad(sum, len(seen))
}

// bad compares as the documentation says it, with room for floating point only.
func (r *board) bad(t Tally, of int) bool {
	return float64(t.Failures) >= r.c.FailureRate*float64(of)-1e-6 || r.slow(t, of)
}

func (r *board) slow(t Tally, of int) bool {
	return r.c.SlowCall > 0 && float64(t.Slow) >= r.c.SlowCallRate*float64(of)-1e-6
}

// decide imagines the outstanding trials all good, then all bad.
func (r *board) decide(now sim.Time) {
	if r.c.TrialRule == "successes" {
		good, missed := 0, 0
		for _, c := range r.calls {
			if c.failed || c.slow {
				missed++
			} else {
				good++
			}
		}
		if good == r.c.TrialSuccesses {
			r.enter(Closed, now)
		} else if missed > r.c.Trials-r.c.TrialSuccesses {
			r.enter(Open, now)
		}
		return
	}
	best := count(r.calls)
	left := r.c.Trials - best.Calls
	worst := Tally{r.c.Trials, best.Failures + left, best.Slow + left}
	opens := func(t Tally) bool {
		if r.c.TrialRule == "any" {
			return t.Failures+t.Slow > 0
		}
		return r.bad(t, r.c.Trials)
	}
	if opens(best) {
		r.enter(Open, now)
	} else if !opens(worst) {
		r.enter(Closed, now)
	}
}
