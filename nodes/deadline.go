package nodes

import (
	"time"

	"wavetank/sim"
)

// Left returns how much time there is at now until the deadline of r, or false
// if it has none. It is not positive once the deadline has passed.
func (r *Request) Left(now sim.Time) (left time.Duration, ok bool) {
	return r.Deadline.Sub(now), r.Deadline != 0
}

// GivesUp returns when the caller of r gives up who waits since then: at the timeout
// or at the deadline, whichever comes first, and sim.Forever if there is neither.
func (r *Request) GivesUp(since sim.Time) sim.Time {
	end := sim.Forever
	if r.Timeout > 0 {
		end = since.Add(r.Timeout)
	}
	if r.Deadline != 0 {
		end = min(end, r.Deadline)
	}
	return end
}

// Waited returns r as it is sent on after the caller has waited so long: that is
// missing from its timeout. It returns r itself if nothing is.
func (r *Request) Waited(d time.Duration) *Request {
	if d == 0 || r.Timeout == 0 {
		return r
	}
	rest := r.Copy()
	rest.Timeout = max(1, r.Timeout-d)
	return rest
}

// Within returns r as it is sent at now, before its deadline: nobody waits for
// it any longer than that. It returns r itself if nobody would.
func (r *Request) Within(now sim.Time) *Request {
	left, ok := r.Left(now)
	if !ok || r.Timeout > 0 && r.Timeout <= left {
		return r
	}
	sooner := r.Copy()
	sooner.Timeout = max(left, 1)
	return sooner
}

// Until returns r as a service sees it that does not serve it any more, if it
// still waits for a worker then.
func (r *Request) Until(end sim.Time) *Request {
	bounded := r.Copy()
	bounded.end = end
	return bounded
}

// Beyond makes room hold r as it is sent by somebody who waits for the answer even after
// the caller has given up, at that time, for as long as timeout; 0 is for ever.
// Work for it that ends after the caller gave up is wasted nevertheless.
func (r *Request) Beyond(room *Request, end sim.Time, timeout time.Duration) {
	*room = *r
	room.unkept, room.unwanted, room.Timeout = false, sooner(r.unwanted, end), timeout
}

// expect keeps until when the sender waits for an answer, as r is put on the network.
func (r *Request) expect(now sim.Time) {
	r.waits = 0
	if r.Timeout > 0 {
		r.waits = now.Add(r.Timeout)
	}
}

// Regardless says that what r asks for is wanted though all who wait for an answer may
// have given up: a saga comes to its end without its user.
func (r *Request) Regardless() { r.unwanted = 0 }

// sooner returns the sooner of two times, of which zero is never.
func sooner(a, b sim.Time) sim.Time {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}

// wasted reports whether nobody wants the answer at now, although somebody may
// wait for it.
func (r *Request) wasted(now sim.Time) bool { return r.unwanted != 0 && now > r.unwanted }
