package nodes

import (
	"errors"
	"strings"

	"wavetank/net"
	"wavetank/sim"
	"wavetank/sim/meter"
)

// Metered has m, or nobody if it is nil, hear of the calls that c, an innermost Caller, puts
// on the network.
func Metered(c Caller, m *meter.Calls) {
	if r, ok := c.(*rpc); ok {
		r.meter = m
	}
}

// begins tells the meter, if there is one, of a request.
func (r *route) begins(now sim.Time) {
	if r.Meter != nil {
		r.Meter.Begin(now)
	}
}

// told tells the meters how a request ended that came at that time.
func (s *Service) told(r *route, arrived sim.Time, err error) {
	switch {
	case s.config.Meter == nil:
	case err == nil && r != nil:
		r.Meter.Well(arrived, s.node.World().Now())
	default:
		s.toldOf(r, arrived, err)
	}
}

func (s *Service) toldOf(r *route, arrived sim.Time, err error) {
	now, how := s.node.World().Now(), OutcomeOf(err)
	if how == Rejected && byItself(err) {
		s.config.Meter.TurnAway(now)
	}
	if how == TimedOut { // by a dependency, which is the service's own failure
		how = Failed
	}
	if r != nil {
		r.Meter.Ended(arrived, now, endings[how])
	}
}

// byItself reports whether it is the service that has no room, with an error of Rejected.
func byItself(err error) bool {
	switch err { // most are one of these themselves
	case ErrRejected, ErrFull:
		return true
	case ErrExpired, ErrTurnedAway:
		return false
	}
	return !errors.Is(err, ErrTurnedAway) && !errors.Is(err, ErrElsewhere)
}

// turnedAway tells the meter of a call that patterns ended before it was sent.
func (w *client) turnedAway(err error) {
	m := w.bare.meter
	if m == nil {
		return
	}
	switch err { // most of what was sent ends with one of these
	case nil, ErrFailed, net.ErrTimeout, ErrRejected, ErrFull, ErrExpired, ErrTurnedAway:
		return
	}
	if !errors.Is(err, ErrNotSent) {
		return
	}
	by, _, _ := strings.Cut(err.Error(), ":")
	m.TurnedAway(w.bare.network.World().Now(), by)
}

// measured tells the meter, if there is one, of the end of an attempt.
func (x *exchange) measured(err error) {
	switch m := x.rpc.meter; {
	case m == nil:
	case err == nil:
		m.Well(x.began, x.rpc.network.World().Now())
	case err == net.ErrCancelled:
		m.Ended(x.began, x.rpc.network.World().Now(), nil)
	default:
		m.Ended(x.began, x.rpc.network.World().Now(), endings[OutcomeOf(err)])
	}
}
