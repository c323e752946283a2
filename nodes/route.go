package nodes

import (
	"time"

	"wavetank/net"
	"wavetank/sim"
	"wavetank/sim/meter"
)

// A Route is one thing that a service does: work, then steps, or a handler
// written in Go instead of steps.
type Route struct {
	Name   string
	Work   sim.Dist // at full pace; nil is none
	Disk   DiskUse  // after the work
	Steps  []Step   // calls to dependencies, one after the other
	Errors float64  // share that fails after all that, 0 to 1
	// Afterwards lets these come once a write is carried out, whose caller cannot tell.
	Afterwards bool
	Permanent  Permanent
	Reply      int64 // bytes of the answer
	Do         Func  // in place of Steps; nil is none
	Op         Op    // what a request does to the item that it is about
	Passes     Op    // what its steps do to it, in whose place: the item is theirs to keep; NoOp keeps it here
	// KeepOnce makes the idempotency keys of the steps' calls from that of the request,
	// so that those of another attempt are the same.
	KeepOnce bool
	Meter    *meter.Calls // nil is nobody, as of its service
}

// A Step is a call to a dependency, or a group of steps in parallel.
type Step struct {
	Call     Dependency
	Parallel []Step  // in place of Call
	Need     int     // how many of Parallel must succeed; 0 is all
	Repeat   int     // times the step is made, one after the other; 0 is once
	Optional bool    // failing degrades the answer, and does not fail it
	Chance   float64 // with which the step is made at all; 0 is always
	Timeout  time.Duration
	Size     int64 // bytes of the request
}

// A Dependency is something that a service or a load calls.
type Dependency struct {
	Name  string // of the node or group of instances
	Route string
	Op    Op // what a request to the route does in the end, there or behind it
	Pick  Picker
	// Instances are those that Pick chooses from, for who chooses otherwise.
	Instances []net.ID
	Heeds     bool // cancellation: who stops waiting for it tells it so
}

// A Picker chooses the instance that a request goes to. It does not keep the
// request, which may be used again.
type Picker interface{ Pick(req *Request) net.ID }

// PickerFunc adapts a function to a Picker.
type PickerFunc func(req *Request) net.ID

// Pick calls f.
func (f PickerFunc) Pick(req *Request) net.ID { return f(req) }

// DiskUse says what a route does with its node's disk.
type DiskUse string

const (
	NoDisk    DiskUse = "none"  // as is ""
	DiskWrite DiskUse = "write" // writes, without waiting for the platter
	DiskFsync DiskUse = "fsync" // writes and syncs
)
