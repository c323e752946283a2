package nodes

import (
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// A job is one request inside a service.
type job struct {
	Waiting
	service  *Service
	route    *route
	call     *net.Call // whose request it is, or nil
	done     Done      // the pattern that waits for its end, or nil
	serve    func(*sim.Proc)
	proc     *sim.Proc   // the process that serves it, or nil
	forked   []*sim.Proc // what serves it in parallel
	task     task        // the work before that
	began    sim.Time    // when a worker took it up
	patience sim.Timer
	stage    stage
	later    sim.Alarm        // tells of an end
	queued   sim.Element[job] // in the queue
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
	serve := j.serve
	if serve == nil {
		serve = func(p *sim.Proc) {
			if resp, err := j.carryOut(p); !p.Killed() {
				j.finish(resp, err)
			}
		}
	}
	*j = job{serve: serve}
	j.service, j.Waiting = s, Waiting{Req: req, From: from, job: j}
	j.task.place = -1
	return j
}

func (j *job) expire() {
	j.service.remove(j)
	j.service.emit(ServiceExpired, j)
	j.end(nil, ErrExpired)
}

func (j *job) begin() {
	s := j.service
	s.busy++
	j.stage = serving
	w := s.node.World()
	j.began = w.Now()
	w.Cancel(j.patience)
	if j.Req.Tie.Key != 0 {
		s.untie(j)
		s.cancelTwin(j)
	}
	if j.Req.around != nil {
		j.proc = s.node.Go(j.serve)
		return
	}
	r := j.route
	if r.Work == nil && s.node.cpu.stopped == 0 {
		j.Act()
		return
	}
	var d time.Duration
	if r.Work != nil {
		d = r.Work.Sample(w.Draw(r.work, j.Req.Key))
	}
	s.node.cpu.start(&j.task, s.node.grayed(r.Name, d), j)
}

// Act is the end of the route's work: on to its steps, if there are any.
func (j *job) Act() {
	if j.route.simple() {
		if err := j.route.refuses(j.service, j.Req); err != nil {
			j.finish(nil, err)
			return
		}
		j.finish(j.route.conclude(j, nil))
		return
	}
	j.proc = j.service.node.Go(j.serve)
}

// finish ends the job, frees the worker and takes up the next. A pattern hears of the
// end only when the worker is free, as it may have another request for it.
func (j *job) finish(resp *Response, err error) {
	s := j.service
	call, done := j.call, j.done
	if done != nil {
		call = j.Req.call
	}
	if call != nil && (call.Abandoned() || j.Req.wasted(s.node.World().Now())) {
		s.waste(j)
	}
	j.done = nil
	j.end(resp, err)
	s.release()
	if done != nil {
		done.Ended(resp, err)
	}
	if j.forked == nil && j.call != nil && !s.config.Cancel { // nobody else knows it
		j.Req.unkept = j.route.Do == nil
		s.idle.Put(j)
	}
}

// end gives the answer to the call or the pattern that waits for it.
func (j *job) end(resp *Response, err error) {
	j.stage = ended
	switch done := j.done; {
	case j.call != nil:
		answer(j.call, resp, err)
	case done != nil:
		j.done = nil
		done.Ended(resp, err)
	}
}

// endLater is end for who must not be disturbed now: a pattern hears of it when what
// happens now is over.
func (j *job) endLater(err error) {
	if j.call != nil {
		j.end(nil, err)
		return
	}
	j.stage = ended
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
	j.stage = ended
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
		s.node.cpu.stop(&j.task)
		if j.proc != nil {
			j.proc.Kill()
		}
		for _, p := range j.forked {
			p.Kill()
		}
		s.waste(j)
		s.release()
	}
}
