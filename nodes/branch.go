package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// A branch is one copy of a step under way: a call, or a group of branches, which go on
// side by side. A group is over once enough of it have succeeded or too many have failed.
type branch struct {
	service   *Service
	execution *execution // nil if nobody waits for it any more
	above     *branch    // the group that it is of, or nil
	step      *step
	copy      int
	listed    sim.Element[branch] // in the execution

	req     Request
	sent    exchange // the call, if no pattern wraps it
	pending Pending  // the call, however it is made

	forking     bool // members are being begun
	need, total int  // members
	good, bad   int  // of those that are over
	all         result
	err         error // of the last that failed
}

// call begins the branch's call.
func (b *branch) call(to net.ID) {
	way := b.step.way
	if way.plain() {
		b.sent = exchange{rpc: way.bare, done: b, keeper: b}
		b.pending = &b.sent
		b.sent.begin(to, &b.req)
		return
	}
	pending := way.caller.Begin(to, &b.req, b)
	switch {
	case pending == nil:
	case b.execution == nil: // it was cancelled meanwhile
		pending.Cancel()
		b.putBack()
	default:
		b.pending = pending
	}
}

// Ended takes in the end of the call.
func (b *branch) Ended(resp *Response, err error) {
	wrapped := !b.step.way.plain()
	if wrapped {
		b.step.way.turnedAway(err)
	}
	if c := b.execution; c != nil {
		o := b.step.came(resp, err == nil && b.req.Op == c.job.route.Passes)
		if OutcomeOf(err) == Rejected {
			err = ErrTurnedAway
		}
		b.over(o, err)
	}
	if wrapped {
		b.putBack()
	}
}

// released is the end of a call that no pattern wraps, when nothing knows it any more.
func (b *branch) released() {
	if b.req.unkept {
		b.putBack()
	}
}

// fork begins the members of a group.
func (b *branch) fork() {
	b.total, b.forking = 0, true
	for _, member := range b.step.parallel {
		b.total += member.Repeat
	}
	if b.need = b.step.Need; b.need == 0 {
		b.need = b.total
	}
	c := b.execution
	for _, member := range b.step.parallel {
		for k := range member.Repeat {
			member.begin(c, b, b.copy*member.Repeat+k)
		}
	}
	b.forking = false
	b.settle()
}

// member takes in what a member of the group came to.
func (b *branch) member(o result, err error) {
	if err != nil {
		b.bad, b.err = b.bad+1, err
	} else {
		b.good++
		b.all.add(o)
	}
	if !b.forking {
		b.settle()
	}
}

// settle ends the group if it can be told what it comes to. Those that are not over go on.
func (b *branch) settle() {
	last := b.good+b.bad == b.total
	switch {
	case b.execution == nil:
	case b.good >= b.need:
		b.over(b.all, nil)
	case b.total-b.bad < b.need:
		b.over(b.all, b.err)
	}
	if last {
		b.putBack()
	}
}

// over tells the group, or the execution, what the branch came to.
func (b *branch) over(o result, err error) {
	if err != nil && b.step.Optional {
		o, err = result{degraded: true}, nil
	}
	c, above := b.execution, b.above
	b.detach()
	if above != nil {
		above.member(o, err)
		return
	}
	c.made(o, err)
}

// detach takes the branch off its execution, which does not hear of it any more.
func (b *branch) detach() {
	b.execution.live.Remove(&b.listed)
	b.execution = nil
}

// cancel takes the branch off its execution and cancels its call.
func (b *branch) cancel() {
	b.detach()
	if b.pending != nil {
		wrapped := !b.step.way.plain()
		b.pending.Cancel()
		if wrapped {
			b.putBack()
		}
	}
}

// putBack keeps the branch, which nothing knows any more, for another copy of a step.
func (b *branch) putBack() {
	b.above, b.pending, b.all, b.err = nil, nil, result{}, nil
	b.good, b.bad = 0, 0
	b.service.branches.Put(b)
}
