package patterns

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// AfterService returns a handler of reads and writes: serve answers a request once
// next, the service, has done its work. The answer is as large as that of the service,
// and degraded if that is. Requests that are about no item are left to the service.
//
//	arrives ─► the service: queue, work ─► serve ─► answered
func AfterService(next, serve nodes.Handler) nodes.Handler {
	return SinceArrival(next, func(*nodes.Request) nodes.Handler { return serve })
}

// OnceAfterService is AfterService for what carries out a write of a user's request once,
// however many attempts there are at it.
func OnceAfterService(next, serve nodes.Handler) nodes.Handler {
	return &afterService{next: next, once: true, arrive: func(*nodes.Request) nodes.Handler { return serve }}
}

// SinceArrival is AfterService for what depends on how things were when the request
// arrived: arrive looks then, and returns what serves it.
func SinceArrival(next nodes.Handler, arrive func(*nodes.Request) nodes.Handler) nodes.Handler {
	return &afterService{next: next, arrive: arrive}
}

type afterService struct {
	next   nodes.Handler
	once   bool
	arrive func(*nodes.Request) nodes.Handler
	idle   sim.Spare[after]
}

// Begin has the service do its work.
func (s *afterService) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if req.Op == nodes.NoOp {
		return s.next.Begin(from, req, done)
	}
	a := s.idle.Take()
	*a = after{afterService: s, from: from, req: req, done: done, work: *req, serve: s.arrive(req)}
	a.work.Op = nodes.NoOp // the service itself keeps no item
	if a.begin(s.next, &a.work); a.over && !a.follow() {
		return nil
	}
	return a
}

// An after is a request that is served after the service.
type after struct {
	*afterService
	from  net.ID
	req   *nodes.Request
	work  nodes.Request // what the service is asked
	done  nodes.Done
	serve nodes.Handler
	inner nodes.Pending // the service's work or, after it, what serves the request

	worked    bool // the service has
	beginning bool // one of the two begins; who began it looks after its end
	over      bool // it is, and ended then with that
	plain     *nodes.Response
	resp      *nodes.Response
	err       error
}

// begin begins one of the two.
func (a *after) begin(next nodes.Handler, req *nodes.Request) {
	a.over, a.beginning = false, true
	inner := next.Begin(a.from, req, a)
	a.beginning = false
	if !a.over {
		a.inner = inner
	}
}

// Ended is the end of one of the two.
func (a *after) Ended(resp *nodes.Response, err error) {
	a.over, a.inner, a.resp, a.err = true, nil, resp, err
	if !a.beginning {
		a.follow()
	}
}

// follow does what follows the end of one of the two. It returns false if that ends the
// request.
func (a *after) follow() bool {
	if a.err == nil && !a.worked {
		a.worked, a.plain = true, a.resp
		if a.begin(a.serve, a.req); !a.over {
			return true
		}
	}
	if a.err != nil {
		a.end(nil, a.err)
		return false
	}
	if a.req.Op == nodes.Write && !a.once {
		a.req.CarriedOut(false)
	}
	a.end(a.resp.Replacing(a.plain), nil)
	return false
}

func (a *after) end(resp *nodes.Response, err error) {
	done := a.done
	a.req, a.done, a.serve, a.plain, a.resp, a.err = nil, nil, nil, nil, nil, nil
	a.idle.Put(a)
	done.Ended(resp, err)
}

// Cancel ends what is under way.
func (a *after) Cancel() { a.inner.Cancel() }
