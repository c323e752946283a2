package nodes

import "wavetank/sim"

// A Semaphore lets so many in at a time, first come first served. The zero Semaphore
// has no bound.
type Semaphore struct {
	Limit int // how many may be inside; 0 is no bound

	inside  int
	waiting sim.List[Claim]
}

// A Claim is what somebody has of a semaphore: a place inside, or one among those who
// wait. The zero Claim is nothing, and so is one that was given back.
type Claim struct {
	of       *Semaphore
	waits    bool
	place    sim.Element[Claim]
	admitted sim.Action
}

// Inside returns how many hold the semaphore.
func (s *Semaphore) Inside() int { return s.inside }

// Enter lets c in and reports true if there is room. Otherwise c waits, and admitted acts
// once it is in, on the stack of whoever has left.
func (s *Semaphore) Enter(c *Claim, admitted sim.Action) bool {
	c.of, c.admitted = s, admitted
	c.waits = s.Limit != 0 && s.inside >= s.Limit
	if c.waits {
		s.waiting.Add(&c.place, c)
	} else {
		s.inside++
	}
	return !c.waits
}

// Leave gives back what c has, and lets the next one in.
func (c *Claim) Leave() {
	s := c.of
	switch {
	case s == nil:
		return
	case c.waits:
		s.waiting.Remove(&c.place)
		*c = Claim{}
		return
	}
	*c = Claim{}
	next := s.waiting.First()
	if next == nil {
		s.inside--
		return
	}
	s.waiting.Remove(&next.place)
	next.waits = false
	next.admitted.Act()
}

// Do has the process p wait until there is room, and calls f inside. It leaves also when
// p is killed meanwhile.
func (s *Semaphore) Do(p *sim.Proc, f func()) {
	c := new(Claim)
	s.Enter(c, sim.Func(p.Wake))
	defer c.Leave()
	for c.waits {
		p.Park()
	}
	f()
}
