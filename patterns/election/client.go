package election

import (
	"wavetank/nodes"
	"wavetank/patterns"
)

// client returns the client part of one edge: reads and writes follow the leader,
// save those that any member may serve.
func client(s patterns.Site, c Config, next nodes.Caller) nodes.Caller {
	led := func(req *nodes.Request) bool {
		return req.Op == nodes.Write || req.Op == nodes.Read && c.Reads != "any"
	}
	return &patterns.Follower{Site: s, Next: next, Only: led, Try: c.Try, Pause: c.Pause, Moved: Followed}
}
