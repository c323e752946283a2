package nodes

import "wavetank/sim"

// Work does the work of a request's route: its own, its steps and its operation.
type Work func(*Request) (*Response, error)

// An Around is what is done while a worker holds a request: it calls work, as often
// as it wants to, reads before that and writes after it. No other request of a
// service with one worker comes between.
type Around func(p *sim.Proc, req *Request, work Work) (*Response, error)

// A Decision is made as a worker takes a request up. An error ends the request there.
type Decision func(req *Request) error

// Taken returns a copy of r for the handler within: a service that takes it out of its
// queue asks decide first. It is Held for who decides at once and does nothing afterwards,
// and takes no process.
//
//	arrives ─► queue ─► worker: decide ─► work ─► free
func (r *Request) Taken(decide Decision) *Request {
	if r.around != nil {
		return r.Held(func(_ *sim.Proc, req *Request, work Work) (*Response, error) {
			if err := decide(req); err != nil {
				return nil, err
			}
			return work(req)
		})
	}
	taken, outer := r.Copy(), r.taken
	taken.taken = decide
	if outer != nil {
		taken.taken = func(req *Request) error {
			if err := outer(req); err != nil {
				return err
			}
			return decide(req)
		}
	}
	return taken
}

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

// carryOut serves a job whose request is held, in a process of its own.
func (j *job) carryOut(p *sim.Proc) {
	resp, err := j.Req.around(p, j.Req, func(req *Request) (*Response, error) {
		j.Req = req
		w := &waiting{proc: p}
		j.execution.start(j, w)
		return w.wait(&j.execution)
	})
	if !p.Killed() {
		j.Ended(resp, err)
	}
}
