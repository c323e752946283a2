package election

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// client returns the client part of one edge: reads and writes follow the leader,
// save those that any member may serve.
func client(s patterns.Site, c Config, next nodes.Caller) nodes.Caller {
	leader := &patterns.Follower{Site: s, Next: next, Try: c.Try, Pause: c.Pause, Moved: Followed}
	return nodes.Blocking(s.Owner, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
		if req.Op == nodes.NoOp || req.Op == nodes.Read && c.Reads == "any" {
			return nodes.Call(p, next, to, req)
		}
		return leader.Call(p, to, req)
	})
}
