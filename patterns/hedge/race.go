package hedge

import (
	"time"

	"wavetank/sim"
)

// A Verdict is what the end of an attempt means for its race.
type Verdict uint8

// The verdicts.
const (
	Good          Verdict = iota // the answer that was asked for
	NonFatal                     // try the next one at once
	Fatal                        // no other attempt would fare better
	CopyCancelled                // its twin has begun: it says nothing
)

// A Race is one call and its hedges: the pure machine that says when the next
// attempt is due and when the call is over. Time must not run backwards.
//
//	sent = flying + ended ≤ 1 + hedges     until it is over, always
type Race struct {
	hedges int           // attempts besides the first that may still be sent
	wait   time.Duration // from one attempt to the next; negative is for ever
	next   sim.Time      // when the next is due
	due    bool          // there is a next
	flying int
	over   bool
}

// NewRace returns the race of a call with at most so many hedges, the wait before
// each being negative if it may wait for ever. Its first attempt is due now.
func NewRace(now sim.Time, hedges int, wait time.Duration) Race {
	return Race{hedges: hedges + 1, wait: wait, next: now, due: true}
}

// Next returns when the next attempt is due, if there is to be one.
func (r *Race) Next() (at sim.Time, ok bool) { return r.next, r.due && !r.over }

// Over reports whether the call has its result.
func (r *Race) Over() bool { return r.over }

// Flying returns how many attempts are under way.
func (r *Race) Flying() int { return r.flying }

// Send records that the attempt which was due has been sent.
func (r *Race) Send(now sim.Time) {
	r.hedges--
	r.flying++
	r.due = r.hedges > 0 && r.wait >= 0
	if r.due {
		r.next = now.Add(r.wait)
	}
}

// Stop gives up all further hedges, as the budget has nothing left or there is no
// time: what is under way goes on.
func (r *Race) Stop() {
	r.hedges, r.due = 0, false
	r.over = r.over || r.flying == 0
}

// Delay moves the next attempt, as the callee asked for, to no sooner than at.
func (r *Race) Delay(at sim.Time) {
	if r.due {
		r.next = max(r.next, at)
	}
}

// End records that an attempt ended, and reports whether its end is the result of
// the call: of one race exactly one is.
func (r *Race) End(now sim.Time, v Verdict) (result bool) {
	if r.over {
		return false
	}
	r.flying--
	switch v {
	case Good, Fatal:
		r.over = true
	case NonFatal:
		if r.due = r.hedges > 0; r.due {
			r.next = now
		}
		r.over = !r.due && r.flying == 0
	case CopyCancelled:
		r.over = !r.due && r.flying == 0
	}
	return r.over
}
