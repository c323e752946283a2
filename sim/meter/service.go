package meter

import (
	"time"

	"wavetank/sim"
)

// A Service measures the workers and the queue of one machine's service. What every request
// touches stands first, in two lines of the cache.
type Service struct {
	from     sim.Time // what happens earlier does not count
	held     Area     // when requests gave their workers back, less when they got them, or from when on that counts
	busy     int64
	waiting  int64
	AtOnce   int64
	work     Spans
	Calling  Area     // of the time at work
	stood    sim.Time // until when the queue is counted
	waits    Spans
	queue    [lowLevels]time.Duration // how long so many waited, not yet among the levels
	levels   Levels
	Rejected int64 // by a full queue, or by a pattern on its side that does not send it to another member
	Overdue  int64 // left the queue unserved, as they had waited too long

	shares       bool // its cores, so that tasks use them and not requests
	cores, tasks int64
	used         Area
	since        sim.Time // until when that is counted

	_ [32]byte // so that each begins with a line
}

// lowLevels are so low that their spans are kept apart: to multiply is for the end.
const lowLevels = 32

// Levels hold how long each level stood.
type Levels interface {
	AddFor(level int64, span time.Duration)
}

// NewService returns a meter of what happens from then on at a machine with so many
// workers. Work takes how long requests were worked on, calls included, waits how long those
// were queued that had to wait, and levels how long how many did.
func NewService(from sim.Time, workers int64, work, waits Distribution, levels Levels) *Service {
	return &Service{from: from, cores: workers, work: Spans{to: work}, waits: Spans{to: waits}, levels: levels, stood: from, since: from}
}

// Begin says that a request got a worker at once.
func (s *Service) Begin(now sim.Time) {
	s.busy++
	s.held.fall(max(now, s.from))
	if now >= s.from {
		s.AtOnce++
	}
}

// Queue says that a request waits for a worker.
func (s *Service) Queue(now sim.Time) {
	s.stand(now)
	s.waiting++
}

// Take says that one which was queued got a worker, after so long.
func (s *Service) Take(now sim.Time, waited time.Duration) {
	s.busy++
	s.held.fall(max(now, s.from))
	s.stand(now)
	s.waiting--
	switch {
	case now < s.from:
	case waited == 0:
		s.AtOnce++
	default:
		s.waits.add(waited)
	}
}

// Leave says that one left the queue without a worker, after so long.
func (s *Service) Leave(now sim.Time, waited time.Duration) {
	s.stand(now)
	s.waiting--
	if now >= s.from {
		s.waits.add(waited)
	}
}

// End says that one gave its worker back, after so long, and how much of that went to its
// disk and its calls.
func (s *Service) End(now sim.Time, worked, calling time.Duration) {
	s.busy--
	s.held.rise(max(now, s.from))
	if now >= s.from {
		s.work.add(worked)
		s.Calling.rise(sim.Time(calling))
	}
}

// Stop says that all are gone, as the machine crashed.
func (s *Service) Stop(now sim.Time) {
	s.stand(now)
	s.held.Add(s.busy, time.Duration(max(now, s.from)))
	s.waiting, s.busy = 0, 0
}

// Run says how many requests are worked on from now on, where all share the cores.
func (s *Service) Run(now sim.Time, tasks int64) {
	s.used, s.since = s.Used(now), max(now, s.since)
	s.tasks, s.shares = tasks, true
}

// TurnAway says that a request was turned away.
func (s *Service) TurnAway(now sim.Time) {
	if now >= s.from {
		s.Rejected++
	}
}

// Expire says that a request left the queue because it had waited too long.
func (s *Service) Expire(now sim.Time) {
	if now >= s.from {
		s.Overdue++
	}
}

// stand carries the queue on to a later instant. Nobody looks how long it was empty.
func (s *Service) stand(now sim.Time) {
	if now <= s.stood {
		return
	}
	span := now.Sub(s.stood)
	s.stood = now
	if uint64(s.waiting) < lowLevels {
		s.queue[s.waiting] += span
		return
	}
	s.levels.AddFor(s.waiting, span)
}

// Waiting returns how many requests wait.
func (s *Service) Waiting() int64 { return s.waiting }

// Held returns how long workers were held until then, one by one.
func (s *Service) Held(at sim.Time) Area {
	all := s.held
	all.Add(s.busy, time.Duration(max(at, s.from)))
	return all
}

// Used returns how long cores were until then, if requests share them.
func (s *Service) Used(at sim.Time) Area {
	all := s.used
	if at > s.since {
		all.Add(min(s.tasks, s.cores), at.Sub(s.since))
	}
	return all
}

// Shares reports whether requests share the cores.
func (s *Service) Shares() bool { return s.shares }

// Flush brings what was measured until then to the distributions.
func (s *Service) Flush(at sim.Time) {
	s.stand(at)
	for level, span := range s.queue[1:] {
		if span > 0 {
			s.levels.AddFor(int64(level)+1, span)
		}
	}
	s.queue = [lowLevels]time.Duration{}
	s.waits.flush()
	s.work.flush()
}
