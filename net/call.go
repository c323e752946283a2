package net

import (
	"errors"
	"time"

	"wavetank/sim"
)

// What a call can end with besides its answer.
var (
	ErrTimeout   = errors.New("net: timed out")          // the caller waited as long as it would
	ErrRefused   = errors.New("net: connection refused") // nobody listens there
	ErrReset     = errors.New("net: connection reset")   // the other side died, or the connection gave up
	ErrCancelled = errors.New("net: cancelled")          // the caller changed its mind
)

// AnswerLate is an answer that came after its caller had stopped waiting:
// Owner is the caller, Peer the callee.
var AnswerLate = sim.NewKind("answer.late", "an answer came after its caller had stopped waiting")

// legs of a call; each has a message identity of its own.
const (
	legAnswer = iota + 1
	legReset
	legCancel
)

// An Ask is what a caller puts into a call.
type Ask struct {
	Key       sim.Key       // identity
	Body      any           // the request; not copied
	Size      int64         // bytes of the request
	Timeout   time.Duration // how long the caller waits; 0 is for ever
	Propagate bool          // tell the callee when the caller stops waiting
}

// A Call is one request and its answer. Each call has a connection of its own,
// as from a pool: a loss on one does not hold up another.
//
// Over a stream link a lost message is repeated until the caller stops waiting;
// over a datagram link it is gone, and a duplicated request is served twice.
//
// A Call is used again for another once both sides are done with it: the caller
// after Ended, the callee after Reply or Drop, and nothing of it is on its way.
type Call struct {
	Ask
	From, To ID
	network  *Network
	timer    sim.Timer
	proc     *sim.Proc
	done     Ender
	ended    bool
	heard    bool // an answer has come, in time or late
	answer   any
	err      error
	ties     int32  // what still knows the call: its caller, its callee, packets
	use      uint32 // how many calls this memory served before

	// The callee's side.
	origin    *Call // the call whose request was duplicated into this one
	twin      *Call // the call made of the next duplicate
	seen      bool
	closed    bool // answered, or the callee died
	dead      bool // the callee died
	reply     any
	failure   error
	cancelled bool
	onCancel  func()

	made, open sim.Element[Call] // in the lists at either end
}

// Call sends a request and waits for its answer, in the process p. The error is
// the callee's, or one of this package.
func (n *Network) Call(p *sim.Proc, from, to ID, a Ask) (any, error) {
	c := n.begin(from, to, a, nil)
	c.proc = p
	defer c.leave()
	for !c.ended {
		p.Park()
	}
	return c.answer, c.err
}

// leave closes a call whose process has its answer, or was killed while it
// waited.
func (c *Call) leave() {
	c.proc = nil
	c.Cancel()
	c.untie()
}

// An Ender is told that a call has ended, and that it is done with.
type Ender interface {
	Ended(*Call)
	// Released comes after Ended, when nothing knows the call any more: what it
	// was asked with belongs to the caller again, unless the callee kept it. Of a
	// call that was duplicated, or whose callee died, nobody can tell.
	Released()
}

// EnderFunc adapts a function to an Ender.
type EnderFunc func(*Call)

// Ended calls f.
func (f EnderFunc) Ended(c *Call) { f(c) }

// Released does nothing.
func (f EnderFunc) Released() {}

// Begin sends a request and returns at once; done, if not nil, is told when the call
// has ended. A participant that is down cannot call: its call has ended with ErrReset
// already.
func (n *Network) Begin(from, to ID, a Ask, done Ender) *Call {
	c := n.begin(from, to, a, done)
	if done == nil {
		c.ties++ // nobody will say when it is done with
	}
	return c
}

func (n *Network) begin(from, to ID, a Ask, done Ender) *Call {
	c := n.spent.Take()
	use := c.use
	*c = Call{}
	c.use = use
	c.Ask, c.From, c.To, c.network, c.done, c.ties = a, from, to, n, done, 1
	at := n.ports[from]
	if at.state != up {
		c.ended, c.err = true, ErrReset
		return c
	}
	at.made.Add(&c.made, c)
	at.owner.Hold(1)
	if a.Timeout > 0 {
		c.timer = n.world.Timeout(a.Timeout, at.owner, c)
	}
	c.send(from, to, a.Key, a.Size, nil)
	return c
}

// untie notes that one thing less knows the call. One that was duplicated, or
// whose callee died, is never used again: too many might.
func (c *Call) untie() {
	c.ties--
	if c.ties > 0 || c.twin != nil || c.origin != nil || c.dead {
		return
	}
	if c.done != nil {
		c.done.Released()
	}
	c.use++
	c.network.spent.Put(c)
}

// Act is the end of the caller's patience.
func (c *Call) Act() {
	c.timer = sim.Timer{}
	c.giveUp(ErrTimeout)
}

// Cancel ends a call whose answer is no longer wanted.
func (c *Call) Cancel() {
	if !c.ended {
		c.giveUp(ErrCancelled)
	}
}

func (c *Call) giveUp(why error) {
	c.propagate()
	c.end(nil, why)
}

// propagate tells the callee that nobody waits, if that was asked for.
func (c *Call) propagate() {
	if c.Propagate && c.network.ports[c.From].state != silent {
		c.send(c.From, c.To, c.Key.Mix(legCancel), 0, nil)
	}
}

// Result returns how the call ended.
func (c *Call) Result() (answer any, err error) { return c.answer, c.err }

// back sends something to the caller: the call as it was served, or an error.
func (c *Call) back(leg uint64, body any, size int64) {
	c.send(c.To, c.From, c.Key.Mix(leg), size, body)
}

// send puts a message of the call on its way.
func (c *Call) send(from, to ID, key sim.Key, size int64, body any) {
	p := c.network.packet(c.network.link(from, to))
	p.message = Message{From: from, To: to, Key: key, Size: size, Body: body}
	c.ties++
	p.call = c
	p.transmit()
}

// fail tells the caller that its request came to nobody.
func (c *Call) fail(err error) {
	if !c.ended {
		c.back(legReset, err, 0)
	}
}

// forgets reports whether a lost packet need not be sent again, because the
// caller has closed the connection.
func (c *Call) forgets(p *packet) bool {
	return p.lost && c.ended && p.message.Key != c.Key.Mix(legCancel)
}

// brokenOff ends a call whose connection gave up.
func (c *Call) brokenOff() {
	if !c.ended {
		c.end(nil, ErrReset)
	}
}

// arrived takes in a packet of the call at either end.
func (c *Call) arrived(p *packet) {
	switch body := p.message.Body.(type) {
	case *Call:
		c.hear(body.reply, body.failure)
	case error:
		if !c.ended {
			c.end(nil, body)
		}
	default:
		if p.message.Key == c.Key {
			c.serve()
		} else {
			c.cancelledByCaller()
		}
	}
}

// hear takes in an answer at the caller. Only the first counts.
func (c *Call) hear(answer any, err error) {
	if c.heard {
		return
	}
	c.heard = true
	if !c.ended {
		c.end(answer, err)
		return
	}
	n := c.network
	n.ports[c.From].owner.Emit(sim.Fact{Kind: AnswerLate, Peer: n.ports[c.To].owner, Key: c.Key})
}

// end is the end of the caller's side.
func (c *Call) end(answer any, err error) {
	n := c.network
	c.ended, c.answer, c.err = true, answer, err
	n.world.Cancel(c.timer)
	at := n.ports[c.From]
	at.made.Remove(&c.made)
	at.owner.Hold(-1)
	switch {
	case c.done != nil:
		c.done.Ended(c)
		c.untie()
	case c.proc != nil:
		c.proc.Wake()
	}
}
