package nodes

import "wavetank/sim"

// Work does the work of a request's route: its own, its steps and its operation.
type Work func(*Request) (*Response, error)

// An Around is what is done while a worker holds a request: it calls work, as often
// as it wants to, reads before that and writes after it. No other request of a
// service with one worker comes between.
type Around func(p *sim.Proc, req *Request, work Work) (*Response, error)

// Held returns a copy of r for the handler within: a service that takes it out of
// its queue does around, and its worker is free once that is over. Of several, the
// one that was asked for first is outermost, as patterns are.
//
//	arrives ─► queue ─► worker: around { read ─► work ─► write } ─► free
func (r *Request) Held(around Around) *Request {
	held := r.Copy()
	outer := r.around
	held.around = around
	if outer != nil {
		held.around = func(p *sim.Proc, req *Request, work Work) (*Response, error) {
			return outer(p, req, func(req *Request) (*Response, error) { return around(p, req, work) })
		}
	}
	return held
}

// carryOut serves a job in the process p: all of it if its request is held, or what
// comes after the route's work.
func (j *job) carryOut(p *sim.Proc) (*Response, error) {
	if j.Req.around == nil {
		return j.route.run(p, j)
	}
	return j.Req.around(p, j.Req, func(req *Request) (*Response, error) {
		s, r := j.service, j.route
		j.Req = req
		if r.Work != nil {
			s.node.Work(p, s.node.grayed(r.Name, r.Work.Sample(s.node.World().Draw(r.work, req.Key))))
		} else if s.node.cpu.stopped > 0 {
			s.node.Work(p, 0)
		}
		return r.run(p, j)
	})
}
