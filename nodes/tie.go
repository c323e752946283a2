package nodes

import (
	"fmt"

	"wavetank/net"
	"wavetank/sim"
)

// A Tie binds two copies of one request, at two instances of a service. The instance
// that begins with its copy tells the other, whose copy leaves the queue, if it still
// waits there. Between two that begin within a network delay of each other
// both are served (Dean and Barroso, The Tail at Scale, 2013). The zero Tie is none.
type Tie struct {
	Key   sim.Key // the same for both
	Other net.ID  // where the other copy is
}

// ErrCopyCancelled is how a tied copy ends that left the queue, as the other has
// begun. It wraps net.ErrCancelled: it says nothing about the callee.
var ErrCopyCancelled = fmt.Errorf("nodes: a tied copy has begun elsewhere: %w", net.ErrCancelled)

// tied is the topic on which instances speak of ties.
const tied = "tied"

// tie notes that a copy waits, for its twin to call it off.
func (s *Service) tie(j *job) {
	if s.ties == nil {
		s.ties = make(map[sim.Key]*job)
		s.node.Listen(tied, func(p Message) {
			if j := s.ties[p.Body.(sim.Key)]; j != nil {
				s.remove(j)
				s.emit(ServiceCancelled, j)
				j.end(nil, ErrCopyCancelled)
			}
		})
	}
	s.ties[j.Req.Tie.Key] = j
}

func (s *Service) untie(j *job) {
	if key := j.Req.Tie.Key; s.ties[key] == j {
		delete(s.ties, key)
	}
}

// cancelTwin lets the twin of a copy that begins leave its queue.
func (s *Service) cancelTwin(j *job) {
	t := j.Req.Tie
	s.node.Send(t.Other, tied, t.Key.Mix(uint64(sim.KeyOf(tied))).Mix(uint64(s.node.owner.Key())), 0, t.Key)
}
