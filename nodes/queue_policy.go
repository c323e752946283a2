package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// A QueuePolicy orders the queue of a service as a pattern decides: which requests may
// wait, which is served next, which are dropped. Every request passes through it, even
// if a worker is idle. The service's own bound on the queue, and the patience of the
// callers, still hold.
type QueuePolicy interface {
	// Push takes in a request, or says why it is turned away. It may Drop others.
	Push(now sim.Time, w *Waiting) error
	// Pop takes out the request that a worker is free for, or returns nil. It may
	// Drop others on the way.
	Pop(now sim.Time) *Waiting
	// Remove takes out one that has left by itself.
	Remove(w *Waiting)
}

// A Waiting is a request that waits for a worker. A QueuePolicy knows it from Push until
// it is popped, removed or dropped, and keeps neither it nor its request longer.
type Waiting struct {
	Req   *Request
	From  net.ID
	Since sim.Time
	job   *job
}

// Drop ends the wait with an error, for a QueuePolicy that has taken w out.
func (w *Waiting) Drop(err error) {
	j := w.job
	j.service.leave(j)
	j.endLater(err)
}

// join lets a job wait, or says why it may not. Where a QueuePolicy decides, a worker
// may take it up at once.
func (s *Service) join(j *job) error {
	now := s.node.World().Now()
	j.stage = queued
	s.waiting.push(j)
	if s.config.Meter != nil {
		s.config.Meter.Queue(now)
	}
	if s.config.Policy != nil {
		j.Since = now
		if err := s.config.Policy.Push(now, &j.Waiting); err != nil {
			s.waiting.remove(j)
			s.left(j)
			return err
		}
	}
	if j.Req.Tie.Key != 0 {
		s.tie(j)
	}
	if at, ok := s.expiry(j.Req); ok {
		j.patience = s.node.World().At(at, s.node.owner, sim.Func(j.expire))
	}
	if s.config.Policy != nil {
		s.serve()
	}
	return nil
}

// next takes the job out of the queue that a worker is free for, or returns nil.
func (s *Service) next() *job {
	if s.config.Policy == nil {
		return s.waiting.pop()
	}
	w := s.config.Policy.Pop(s.node.World().Now())
	if w == nil {
		return nil
	}
	s.waiting.remove(w.job)
	return w.job
}

// remove takes a job out of the queue that leaves by itself.
func (s *Service) remove(j *job) {
	if s.config.Policy != nil {
		s.config.Policy.Remove(&j.Waiting)
	}
	s.leave(j)
}

// leave takes a job out of the queue, and its patience with it.
func (s *Service) leave(j *job) {
	s.waiting.remove(j)
	s.node.World().Cancel(j.patience)
	s.untie(j)
	s.left(j)
}

// left tells the meter of a job that left the queue without a worker.
func (s *Service) left(j *job) {
	if m := s.config.Meter; m != nil {
		now := s.node.World().Now()
		m.Leave(now, now.Sub(j.arrived))
	}
}
