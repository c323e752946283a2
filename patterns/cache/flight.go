package cache

import (
	"slices"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A flight is a call for an answer, and those who wait for it.
type flight struct {
	cache    *cache
	about    topic
	req      *nodes.Request
	inner    nodes.Pending
	seats    sim.List[seat] // in the order of their coming
	behind   bool           // a stale answer: it goes on without anybody who waits
	place    int            // among those that fly
	outdated bool           // a write has come between
}

// A seat is a call that waits for a flight.
type seat struct {
	cache  *cache
	flight *flight
	done   nodes.Done
	alarm  sim.Alarm
	place  sim.Element[seat]
}

// ask asks for an answer, for a seat or behind a stale answer, and reports whether that
// is under way. The call has a request of its own, as it may go on without its caller.
func (c *cache) ask(to net.ID, req *nodes.Request, about topic, s *seat) bool {
	if !slices.Contains(c.routes, about.route) {
		c.routes = append(c.routes, about.route)
	}
	f := &flight{cache: c, about: about, req: req.Copy(), behind: s == nil}
	if s != nil {
		f.join(s)
	}
	c.flights[about] = f
	f.place = len(c.flying)
	c.flying = append(c.flying, f)
	f.inner = c.next.Begin(to, f.req, f)
	return f.inner != nil
}

func (f *flight) join(s *seat) {
	s.flight = f
	f.seats.Add(&s.place, s)
}

// over takes the flight out.
func (f *flight) over() {
	f.closed()
	c := f.cache
	last := len(c.flying) - 1
	c.flying[f.place] = c.flying[last]
	c.flying[f.place].place = f.place
	c.flying[last], c.flying = nil, c.flying[:last]
}

// closed lets those who come ask anew.
func (f *flight) closed() {
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

// Cancel leaves a flight, which ends if nobody is left.
func (s *seat) Cancel() {
	f := s.flight
	s.leave()
	if f.seats.Len() == 0 && !f.behind {
		f.over()
		f.inner.Cancel()
	}
}
