package nodes

import (
	"errors"
	"strings"
	"time"

	"wavetank/sim"
)

// Meters measure what goes on inside services and on calls, where somebody asks. They
// observe and change nothing, and what they hear is no fact: the digest of a run does
// not depend on them. An instant is always in true time, and never before the last.

// A ServiceMeter hears of the workers and the queue of one machine's service.
type ServiceMeter interface {
	// Queued says that a request waits for a worker.
	Queued(now sim.Time)
	// Left says that one left the queue without a worker, after so long.
	Left(now sim.Time, waited time.Duration)
	// Began says that one got a worker: after so long if it was queued, or at once.
	Began(now sim.Time, queued bool, waited time.Duration)
	// Ended says that one gave its worker back, after so long, and how much of that went
	// to its disk and its calls.
	Ended(now sim.Time, worked, calling time.Duration)
	// Stopped says that all are gone, as the machine crashed.
	Stopped(now sim.Time)
	// Runs says how many requests are worked on from now on, where all share the cores.
	Runs(now sim.Time, tasks int64)
	// TurnedAway says that one was turned away: no place, or a pattern on this side that
	// does not send it to another member.
	TurnedAway(now sim.Time)
	// Expired says that one left the queue unserved, as it had waited too long.
	Expired(now sim.Time)
}

// A CallMeter hears of the requests to a route, those that a service takes in or those that
// a load sends there, or of the attempts of a participant to call one dependency.
type CallMeter interface {
	// Begun returns where they are counted as they begin, and from when on.
	Begun() (from sim.Time, n *int64)
	// Ended says how it ended, by one of the facts that end a request of a load, or nil
	// if the caller gave it up.
	Ended(start sim.Time, how *sim.Kind, after time.Duration)
	// TurnedAway is a call that a pattern of the caller ended before it was sent: by is
	// the word for it, such as "breaker".
	TurnedAway(now sim.Time, by string)
}

// A counter counts what begins. That is done in place: it happens at every hop.
type counter struct {
	from sim.Time
	n    *int64 // nil is nobody's
}

func newCounter(m CallMeter) (c counter) {
	if m != nil {
		c.from, c.n = m.Begun()
	}
	return c
}

func (c *counter) count(now sim.Time) {
	if c.n != nil && now >= c.from {
		*c.n++
	}
}

// Metered has m hear of the calls that c, an innermost Caller, puts on the network.
func Metered(c Caller, m CallMeter) {
	if r, ok := c.(*rpc); ok {
		r.meter, r.begun = m, newCounter(m)
	}
}

// told tells the meters how a request ended that came at that time.
func (s *Service) told(r *route, arrived sim.Time, err error) {
	if s.config.Meter == nil {
		return
	}
	now, how := s.node.World().Now(), OutcomeOf(err)
	if how == Rejected && err != ErrExpired && !errors.Is(err, ErrTurnedAway) && !errors.Is(err, ErrElsewhere) {
		s.config.Meter.TurnedAway(now)
	}
	if how == TimedOut { // by a dependency, which is the service's own failure
		how = Failed
	}
	if r != nil {
		r.Meter.Ended(arrived, endings[how], now.Sub(arrived))
	}
}

// turnedAway tells the meter of a call that patterns ended before it was sent.
func (w *client) turnedAway(err error) {
	m := w.bare.meter
	if m == nil || err == nil || !errors.Is(err, ErrNotSent) {
		return
	}
	by, _, _ := strings.Cut(err.Error(), ":")
	m.TurnedAway(w.bare.network.World().Now(), by)
}

// measured tells the meter of the end of an attempt.
func (x *exchange) measured(err error, cancelled bool) {
	now := x.rpc.network.World().Now()
	how := endings[OutcomeOf(err)]
	if cancelled {
		how = nil
	}
	x.rpc.meter.Ended(x.began, how, now.Sub(x.began))
}
