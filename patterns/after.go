package patterns

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// AfterService returns a handler of reads and writes: serve answers a request once
// next, the service, has done its work. The answer is as large as that of the
// service, and degraded if that is. Requests that are about no item are left to the
// service.
func AfterService(s Site, next nodes.Handler, serve func(*sim.Proc, *nodes.Request) (*nodes.Response, error)) nodes.Handler {
	once := OnceAfterService(s, next, serve)
	return nodes.Blocking(s.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		resp, err := nodes.Call(p, once, from, req)
		if err == nil && req.Op == nodes.Write {
			req.CarriedOut(false)
		}
		return resp, err
	})
}

// OnceAfterService is AfterService for what carries out a write of a user's request once,
// however many attempts there are at it.
func OnceAfterService(s Site, next nodes.Handler, serve func(*sim.Proc, *nodes.Request) (*nodes.Response, error)) nodes.Handler {
	return nodes.Blocking(s.Owner, func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		if req.Op == nodes.NoOp {
			return nodes.Call(p, next, from, req)
		}
		work := *req
		work.Op = nodes.NoOp // the service itself keeps no item
		plain, err := nodes.Call(p, next, from, &work)
		if err != nil {
			return nil, err
		}
		resp, err := serve(p, req)
		if err != nil {
			return nil, err
		}
		return resp.Replacing(plain), nil
	})
}

// WritesBy returns a caller, or handler, that has by make the writes, and next all else.
func WritesBy(by, next nodes.Caller) nodes.Caller { return writesBy{by, next} }

type writesBy struct{ by, next nodes.Caller }

// Begin begins a call.
func (w writesBy) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if req.Op == nodes.Write {
		return w.by.Begin(to, req, done)
	}
	return w.next.Begin(to, req, done)
}
