package patterns

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// Serving answers a request in a process.
type Serving func(*sim.Proc, *nodes.Request) (*nodes.Response, error)

// AfterService returns a handler of reads and writes: serve answers a request once
// next, the service, has done its work, in a process that begins then. The answer is as
// large as that of the service, and degraded if that is. Requests that are about no item
// are left to the service.
//
//	arrives ─► the service: queue, work ─► serve ─► answered
func AfterService(s Site, next nodes.Handler, serve Serving) nodes.Handler {
	return SinceArrival(s, next, func(*nodes.Request) Serving { return serve })
}

// OnceAfterService is AfterService for what carries out a write of a user's request once,
// however many attempts there are at it.
func OnceAfterService(s Site, next nodes.Handler, serve Serving) nodes.Handler {
	return &afterService{owner: s.Owner, next: next, once: true, arrive: func(*nodes.Request) Serving { return serve }}
}

// SinceArrival is AfterService for what depends on how things were when the request
// arrived: arrive looks then, and returns what serves it.
func SinceArrival(s Site, next nodes.Handler, arrive func(*nodes.Request) Serving) nodes.Handler {
	return &afterService{owner: s.Owner, next: next, arrive: arrive}
}

type afterService struct {
	owner  *sim.Owner
	next   nodes.Handler
	once   bool
	arrive func(*nodes.Request) Serving
	idle   sim.Spare[after]
}

// Begin has the service do its work.
func (s *afterService) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if req.Op == nodes.NoOp {
		return s.next.Begin(from, req, done)
	}
	a := s.idle.Take()
	if a.run == nil {
		a.afterService, a.run = s, a.answer
	}
	a.req, a.done, a.work, a.serve = req, done, *req, s.arrive(req)
	a.work.Op = nodes.NoOp // the service itself keeps no item
	a.over, a.beginning = false, true
	service := s.next.Begin(from, &a.work, a)
	a.beginning = false
	switch {
	case !a.over:
		a.service = service
	case !a.follow():
		return nil
	}
	return a
}

// An after is a request that is served after the service.
type after struct {
	*afterService
	req     *nodes.Request
	work    nodes.Request // what the service is asked
	done    nodes.Done
	serve   Serving
	run     func(*sim.Proc)
	service nodes.Pending // its work, while that is under way
	proc    *sim.Proc     // what comes then

	beginning bool // the work begins; who began it looks after its end
	over      bool // the work is, and ended then with that
	plain     *nodes.Response
	err       error
}

// Ended is the end of the service's work.
func (a *after) Ended(plain *nodes.Response, err error) {
	a.over, a.service, a.plain, a.err = true, nil, plain, err
	if !a.beginning {
		a.follow()
	}
}

// follow does what follows the service's work. It returns false if that failed, which ends
// the request.
func (a *after) follow() bool {
	if a.err != nil {
		a.end(nil, a.err)
		return false
	}
	a.proc = a.owner.World().Go(a.owner, a.run)
	return true
}

// answer is the process.
func (a *after) answer(p *sim.Proc) {
	resp, err := a.serve(p, a.req)
	if p.Killed() { // and serve recovered, or has not waited since
		return
	}
	if err != nil {
		a.end(nil, err)
		return
	}
	if a.req.Op == nodes.Write && !a.once {
		a.req.CarriedOut(false)
	}
	a.end(resp.Replacing(a.plain), nil)
}

func (a *after) end(resp *nodes.Response, err error) {
	done := a.done
	a.req, a.done, a.serve, a.proc, a.plain, a.err = nil, nil, nil, nil, nil, nil
	a.idle.Put(a)
	done.Ended(resp, err)
}

// Cancel ends what is under way.
func (a *after) Cancel() {
	if a.service != nil {
		a.service.Cancel()
		return
	}
	a.proc.Kill()
}
