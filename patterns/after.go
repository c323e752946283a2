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
func AfterService(next nodes.Handler, serve func(*sim.Proc, *nodes.Request) (*nodes.Response, error)) nodes.Handler {
	return nodes.HandlerFunc(func(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
		plain, err := next.Handle(p, from, req)
		if err != nil || req.Op == nodes.NoOp {
			return plain, err
		}
		resp, err := serve(p, req)
		if err != nil {
			return nil, err
		}
		return resp.Replacing(plain), nil
	})
}
