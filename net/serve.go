package net

// Serve hands the calls that arrive for id to f, which answers each with Reply,
// now or later.
func (n *Network) Serve(id ID, f func(*Call)) { n.ports[id].serve = f }

// serve takes in a request at the callee.
func (c *Call) serve() {
	x := c
	if c.seen {
		x = &Call{Ask: c.Ask, From: c.From, To: c.To, network: c.network, origin: c, twin: c.twin}
		c.twin = x
	}
	x.seen = true
	at := c.network.ports[c.To]
	if at.serve == nil {
		c.fail(ErrRefused)
		return
	}
	x.ties++
	at.owner.Hold(1)
	at.open.Add(&x.open, x)
	at.serve(x)
	if c.cancelled && x.onCancel != nil {
		x.onCancel()
	}
}

// Abandoned reports whether the caller has stopped waiting. It is the truth,
// which the callee of a real system does not know: for accounts, not decisions.
func (c *Call) Abandoned() bool { return c.caller().ended }

// Use tells the call from those that its memory serves before and after it: who keeps a
// call beyond its end finds another use there.
func (c *Call) Use() uint32 { return c.use }

// Cancelled reports whether the callee was told that the caller has stopped
// waiting.
func (c *Call) Cancelled() bool { return c.caller().cancelled }

// OnCancel has f called when the callee is told so. When that overtook the
// request, f is called as soon as the function that Serve was given returns.
func (c *Call) OnCancel(f func()) {
	if !c.closed {
		c.onCancel = f
	}
}

// Reply answers the call, once, with size bytes. A callee that is down answers nothing.
func (c *Call) Reply(answer any, size int64, err error) {
	switch {
	case c.dead:
		return
	case c.closed:
		panic("net: a call was answered twice")
	}
	c.close()
	c.reply, c.failure = answer, err
	c.caller().back(legAnswer, c, size)
	c.untie()
}

// Drop ends the callee's side without an answer: nobody waits for one.
func (c *Call) Drop() {
	if !c.closed {
		c.close()
		c.untie()
	}
}

// caller returns the call as its caller knows it.
func (c *Call) caller() *Call {
	if c.origin != nil {
		return c.origin
	}
	return c
}

// close ends the callee's side.
func (c *Call) close() {
	c.closed = true
	c.onCancel = nil
	at := c.network.ports[c.To]
	at.open.Remove(&c.open)
	at.owner.Hold(-1)
}

// cancelledByCaller takes in, at the callee, that the caller stopped waiting. It
// may be in time for a request that it overtook, and for its duplicates.
func (c *Call) cancelledByCaller() {
	if c.cancelled {
		return
	}
	c.cancelled = true
	for x := c; x != nil; x = x.twin {
		if x.onCancel != nil {
			x.onCancel()
		}
	}
}
