package sim

import (
	"iter"
	"time"
)

// A Proc is a process: code in the blocking style that production code has,
// run as a coroutine, one at a time, under the scheduler. All its methods are
// for the process itself, except Wake and Kill.
type Proc struct {
	world      *World
	owner      *Owner
	fn         func(*Proc)
	co         *coroutine
	timer      Timer // the event that will resume it
	pending    bool  // such an event is scheduled
	woken      bool  // by Wake, not by the timer
	deaf       bool  // sleeping: Wake is ignored
	parked     bool
	killed     bool
	done       bool
	prev, next *Proc // in the owner's list
}

// unwinding is the panic by which a killed process leaves its functions, so
// that their deferred calls run.
type unwinding struct{}

// Go starts a process for the owner; it begins at the present time, after the
// events already scheduled for it.
func (w *World) Go(o *Owner, fn func(*Proc)) *Proc {
	p := &Proc{world: w, owner: o, fn: fn}
	o.procs.add(p)
	w.live++
	if w.live > w.limits.Procs && w.err == nil {
		w.err = w.tooMuch("live processes", w.limits.Procs, func(o *Owner) int64 { return o.procs.len })
	}
	p.resumeAt(w.now)
	return p
}

// World returns the world.
func (p *Proc) World() *World { return p.world }

// Owner returns whose process it is.
func (p *Proc) Owner() *Owner { return p.owner }

// Now returns the true time.
func (p *Proc) Now() Time { return p.world.now }

// Sleep lets d pass. Wake does not cut it short.
func (p *Proc) Sleep(d time.Duration) {
	p.deaf = true
	p.resumeAt(p.world.now.Add(d))
	p.park()
	p.deaf = false
}

// Park waits for a Wake. Whoever parks says in a condition what it waits for,
// and looks at that again afterwards.
func (p *Proc) Park() { p.park() }

// ParkFor waits for a Wake, but no longer than d, and reports whether it came.
func (p *Proc) ParkFor(d time.Duration) bool {
	p.resumeAt(p.world.now.Add(d))
	p.park()
	return p.woken
}

// Wake lets a parked process go on, at the present time and after the events
// already scheduled for it. It does nothing to one that is not parked.
func (p *Proc) Wake() {
	if !p.parked || p.deaf || p.woken {
		return
	}
	if p.pending {
		p.world.Cancel(p.timer)
	}
	p.woken = true
	p.resumeAt(p.world.now)
}

// Kill unwinds the process: its deferred calls run, and it waits no more. A
// process that kills itself unwinds when it next waits.
func (p *Proc) Kill() {
	if p.done || p.killed {
		return
	}
	p.owner.procs.remove(p)
	p.kill()
}

// Done reports whether the process has ended.
func (p *Proc) Done() bool { return p.done }

// Act resumes the process: it is the event that Go, Sleep and Wake schedule.
func (p *Proc) Act() {
	p.pending = false
	p.switchTo()
}

func (p *Proc) resumeAt(t Time) {
	p.timer = p.world.At(t, p.owner, p)
	p.pending = true
}

// park hands control back to the scheduler until somebody resumes the process.
func (p *Proc) park() {
	if p.killed {
		panic(unwinding{})
	}
	if p.world.running != p {
		panic("sim: a process of " + p.owner.name + " was made to wait by somebody else")
	}
	p.parked, p.woken = true, false
	alive := p.co.yield(struct{}{})
	p.parked = false
	if !alive {
		p.killed = true
	}
	if p.killed {
		panic(unwinding{})
	}
}

// kill is Kill for a process that has left its owner's list.
func (p *Proc) kill() {
	p.killed = true
	if p.pending {
		p.world.Cancel(p.timer)
		p.pending = false
	}
	switch {
	case p.co == nil: // never began
		p.finish()
	case p.world.running != p:
		p.switchTo()
	}
}

// switchTo runs the process until it parks or ends.
func (p *Proc) switchTo() {
	w := p.world
	if p.co == nil {
		p.co = w.coroutine()
		p.co.proc = p
	}
	outer := w.running
	w.running = p
	p.co.next()
	w.running = outer
	if p.done {
		w.idle = append(w.idle, p.co)
		p.co = nil
	}
}

// run is the life of the process inside its coroutine.
func (p *Proc) run() {
	defer func() {
		if p.killed {
			if r := recover(); r != nil {
				if _, ours := r.(unwinding); !ours {
					panic(r)
				}
			}
		}
		p.finish()
	}()
	p.fn(p)
}

func (p *Proc) finish() {
	p.done = true
	p.fn = nil
	p.world.live--
	if !p.killed {
		p.owner.procs.remove(p)
	}
}

// A coroutine runs one process after another, so that its stack is reused.
type coroutine struct {
	proc  *Proc
	yield func(struct{}) bool
	next  func() (struct{}, bool)
	stop  func()
}

func (w *World) coroutine() *coroutine {
	if n := len(w.idle); n > 0 {
		c := w.idle[n-1]
		w.idle = w.idle[:n-1]
		return c
	}
	c := &coroutine{}
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

// procList is an owner's processes, oldest first.
type procList struct {
	first, last *Proc
	len         int64
}

func (l *procList) add(p *Proc) {
	p.prev = l.last
	if l.last == nil {
		l.first = p
	} else {
		l.last.next = p
	}
	l.last = p
	l.len++
}

func (l *procList) remove(p *Proc) {
	if p.prev == nil {
		l.first = p.next
	} else {
		p.prev.next = p.next
	}
	if p.next == nil {
		l.last = p.prev
	} else {
		p.next.prev = p.prev
	}
	p.prev, p.next = nil, nil
	l.len--
}
