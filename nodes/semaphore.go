package nodes

import "wavetank/sim"

// A Semaphore lets so many processes in at a time, first come first served. The
// zero Semaphore has no bound.
type Semaphore struct {
	Limit int // how many may be inside; 0 is no bound

	inside  int
	waiting sim.List[waiter]
}

// A waiter is a process that waits for a semaphore.
type waiter struct {
	proc     *sim.Proc
	place    sim.Element[waiter]
	admitted bool
}

// Inside returns how many hold the semaphore.
func (s *Semaphore) Inside() int { return s.inside }

// Acquire waits until there is room for the process p. A process that is killed
// while it waits leaves its place.
func (s *Semaphore) Acquire(p *sim.Proc) {
	if s.Limit == 0 || s.inside < s.Limit {
		s.inside++
		return
	}
	w := &waiter{proc: p}
	s.waiting.Add(&w.place, w)
	running := false
	defer func() {
		switch {
		case running:
		case w.admitted: // and killed before it ran
			s.Release()
		default:
			s.waiting.Remove(&w.place)
		}
	}()
	for !w.admitted {
		p.Park()
	}
	running = true
}

// Release makes room for the next process.
func (s *Semaphore) Release() {
	next := s.waiting.First()
	if next == nil {
		s.inside--
		return
	}
	s.waiting.Remove(&next.place)
	next.admitted = true
	next.proc.Wake()
}

// Do calls f while it holds the semaphore. It releases also when p is killed
// meanwhile.
func (s *Semaphore) Do(p *sim.Proc, f func()) {
	s.Acquire(p)
	defer s.Release()
	f()
}
