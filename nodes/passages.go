package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// Passages begins the calls that a pattern lets through, and tells it how each ended, once:
// with net.ErrCancelled if it was given up. A crash of the caller ends calls without a
// word. T is what the pattern has to know of a call by then.
//
//	Begin ──► Next ──┬─ ended ────► Over, then the call's Done
//	                 └─ cancelled ► Over
type Passages[T any] struct {
	Next Caller // or Handler
	Over func(of T, err error)
	idle sim.Spare[passage[T]]
}

// A passage is one call under way.
type passage[T any] struct {
	by    *Passages[T]
	of    T
	done  Done
	inner Pending
}

// Begin begins a call.
func (p *Passages[T]) Begin(other net.ID, req *Request, of T, done Done) Pending {
	c := p.idle.Take()
	*c = passage[T]{by: p, of: of, done: done}
	inner := p.Next.Begin(other, req, c)
	if inner == nil {
		return nil
	}
	c.inner = inner
	return c
}

// Ended tells the pattern, and then whoever made the call.
func (c *passage[T]) Ended(resp *Response, err error) {
	done := c.done
	c.over(err)
	done.Ended(resp, err)
}

// Cancel gives the call up, and tells the pattern.
func (c *passage[T]) Cancel() {
	c.inner.Cancel()
	c.over(net.ErrCancelled)
}

func (c *passage[T]) over(err error) {
	c.by.Over(c.of, err)
	c.by.idle.Put(c)
}
