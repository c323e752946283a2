package sim

import (
	"errors"
	"fmt"
)

// ErrLimit is wrapped by every error that a hopeless run ends with.
var ErrLimit = errors.New("sim: limit reached")

// Limits bound a run, so that one which cannot end says so instead of hanging.
// A zero field means its default.
type Limits struct {
	Events   uint64 // events in all; default 20 billion
	Stall    uint64 // events at one instant; default 5 million
	InFlight int64  // things in flight (Owner.Hold) and pending events; default 1 million
	Procs    int64  // live processes; default 200,000
}

func (l Limits) withDefaults() Limits {
	if l.Events == 0 {
		l.Events = 20_000_000_000
	}
	if l.Stall == 0 {
		l.Stall = 5_000_000
	}
	if l.InFlight == 0 {
		l.InFlight = 1_000_000
	}
	if l.Procs == 0 {
		l.Procs = 200_000
	}
	return l
}

// A LimitError says which bound a run hit, when, and who had most of it.
type LimitError struct {
	What    string // what there was too much of
	Limit   int64  // the bound
	At      Time   // the virtual time
	Culprit string // the owner with the most
	Share   int64  // how much of it that owner had
	Next    string // the owner with the most but for one, who may be the cause: the queue behind a load; "" if nobody else had any
	Rest    int64  // how much of it the next had
}

// Error names the bound, the virtual time and the culprit.
func (e *LimitError) Error() string {
	most := fmt.Sprintf("%q (%d)", e.Culprit, e.Share)
	if e.Next != "" {
		most += fmt.Sprintf(" and %q (%d)", e.Next, e.Rest)
	}
	return fmt.Sprintf("more than %d %s at virtual time %v, most of them by %s: the run cannot end well, so it ends here",
		e.Limit, e.What, e.At, most)
}

// Unwrap makes errors.Is(err, ErrLimit) hold.
func (e *LimitError) Unwrap() error { return ErrLimit }

func (w *World) tooMuch(what string, limit int64, share func(*Owner) int64) error {
	e := &LimitError{What: what, Limit: limit, At: w.now}
	for _, o := range w.owners {
		switch n := share(o); {
		case n > e.Share:
			e.Next, e.Rest = e.Culprit, e.Share
			e.Culprit, e.Share = o.name, n
		case n > e.Rest:
			e.Next, e.Rest = o.name, n
		}
	}
	if e.Culprit == "" {
		e.Culprit = "nobody"
	}
	return e
}

// nextCheck returns the count of events at which the bounds are looked at next:
// often enough to notice, too rarely to cost.
func (w *World) nextCheck() uint64 {
	return min(w.events+w.limits.Stall/16+1, w.limits.Events+1)
}

// overrun is the slow path of the main loop: it finds out which bound was hit.
func (w *World) overrun() error {
	events := func(o *Owner) int64 { return int64(o.events) }
	if w.events > w.limits.Events {
		return w.tooMuch("events", int64(w.limits.Events), events)
	}
	if w.events-w.fresh > w.limits.Stall {
		return w.tooMuch("events without progress of the clock", int64(w.limits.Stall), events)
	}
	if int64(w.queue.len()) > w.limits.InFlight {
		return w.tooMuch("pending events", w.limits.InFlight, events)
	}
	return nil
}
