package timeout

import (
	"time"

	"wavetank/nodes"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// Config is what one timeout can be told, and the table that a scenario writes.
// The zero value is the default: it sets no bound of its own, and heeds the
// deadlines that others set.
type Config struct {
	// Total becomes the deadline of the request.
	Total   time.Duration `toml:"total" default:"0s" range:"0s..24h" doc:"time for a call in all, with its retries and waits, on an edge; 0s is no bound but the deadline that came with the request, or the timeout of the load whose edge it is"`
	Attempt time.Duration `toml:"attempt" default:"0s" range:"0s..24h" doc:"time for each attempt at a call, on an edge; 0s is no bound of its own"`
	// Reserve is taken off the deadline that came with a request, at every edge, for
	// what happens between the answer here and the answer there.
	Reserve time.Duration `toml:"reserve" default:"0s" range:"0s..1h" doc:"time that is kept back at every hop, for the way back"`
	Least   time.Duration `toml:"least" default:"0s" range:"0s..1h" doc:"time that must be left for a call to be made, or for a request to be taken in and kept waiting"`
}

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(c.Total > 0 && c.Attempt > c.Total, "attempt", "%v is more than total (%v): it has no effect", c.Attempt, c.Total).Instead("%v or less", c.Total),
		knob.If(c.Total > 0 && c.Least >= c.Total, "least", "%v is not less than total (%v): nothing could ever be called", c.Least, c.Total).Instead("less than %v", c.Total),
	)
}

// Bound returns the request as it is called at now: with a deadline that is never
// later than the one it came with, that travels, and that an attempt does not
// outlast. It returns req itself if that is how it came.
func (c Config) Bound(now sim.Time, req *nodes.Request) *nodes.Request {
	return c.bound(now, req, nil)
}

// bound is Bound; what it changes is a copy in room, or a new one where that is nil.
func (c Config) bound(now sim.Time, req, room *nodes.Request) *nodes.Request {
	deadline, wait := req.Deadline, req.Timeout
	if deadline != 0 && !req.Local {
		deadline = max(1, deadline.Add(-c.Reserve))
	}
	if end := now.Add(c.Total); c.Total > 0 && (deadline == 0 || end < deadline) {
		deadline = end
	}
	if c.Attempt > 0 && (wait == 0 || c.Attempt < wait) {
		wait = c.Attempt
	}
	if left := max(1, deadline.Sub(now)); deadline != 0 && (wait == 0 || left < wait) {
		wait = left
	}
	if deadline == req.Deadline && wait == req.Timeout && !req.Local {
		return req
	}
	if room == nil {
		room = new(nodes.Request)
	}
	*room = *req
	room.Deadline, room.Timeout, room.Local = deadline, wait, false
	return room
}

// Hopeless reports whether there is too little time left at now to serve a
// request, or none.
func (c Config) Hopeless(now sim.Time, req *nodes.Request) bool {
	left, ok := req.Left(now)
	return ok && (left <= 0 || left < c.Least)
}
