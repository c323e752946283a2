package cache

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A flight is a call for an answer, and those who wait for it.
type flight struct {
	cache  *cache
	about  topic
	req    *nodes.Request
	old    finding // what the store held
	inner  nodes.Pending
	seats  sim.List[seat] // in the order of their coming
	behind bool           // a stale answer: it goes on without anybody who waits
}

// A seat is a call that looks into a shared store, and then waits for a flight.
type seat struct {
	cache  *cache
	to     net.ID
	req    *nodes.Request
	about  topic
	began  sim.Time
	done   nodes.Done
	inner  nodes.Pending // the look
	begins bool          // it begins; who began it looks after its end
	found  finding
	looked bool
	flight *flight // nil before
	alarm  sim.Alarm
	place  sim.Element[seat]
}

func (c *cache) seat(to net.ID, req *nodes.Request, about topic, done nodes.Done) *seat {
	s := c.seats.Take()
	*s = seat{cache: c, to: to, req: req, about: about, began: c.site.World().Now(), done: done}
	return s
}

// look asks a shared store.
func (s *seat) look() nodes.Pending {
	s.begins = true
	inner := s.cache.shared.ask(s.req, question{verb: look, about: s.about}, s.req.GivesUp(s.began), (*looking)(s))
	s.begins = false
	if s.looked {
		return s.follow()
	}
	s.inner = inner
	return s
}

// A looking is a seat that waits for a shared store.
type looking seat

// Ended takes in what the store holds.
func (l *looking) Ended(resp *nodes.Response, err error) {
	s := (*seat)(l)
	s.looked, s.inner = true, nil
	if err != nil {
		s.cache.emit(Unreached, s.req, 0)
		s.found = finding{unknown: true}
	} else {
		s.found = resp.Body.(finding)
	}
	if !s.begins {
		s.follow()
	}
}

// follow answers the call by what was found, or asks for an answer.
func (s *seat) follow() nodes.Pending {
	c, done := s.cache, s.done
	if k, ok := c.known(s.to, s.req, s.about, s.found); ok {
		c.seats.Put(s)
		k.end(done)
		return nil
	}
	if c.site.World().Now() >= s.req.GivesUp(s.began) {
		c.seats.Put(s)
		done.Ended(nil, net.ErrTimeout)
		return nil
	}
	return s.missed(s.found)
}

// missed lets the call wait for an answer that is under way, or asks for one.
func (s *seat) missed(found finding) nodes.Pending {
	c := s.cache
	if f := c.flights[s.about]; f != nil && c.config.Coalesce {
		c.emit(Coalesced, s.req, 0)
		f.join(s)
		if end := s.req.GivesUp(s.began); end != sim.Forever {
			s.alarm.Set(c.site.Owner, end.Sub(c.site.World().Now()), s)
		}
		return s
	}
	c.emit(Missed, s.req, 0)
	waited := s.req.Waited(c.site.World().Now().Sub(s.began))
	if !c.ask(s.to, waited, s.about, found, s) {
		return nil
	}
	return s
}

// ask asks for an answer, for a seat or behind a stale answer, and reports whether that
// is under way. The call has a request of its own, as it may go on without its caller.
func (c *cache) ask(to net.ID, req *nodes.Request, about topic, found finding, s *seat) bool {
	if !slices.Contains(c.routes, about.route) {
		c.routes = append(c.routes, about.route)
	}
	f := &flight{cache: c, about: about, req: req.Copy(), old: found, behind: s == nil}
	if s != nil {
		f.join(s)
	} else {
		f.req.Regardless()
	}
	c.flights[about] = f
	f.inner = c.next.Begin(to, f.req, f)
	return f.inner != nil
}

func (f *flight) join(s *seat) {
	s.flight = f
	f.seats.Add(&s.place, s)
}

// over lets those who come ask anew.
func (f *flight) over() {
	if f.cache.flights[f.about] == f {
		delete(f.cache.flights, f.about)
	}
}

// Ended keeps the answer, and gives it to all who wait.
func (f *flight) Ended(resp *nodes.Response, err error) {
	f.over()
	f.cache.keep(f, resp, err)
	resp, err = f.cache.instead(f, resp, err)
	for s := f.seats.First(); s != nil; s = f.seats.First() {
		own := resp
		if f.seats.Len() > 1 && resp != nil { // who comes later may change his
			same := *resp
			own = &same
		}
		done := s.done
		s.leave()
		done.Ended(own, err)
	}
}

// leave takes the seat away.
func (s *seat) leave() {
	s.alarm.Off()
	s.flight.seats.Remove(&s.place)
	s.cache.seats.Put(s)
}

// Act is the end of a caller's patience.
func (s *seat) Act() {
	done := s.done
	s.Cancel()
	done.Ended(nil, net.ErrTimeout)
}

// Cancel ends the look, or leaves a flight, which ends if nobody is left.
func (s *seat) Cancel() {
	f := s.flight
	if f == nil {
		s.inner.Cancel()
		s.cache.seats.Put(s)
		return
	}
	s.leave()
	if f.seats.Len() == 0 && !f.behind {
		f.over()
		f.inner.Cancel()
	}
}
