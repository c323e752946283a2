package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// A job is one request inside a service.
type job struct {
	Waiting
	service   *Service
	route     *route
	call      *net.Call // whose request it is, or nil
	done      Done      // the pattern that waits for its end, or nil
	execution execution // what is done for it
	proc      *sim.Proc // what patterns do while a worker holds it, or nil
	task      Task      // the work
	arrived   sim.Time
	began     sim.Time // when a worker took it up
	patience  sim.Timer
	stage     stage
	known     bool             // to the pattern, as what is under way: until it hears of the end
	later     sim.Alarm        // tells of an end
	queued    sim.Element[job] // in the queue
}

type stage uint8

const (
	arriving stage = iota
	queued
	serving
	ended
)

// job returns a new job, or one whose request is done with.
func (s *Service) job(req *Request, from net.ID) *job {
	j := s.idle.Take()
	*j = job{}
	j.service, j.Waiting = s, Waiting{Req: req, From: from, job: j}
	j.arrived = s.node.World().Now()
	return j
}

func (j *job) expire() {
	j.service.remove(j)
	j.service.emit(ServiceExpired, j)
	if m := j.service.config.Meter; m != nil {
		m.Expire(j.service.node.World().Now())
	}
	j.end(nil, ErrExpired)
}

func (j *job) begin() {
	s := j.service
	s.busy++
	queued := j.stage == queued
	j.stage = serving
	w := s.node.World()
	j.began = w.Now()
	if m := s.config.Meter; m != nil {
		if queued {
			m.Take(j.began, j.began.Sub(j.arrived))
		} else {
			m.Begin(j.began)
		}
	}
	w.Cancel(j.patience)
	if j.Req.Tie.Key != 0 {
		s.untie(j)
		s.cancelTwin(j)
	}
	if decide := j.Req.taken; decide != nil {
		if err := decide(j.Req); err != nil {
			j.Ended(nil, err)
			return
		}
	}
	if j.Req.around != nil {
		j.proc = s.node.Go(j.carryOut)
		return
	}
	j.execution.start(j, j)
}

// Ended is the end of what is done for the request: it frees the worker, which takes up
// the next. A pattern hears of it only when the worker is free, as it may have another
// request for it.
func (j *job) Ended(resp *Response, err error) {
	s := j.service
	done := j.done
	if j.inVain() {
		s.waste(j)
	}
	j.done = nil
	j.worked()
	j.end(resp, err)
	s.release()
	switch {
	case done != nil:
		known := j.known
		if done.Ended(resp, err); known {
			s.idle.Put(j)
		}
	case j.call != nil && !s.config.Cancel: // nobody else knows it
		j.Req.unkept = j.route.Do == nil
		s.idle.Put(j)
	}
}

// inVain reports whether nobody wants what was done.
func (j *job) inVain() bool {
	now := j.service.node.World().Now()
	if j.done == nil {
		return j.call != nil && (j.call.Abandoned() || j.Req.wasted(now))
	}
	return j.Req.call != nil && (j.Req.abandoned() || j.Req.wasted(now))
}

// end gives the answer to the call or the pattern that waits for it.
func (j *job) end(resp *Response, err error) {
	j.leave()
	switch done := j.done; {
	case j.call != nil:
		j.service.told(j.route, j.arrived, err)
		answer(j.call, resp, err)
	case done != nil:
		j.done = nil
		done.Ended(resp, err)
	}
}

// leave takes the job out of its service.
func (j *job) leave() {
	if n := j.service.node; j.stage != ended && n.service == j.service {
		n.cpu.live(-1)
	}
	j.stage = ended
}

// endLater is end for who must not be disturbed now: a pattern hears of it when what
// happens now is over.
func (j *job) endLater(err error) {
	if j.call != nil {
		j.end(nil, err)
		return
	}
	j.leave()
	j.later.Set(j.service.node.owner, 0, sim.Func(func() {
		if j.done != nil {
			j.end(nil, err)
		}
	}))
}

// Cancel drops a job that nobody waits for any more.
func (j *job) Cancel() {
	s := j.service
	was := j.stage
	j.done = nil
	if was == ended {
		return
	}
	j.leave()
	if j.call != nil {
		j.call.Drop()
	}
	if s.node.service != s {
		return
	}
	s.emit(ServiceCancelled, j)
	switch was {
	case queued:
		s.remove(j)
	case serving:
		if j.proc != nil {
			j.proc.Kill()
		} else {
			j.execution.Cancel()
		}
		s.waste(j)
		j.worked()
		s.release()
	}
}

// worked tells the meter that the worker is free again.
func (j *job) worked() {
	m := j.service.config.Meter
	if m == nil {
		return
	}
	now := j.service.node.World().Now()
	m.End(now, now.Sub(j.began), j.execution.calling(now))
}
