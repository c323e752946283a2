package sim

import (
	"iter"
	"runtime/debug"
	"time"
)

// A Proc is a process: code in the blocking style that production code has,
// run as a coroutine, one at a time, under the scheduler. Sleep, Park, ParkFor and
// ParkUntil are for the process itself, the other methods for everybody.
type Proc struct {
	owner  *Owner
	listed Element[Proc] // in the owner's list
	fn     func(*Proc)
	co     *coroutine
	timer  Timer // the event that will resume it, or stale
	woken  bool  // by Wake, not by the timer
	deaf   bool  // sleeping: Wake is ignored
	parked bool  // it has handed control back
	killed bool  // it has left the owner's list and waits no more
	done   bool
}

// A resumption is a process as the event that Go, Sleep and Wake schedule.
type resumption Proc

// Act resumes the process.
func (r *resumption) Act() { (*Proc)(r).switchTo() }

// unwinding is the panic by which a killed process leaves its functions, so
// that their deferred calls run.
type unwinding struct{}

// String explains the panic to those who recover it.
func (unwinding) String() string { return "sim: the process was killed" }

// Go starts a process for the owner; it begins at the present time, after the
// events already scheduled for it. A panic in the process reaches the function that
// resumed it: mostly Run, and Kill for a deferred call of a killed process.
func (w *World) Go(o *Owner, fn func(*Proc)) *Proc {
	p := &Proc{owner: o, fn: fn}
	o.procs.Add(&p.listed, p)
	w.live++
	if w.live > w.limits.Procs {
		w.tooMuch("live processes", w.limits.Procs, func(o *Owner) int64 { return o.procs.Len() })
	}
	p.resumeAt(w.now)
	return p
}

// World returns the world.
func (p *Proc) World() *World { return p.owner.world }

// Owner returns whose process it is.
func (p *Proc) Owner() *Owner { return p.owner }

// Now returns the true time.
func (p *Proc) Now() Time { return p.owner.world.now }

// Sleep lets d pass. Wake does not cut it short.
func (p *Proc) Sleep(d time.Duration) {
	p.mustRun()
	p.deaf = true
	p.resumeAt(p.owner.world.now.Add(d))
	p.park()
	p.deaf = false
}

// Park waits for a Wake. Park in a loop that checks the condition again: a Wake may
// come for another reason, and a Wake that came before is lost.
func (p *Proc) Park() {
	p.mustRun()
	p.park()
}

// ParkFor waits for a Wake, but no longer than d, and reports whether it came.
// Of a Wake and the end of d at one instant, the one scheduled first counts.
func (p *Proc) ParkFor(d time.Duration) bool {
	p.mustRun()
	p.resumeAt(p.owner.world.now.Add(d))
	p.park()
	return p.woken
}

// ParkUntil waits for a Wake, but no longer than until t. It reports whether it came.
func (p *Proc) ParkUntil(t Time) bool {
	if t == Forever {
		p.Park()
		return true
	}
	return p.ParkFor(t.Sub(p.Now()))
}

// Wake lets a parked process go on, at the present time and after the events
// already scheduled for it. It does nothing to one that is not parked.
func (p *Proc) Wake() {
	if !p.parked || p.deaf || p.woken {
		return
	}
	p.owner.world.Cancel(p.timer)
	p.woken = true
	p.resumeAt(p.owner.world.now)
}

// Kill unwinds the process: its deferred calls run now, and a deferred call that
// would wait unwinds too. A process that kills itself, or the process that is just
// killing it, unwinds when it next waits. The unwinding can be recovered but not
// stopped: do not recover in a loop that waits.
func (p *Proc) Kill() {
	if p.done || p.killed {
		return
	}
	p.kill()
}

// Killed reports whether the process was killed, though it may not have unwound yet.
func (p *Proc) Killed() bool { return p.killed && !p.done }

// Done reports whether the process has ended.
func (p *Proc) Done() bool { return p.done }

func (p *Proc) resumeAt(t Time) {
	p.timer = p.owner.world.At(t, p.owner, (*resumption)(p))
}

// mustRun is the beginning of every wait. It comes before anything is scheduled,
// because a killed process does not get as far as that.
func (p *Proc) mustRun() {
	if p.owner.world.running != p {
		panic("sim: a process of " + p.owner.name + " was made to wait by somebody else")
	}
	if p.killed {
		panic(unwinding{})
	}
}

// park hands control back to the scheduler until somebody resumes the process.
func (p *Proc) park() {
	p.parked, p.woken = true, false
	alive := p.co.yield(struct{}{})
	p.parked = false
	if !alive { // the world is closed
		p.leave()
	}
	if p.killed {
		panic(unwinding{})
	}
}

// kill is Kill for a process that is not killed yet.
func (p *Proc) kill() {
	p.leave()
	p.owner.world.Cancel(p.timer)
	switch {
	case p.co == nil: // never began
		p.finish()
	case p.parked:
		p.switchTo()
	}
}

// leave takes the process off its owner's list, once.
func (p *Proc) leave() {
	if !p.killed {
		p.killed = true
		p.owner.procs.Remove(&p.listed)
	}
}

// switchTo runs the process until it parks or ends. A panic that ended it
// reaches the caller.
func (p *Proc) switchTo() {
	w, c := p.owner.world, p.co
	if c == nil {
		c = w.coroutine()
		c.proc, p.co = p, c
	}
	outer := w.running
	w.running, w.latest, w.latestAt = p, p, w.now
	c.next()
	w.running = outer
	if p.done {
		p.co = nil
		w.idle.Put(c)
		if f := c.failure; f != nil {
			c.failure, w.echo = nil, true
			panic(f)
		}
	}
}

// run is the life of the process inside its coroutine.
func (p *Proc) run() {
	defer func() {
		r := recover()
		if _, ours := r.(unwinding); !ours {
			p.co.failure = r
		}
		if p.co.failure != nil || p.owner.world.asked {
			p.owner.world.keepStack(debug.Stack())
		}
		p.finish()
	}()
	p.fn(p)
}

// keepStack keeps a stack, behind that of the process whose panic has come here.
func (w *World) keepStack(stack []byte) {
	if w.echo {
		stack = append(w.stack, stack...)
	}
	w.stack, w.echo = stack, false
}

// Stack returns the stack of the process that a panic ended last, which whoever
// recovers the panic does not see; nil if there is none.
func (w *World) Stack() []byte { return w.stack }

// Latest kills the process that ran last and returns the stack at which it waited,
// nil if it has ended or ran at an earlier time: for those who explain why a run does
// not end.
func (w *World) Latest() []byte {
	if w.latest == nil || w.latest.done || w.latestAt < w.now {
		return nil
	}
	w.asked = true
	w.latest.Kill()
	w.asked = false
	return w.stack
}

func (p *Proc) finish() {
	p.leave()
	p.done = true
	p.fn = nil
	p.owner.world.live--
}

// A coroutine runs one process after another, so that its stack is reused.
type coroutine struct {
	proc    *Proc
	failure any // the panic that ended the process
	yield   func(struct{}) bool
	next    func() (struct{}, bool)
	stop    func()
}

func (w *World) coroutine() *coroutine {
	c := w.idle.Take()
	if c.next != nil {
		return c
	}
	c.next, c.stop = iter.Pull(func(yield func(struct{}) bool) {
		c.yield = yield
		for {
			c.proc.run()
			c.proc = nil
			if !yield(struct{}{}) {
				return
			}
		}
	})
	w.all = append(w.all, c)
	return c
}
