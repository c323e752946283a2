package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// A Caller begins calls. Patterns on the caller's side wrap one in another.
type Caller interface {
	// Begin starts a call and returns at once. Done hears of its end exactly once,
	// perhaps before Begin returns. What Begin returns cancels the call while it is
	// under way; nil if it has ended already. A crash of the caller ends it without a word.
	// The request is the caller's again once done has heard or the call was cancelled.
	Begin(to net.ID, req *Request, done Done) Pending
}

// A Handler begins to serve requests, as a Caller begins calls. Patterns on the callee's
// side wrap one in another.
type Handler interface {
	Begin(from net.ID, req *Request, done Done) Pending
}

// Done hears how a call ended.
type Done interface {
	Ended(resp *Response, err error)
}

// DoneFunc adapts a function to a Done.
type DoneFunc func(resp *Response, err error)

// Ended calls f.
func (f DoneFunc) Ended(resp *Response, err error) { f(resp, err) }

// A Pending is a call under way. It is not to be used once its Done has heard of the
// end, as it may be another call by then.
type Pending interface {
	// Cancel ends the call. Its Done does not hear of it.
	Cancel()
}

// A Func makes a call, or serves a request, in the blocking style: it waits in the
// process p. The other side is the callee of a call, and the caller of a request.
type Func func(p *sim.Proc, other net.ID, req *Request) (*Response, error)

// Call makes a call, or has a request served, and waits for its end in the process p.
// The call is cancelled if p is killed.
func Call(p *sim.Proc, c Caller, other net.ID, req *Request) (*Response, error) {
	if b, ok := c.(*blocking); ok && b.owner == p.Owner() {
		return b.f(p, other, req) // p is as good a process as another
	}
	w := &waiting{proc: p}
	return w.wait(c.Begin(other, req, w))
}

// waiting is a process that waits for the end of a call.
type waiting struct {
	proc  *sim.Proc
	ended bool
	resp  *Response
	err   error
}

// wait parks the process until the call has ended, and cancels it if the process is killed.
func (w *waiting) wait(pending Pending) (*Response, error) {
	defer func() {
		if !w.ended {
			pending.Cancel()
		}
	}()
	for !w.ended {
		w.proc.Park()
	}
	return w.resp, w.err
}

// Ended lets the process go on.
func (w *waiting) Ended(resp *Response, err error) {
	w.ended, w.resp, w.err = true, resp, err
	w.proc.Wake()
}

// Blocking returns the Caller, or Handler, whose calls f makes, each in a process of
// the owner. To cancel one kills its process.
func Blocking(o *sim.Owner, f Func) Caller { return &blocking{owner: o, f: f} }

type blocking struct {
	owner *sim.Owner
	f     Func
	idle  sim.Spare[blockingCall]
}

// A blockingCall is a call that a process makes.
type blockingCall struct {
	by    *blocking
	make  func(*sim.Proc)
	proc  *sim.Proc
	other net.ID
	req   *Request
	done  Done
}

// Begin starts the process.
func (b *blocking) Begin(other net.ID, req *Request, done Done) Pending {
	c := b.idle.Take()
	if c.make == nil {
		c.by, c.make = b, c.run
	}
	c.other, c.req, c.done = other, req, done
	c.proc = b.owner.World().Go(b.owner, c.make)
	return c
}

func (c *blockingCall) run(p *sim.Proc) {
	resp, err := c.by.f(p, c.other, c.req)
	if p.Killed() { // and f recovered, or has not waited since
		return
	}
	done := c.done
	c.proc, c.req, c.done = nil, nil, nil
	c.by.idle.Put(c)
	done.Ended(resp, err)
}

// Cancel kills the process.
func (c *blockingCall) Cancel() { c.proc.Kill() }
