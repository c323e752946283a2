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

// Within returns r as it is sent at now, before its deadline: nobody waits for
// it any longer than that. It returns r itself if nobody would.
func (r *Request) Within(now sim.Time) *Request {
	left, ok := r.Left(now)
	if !ok || r.Timeout > 0 && r.Timeout <= left {
		return r
	}
	sooner := *r
	sooner.unkept = false
	sooner.Timeout = max(left, 1)
	return &sooner
}

// Until returns r as a service sees it that does not serve it any more, if it
// still waits for a worker then.
func (r *Request) Until(end sim.Time) *Request {
	bounded := *r
	bounded.unkept = false
	bounded.end = end
	return &bounded
}
