package sidecar

import (
	"math"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A side is one of the two of a proxy: where calls go out, and where requests come in.
type side interface {
	// onward begins what lies beyond the proxy.
	onward(*passage) nodes.Pending
}

// A passage is a request on its way through the proxy, and its answer on the way back.
//
//	there ─► held ─► queued ─► working ─► beyond ─► answering ─► back ─► over
//	  └──────┴ refused  └────────┴──────────┴──────────┴ broken ──┘
//
// It is held while the proxy starts, and works and answers no more than the faults of
// the proxy let it.
type passage struct {
	*proxy
	side  side
	way   sim.Key
	other net.ID
	req   *nodes.Request
	room  nodes.Request // for the request as it goes on
	done  nodes.Done
	began sim.Time
	at    position
	begun bool // whoever began it can cancel it

	alarm  sim.Alarm
	in     *sim.List[passage] // those whom it waits among, or nil
	queued sim.Element[passage]
	listed sim.Element[passage] // inside the proxy
	thread nodes.Claim
	task   nodes.Task
	work   time.Duration // that it takes, and what is left of it
	left   time.Duration
	came   sim.Time      // inside
	still  time.Duration // of the proxy, as the work began
	inner  nodes.Pending // nil while nothing is under way beyond
	resp   *nodes.Response
	err    error
}

type position uint8

const (
	there position = iota
	held
	queued
	working
	beyond
	answering
	broken
	back
	over
)

// pass leads a request through the proxy.
func (x *proxy) pass(s side, way sim.Key, other net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	c := x.idle.Take()
	c.proxy, c.side, c.way, c.other, c.req, c.done = x, s, way, other, req, done
	c.began, c.begun, c.at = x.site.World().Now(), false, there
	c.cross(drawThere)
	if c.at == over {
		x.idle.Put(c)
		return nil
	}
	c.begun = true
	return c
}

// cross goes from the program to the proxy, or from the proxy to the program.
func (c *passage) cross(purpose uint64) {
	if d := c.draw(c.config.Loopback, purpose, c.way, c.req.Key); d > 0 {
		c.alarm.Set(c.site.Owner, d, c)
		return
	}
	c.Act()
}

// Act goes on with what the passage has come to.
func (c *passage) Act() {
	switch c.at {
	case there, held:
		c.arrive()
	case queued:
		c.goOn()
	case working:
		c.left = c.stall.still(c.site.World().Now()) - c.still
		c.goOn()
	case answering:
		c.answer()
	case broken:
		c.tell(Broken, 0, 0)
		c.at = back
		c.cross(drawBack)
	case back:
		c.end()
	}
}

// arrive enters the proxy, if that is ready.
func (c *passage) arrive() {
	if c.state == starting && c.config.Hold {
		c.at = held
		c.wait(&c.waiting)
		return
	}
	if c.state != ready {
		c.tell(Refused, 0, 0)
		c.resp, c.err = nil, ErrDown
		c.end()
		return
	}
	c.inside.Add(&c.listed, c)
	c.came = c.site.World().Now()
	c.work = c.stall.stretch(c.draw(c.config.Work, drawWork, c.way, c.req.Key))
	c.left, c.at = c.work, queued
	if c.left == 0 && c.stall.halted == 0 {
		c.worked()
	} else if c.threads.Enter(&c.thread, (*admission)(c)) {
		c.goOn()
	}
}

// An admission is a passage whose turn it is to have a thread.
type admission passage

// Act lets it go on when what happens now is over.
func (c *admission) Act() { (*passage)(c).later(0) }

// goOn does what is left of the proxy's work. A halt that came in the middle of it
// has left some.
func (c *passage) goOn() {
	switch {
	case c.stall.halted > 0:
		c.at = queued
		c.wait(&c.stall.parked)
		return
	case c.left == 0:
		c.thread.Leave()
		c.worked()
		return
	}
	c.at, c.still = working, c.stall.still(c.site.World().Now())
	if c.site.Node == nil {
		c.later(c.left)
		return
	}
	c.site.Node.StartWork(&c.task, c.left, c) // it is work of the machine
}

// worked goes on beyond the proxy.
func (c *passage) worked() {
	c.record()
	c.tell(Passed, int64(c.work), int64(c.site.World().Now().Sub(c.came)))
	c.at = beyond
	if inner := c.side.onward(c); inner != nil {
		c.inner = inner
	}
}

// Ended takes in the answer.
func (c *passage) Ended(resp *nodes.Response, err error) {
	c.inner, c.resp, c.err = nil, resp, err
	c.at = answering
	c.answer()
}

// answer leads the answer back, unless the proxy stands still.
func (c *passage) answer() {
	if c.stall.paused > 0 {
		c.wait(&c.stall.parked)
		return
	}
	c.inside.Remove(&c.listed)
	c.at = back
	c.cross(drawBack)
}

// breakOff is the death of the proxy with the request inside. What is told of it comes
// when what happens now is over.
func (c *passage) breakOff() {
	c.leave()
	c.at, c.resp, c.err = broken, nil, ErrBroken
	c.later(0)
}

// Cancel takes the request back from wherever it is.
func (c *passage) Cancel() {
	c.leave()
	c.idle.Put(c)
}

// leave gives up all that the passage has and waits for.
func (c *passage) leave() {
	c.alarm.Off()
	if c.in != nil {
		c.in.Remove(&c.queued)
		c.in = nil
	}
	c.thread.Leave()
	if c.at == working && c.site.Node != nil {
		c.site.Node.StopWork(&c.task)
	}
	if c.inner != nil {
		c.inner.Cancel()
		c.inner = nil
	}
	if c.at >= queued && c.at <= answering {
		c.inside.Remove(&c.listed)
	}
}

// end tells the program.
func (c *passage) end() {
	done, resp, err := c.done, c.resp, c.err
	c.at, c.resp, c.err = over, nil, nil
	if c.begun {
		c.idle.Put(c)
	}
	done.Ended(resp, err)
}

// wait waits among others for somebody to wake them, and dies with the machine: so it
// has an alarm that never rings.
func (c *passage) wait(in *sim.List[passage]) {
	c.in = in
	in.Add(&c.queued, c)
	c.later(math.MaxInt64)
}

// wake lets all who wait go on, when what happens now is over.
func wake(waiting *sim.List[passage]) {
	for c := waiting.First(); c != nil; c = waiting.First() {
		waiting.Remove(&c.queued)
		c.in = nil
		if c.alarm.Off() { // or its machine has died since
			c.later(0)
		}
	}
}

func (c *passage) later(d time.Duration) { c.alarm.Set(c.site.Owner, d, c) }

func (c *passage) tell(k *sim.Kind, value, extra int64) {
	c.emit(k, c.site.Net.Owner(c.other), c.req, value, extra)
}
