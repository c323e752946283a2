package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// wrapped makes the call through the patterns of the way. The load's
// timeout is its patience with all that they do: attempts, hedges, waits and queues.
// It is the request's deadline on this side of the network; a call that goes on when
// that has passed is cancelled, by a caller that has given up.
func (s *sending) wrapped(to net.ID) {
	if s.Timeout > 0 {
		s.Deadline, s.Local = s.Born.Add(s.Timeout), true
	}
	pending := s.way.caller.Begin(to, &s.Request, s)
	if pending != nil && s.Timeout > 0 {
		s.pending = pending
		s.patience = s.load.owner.World().At(s.Deadline+1, s.load.owner, s)
	}
}

// Act is the end of the load's patience. It comes when the instant of the deadline
// is over: what ends by itself in that instant has ended.
func (s *sending) Act() {
	s.pending.Cancel()
	s.ended(s.Deadline, nil, net.ErrTimeout)
	s.load.idle.Put(s)
}

// leave makes r ready to leave its sender at now. A deadline that is the sender's
// own stays behind: it only bounds how long the answer is waited for.
func (r *Request) leave(now sim.Time) {
	if !r.Local {
		return
	}
	if left, ok := r.Left(now); ok && r.unwanted == 0 && (r.Timeout == 0 || left < r.Timeout) {
		r.Timeout = max(left, 1)
	}
	r.Deadline, r.Local = 0, false
}
