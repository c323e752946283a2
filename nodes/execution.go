package nodes

import (
	"time"

	"wavetank/sim"
)

// An execution is what a route does for a request, from its work on: the disk, then the
// steps one after the other, or the handler in their place. It is a state machine; only
// a handler, which is written in the blocking style, has a process.
//
//	work ─► refused? ─► disk ─► step ─► step ─► … ─► conclude ─► done
//	                            └─► branch ─► call
type execution struct {
	job  *job
	done Done // hears of the end

	next    int  // step to be made
	copy    int  // of that
	walking bool // a step that ends at once is not to make the next itself
	waits   bool // for a step
	all     result
	resp    *Response
	err     error
	live    sim.List[branch] // calls under way, the oldest first
	proc    *sim.Proc        // of the handler
	disk    *storing         // or nil

	began sim.Time
	walks sim.Time // since when it is at its disk and its calls; zero before
	quit  sim.Time // when the work was over, if it is
	over  bool
}

// start begins an execution with the work of the route.
func (e *execution) start(j *job, done Done) {
	n, r := j.service.node, j.route
	*e = execution{job: j, done: done, began: n.World().Now()}
	if r.Work == nil && n.cpu.stopped == 0 {
		e.worked()
		return
	}
	var d time.Duration
	if r.Work != nil {
		d = r.Work.Sample(r.work.Draw(j.Req.Key))
	}
	if len(n.gray) > 0 || n.warm.cold {
		d = n.grayed(r.Name, d)
	}
	n.cpu.start(&j.task, d, (*worked)(e))
}

// worked is an execution as the end of its route's work.
type worked execution

// Act goes on to the disk.
func (e *worked) Act() { (*execution)(e).worked() }

func (e *execution) worked() {
	s, r := e.job.service, e.job.route
	if !r.sound(s) {
		if err := r.refuses(s, e.job.Req); err != nil {
			e.end(nil, err)
			return
		}
	}
	e.walks = s.node.World().Now()
	if !r.diskless() && s.node.Disk != nil {
		e.disk = s.node.Disk.store(r.Name, e.job.Req.Key, r.Disk == DiskFsync, e)
		return
	}
	e.walk()
}

// calling returns how long the execution has been at its disk and its calls.
func (e *execution) calling(now sim.Time) time.Duration {
	if e.walks == 0 {
		return 0
	}
	return now.Sub(e.walks)
}

// working returns how long the execution has been at work, its disk included: what comes
// after it waits for others. Of a handler that is all, as nobody sees what it waits for.
func (e *execution) working(now sim.Time) time.Duration {
	if e.over {
		now = e.quit
	}
	return now.Sub(e.began)
}

// leave ends the work: what is still to come is waiting for others.
func (e *execution) leave() {
	if !e.over {
		e.quit, e.over = e.job.service.node.World().Now(), true
	}
}

// stored goes on when the disk is done with the request.
func (e *execution) stored(err error) {
	e.disk = nil
	if err != nil {
		e.end(nil, err)
		return
	}
	e.walk()
}

// walk makes one step after the other, until one has to be waited for.
func (e *execution) walk() {
	r := e.job.route
	if r.Do != nil {
		e.proc = e.job.service.node.Go(e.handle)
		return
	}
	e.leave()
	e.walking = true
	for e.err == nil && e.next < len(r.steps) {
		st := r.steps[e.next]
		i := e.copy
		if e.copy++; e.copy == st.Repeat {
			e.next, e.copy = e.next+1, 0
		}
		e.waits = true
		if st.begin(e, nil, i); e.waits || e.job.stage == ended {
			e.walking = false
			return
		}
	}
	e.walking = false
	if e.err == nil && (e.all.degraded || r.Passes == Read || r.Passes == Write && !e.all.done) {
		e.resp = &Response{Degraded: e.all.degraded, Size: r.Reply, Value: e.all.value, Blind: r.Passes != NoOp && !e.all.done}
	}
	e.walked()
}

// made takes in what a step came to.
func (e *execution) made(o result, err error) {
	e.waits = false
	if e.err = err; err == nil {
		e.all.add(o)
	}
	if !e.walking {
		e.walk()
	}
}

// handle is the process of the route's handler.
func (e *execution) handle(p *sim.Proc) {
	resp, err := e.job.route.Do(p, e.job.From, e.job.Req)
	if !p.Killed() {
		e.proc, e.resp, e.err = nil, resp, err
		e.walked()
	}
}

// walked is the end of all steps. A node that hangs gets no further.
func (e *execution) walked() {
	if cpu := &e.job.service.node.cpu; cpu.stopped > 0 {
		cpu.start(&e.job.task, 0, e)
		return
	}
	e.Act()
}

// Act is the end of the execution.
func (e *execution) Act() {
	if e.err != nil {
		e.end(e.resp, e.err)
		return
	}
	e.end(e.job.route.conclude(e.job, e.resp))
}

// end tells of the end. Calls that nobody waits for go on.
func (e *execution) end(resp *Response, err error) {
	for b := e.live.First(); b != nil; b = e.live.First() {
		b.detach()
	}
	e.leave()
	e.done.Ended(resp, err)
}

// Cancel ends an execution that is under way, and all that it called.
func (e *execution) Cancel() {
	e.job.service.node.cpu.stop(&e.job.task)
	if e.disk != nil {
		e.disk.op.leave()
	}
	if e.proc != nil {
		e.proc.Kill()
	}
	for b := e.live.First(); b != nil; b = e.live.First() {
		b.cancel()
	}
}
