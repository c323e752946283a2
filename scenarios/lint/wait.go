package lint

import (
	"slices"
	"time"

	"wavetank/patterns/hedge"
	"wavetank/patterns/retry"
	"wavetank/patterns/timeout"
	"wavetank/scenarios/language"
)

// A wait is how long calls on an edge are waited for, and how often they are made.
type wait struct {
	attempt  time.Duration // each; 0 is for ever
	whole    time.Duration // all attempts and what lies between; 0 is for ever
	attempts int           // that there can be, hedges too
	tame     bool          // a budget bounds what attempts there are
	total    bool          // a timeout bounds the whole
	travels  bool          // a timeout passes deadlines on
	heeds    bool          // deadlines bound it
	own      bool          // patterns serve in ways of their own
	ends     bool          // one of them answers in the end
}

// waits returns how long calls with that timeout are waited for behind the
// patterns, outermost first.
func waits(list []language.Pattern, callTimeout time.Duration) wait {
	w := wait{attempt: callTimeout, attempts: 1, own: strange(list), ends: answers(list), tame: true}
	for _, p := range list {
		if c, ok := p.Config.(*timeout.Config); ok {
			w.attempt = sooner(w.attempt, c.Attempt)
		}
	}
	w.whole = w.attempt
	for _, p := range slices.Backward(list) {
		switch c := p.Config.(type) {
		case *timeout.Config:
			w.whole, w.travels, w.heeds = sooner(w.whole, c.Total), true, true
			w.total = w.total || c.Total > 0
			if w.attempts == 1 { // inside of any retry
				w.attempt = sooner(w.attempt, c.Total)
			}
		case *hedge.Config:
			w.attempts *= 1 + c.MaxHedges
			w.tame = w.tame && c.Budget < 1
		case *retry.Config:
			w.heeds = true
			if c.Attempts > 1 {
				w.attempts *= c.Attempts
				w.tame = w.tame && c.Budget != "none"
				w.whole = retried(c, w.whole)
			}
		}
	}
	return w
}

// retried returns how long all attempts take at most, with the longest waits
// between them, if each is waited for so long.
func retried(c *retry.Config, each time.Duration) time.Duration {
	if each == 0 {
		return 0
	}
	var waits time.Duration
	bound := float64(c.Base)
	for range c.Attempts - 1 {
		switch c.Backoff {
		case "none":
		case "constant":
			waits += c.Base
		default:
			waits += min(time.Duration(min(bound, float64(c.Cap))), c.Cap)
			bound *= c.Factor
		}
	}
	whole := time.Duration(c.Attempts)*each + waits
	if c.MaxDuration > 0 {
		whole = min(whole, c.MaxDuration+each)
	}
	return whole
}

// sooner returns the shorter of two waits, of which 0 is for ever.
func sooner(a, b time.Duration) time.Duration {
	switch {
	case a == 0:
		return b
	case b == 0:
		return a
	}
	return min(a, b)
}
