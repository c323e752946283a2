package sim

import (
	"errors"
	"time"
)

// Config is what a world is made from.
type Config struct {
	Seed   uint64
	Limits Limits
	End    Time // what the run means to reach: a clock too slow for that is noticed; 0 is unknown
}

// A World is a simulated universe: a clock, a queue of events, processes, luck
// and a trace. It is single-threaded; different worlds may run in parallel.
type World struct {
	now    Time
	seq    uint64 // of the last event scheduled
	events uint64 // carried out
	steps  uint64 // within events; see Spend
	queue  queue
	digest Digest
	last   Moment
	amid   bool // the main loop runs, or was left by a panic
	closed bool
	err    error // why the main loop carries out nothing more

	seed    Key
	owners  []*Owner
	byName  map[string]*Owner
	streams map[string]*Rand
	sinks   []Sink
	scratch Fact

	limits Limits
	end    Time
	watch  watch
	weight int64 // things in flight
	live   int64 // processes

	running  *Proc
	latest   *Proc // that ran last
	latestAt Time
	stack    []byte // of the process that a panic ended last, or that Latest killed
	asked    bool   // Latest wants a stack
	echo     bool   // the panic of a process is on its way to whoever resumed it
	idle     Spare[coroutine]
	all      []*coroutine

	audiences audiences // of the sinks; last, so that what each event needs lies together
}

// New returns a world at time zero in which nothing is scheduled. Its digest
// begins with the seed, so that no two seeds share one.
func New(c Config) *World {
	w := &World{
		seed:    Key(c.Seed).Mix(0x77617665),
		limits:  c.Limits.withDefaults(),
		end:     c.End,
		byName:  make(map[string]*Owner),
		streams: make(map[string]*Rand),
	}
	w.digest.fold(c.Seed, uint64(w.seed))
	w.watch.next = w.nextLook()
	return w
}

// Now returns the true time.
func (w *World) Now() Time { return w.now }

// Digest returns the digest of all that has happened so far.
func (w *World) Digest() Digest { return w.digest }

// Events returns how many events were carried out so far.
func (w *World) Events() uint64 { return w.events }

// Draw returns the generator for one purpose and one identity. It depends on
// nothing but the seed and the two keys.
func (w *World) Draw(purpose, id Key) Rand { return w.Purpose(purpose).Draw(id) }

// Purpose returns what draws of one purpose have in common, for those who make many.
func (w *World) Purpose(purpose Key) Purpose { return Purpose(w.seed.Mix(uint64(purpose))) }

// Stream returns the random stream of that name, for luck that belongs to no
// request: name it by owner and purpose ("node-3 gossip partner").
func (w *World) Stream(name string) *Rand {
	r, ok := w.streams[name]
	if !ok {
		fresh := w.Draw(KeyOf("stream"), KeyOf(name))
		r = &fresh
		w.streams[name] = r
	}
	return r
}

// Func adapts a function to an Action.
type Func func()

// Act calls f.
func (f Func) Act() { f() }

// At schedules a for the owner at time t, or now if t has passed. Events run in
// the order of (time, scheduling): a total order. What is scheduled at Forever
// never happens.
func (w *World) At(t Time, o *Owner, a Action) Timer {
	w.count()
	return w.queue.add(max(t, w.now), w.seq, o, a)
}

// count counts an event that is about to be scheduled.
func (w *World) count() {
	w.seq++
	if int64(w.queue.len()) >= w.limits.InFlight {
		w.crowded()
	}
}

// After schedules a for the owner d from now.
func (w *World) After(d time.Duration, o *Owner, a Action) Timer {
	return w.At(w.now.Add(d), o, a)
}

// Timeout is After for events of which most are called off, and many have the same d:
// those cost little.
func (w *World) Timeout(d time.Duration, o *Owner, a Action) Timer {
	w.count()
	return w.queue.addTimeout(d, max(w.now.Add(d), w.now), w.seq, o, a)
}

// Cancel removes a scheduled event and reports whether there was one. The
// handle of an event that has happened is harmless.
func (w *World) Cancel(t Timer) bool { return w.queue.remove(t) }

// Run carries out events up to and including time until, then stands at it; it
// stands at the last event if until is Forever. It ends early with an error when
// a limit is hit. A panic of an event or a process is the caller's; after it the
// world can only be closed.
func (w *World) Run(until Time) error {
	w.enter()
	for w.step(min(until, Forever-1)) {
	}
	w.amid = false
	if w.err == nil && until > w.now && until < Forever {
		w.now = until
	}
	return w.err
}

// A Moment identifies one event: its time, sequence and owner.
type Moment struct {
	At    Time
	Seq   uint64
	Owner *Owner
}

// Step carries out the next event up to and including time until and reports
// whether there was one. It is Run for a caller that looks at every event, except that
// the clock stays where the last event left it.
func (w *World) Step(until Time) (Moment, bool, error) {
	w.enter()
	ok := w.step(min(until, Forever-1))
	w.amid = false
	return w.last, ok, w.err
}

func (w *World) enter() {
	if w.amid {
		panic("sim: the main loop was entered by an event that it carries out, or again after one panicked")
	}
	w.amid = true
}

// step is the main loop's body: take the earliest event, move the clock, act. It
// reports whether an event was carried out.
func (w *World) step(until Time) bool {
	for w.err == nil {
		t, e := w.queue.next(until)
		if e == nil {
			return false
		}
		seq, owner, act := e.seq, e.owner, e.act
		w.now = max(w.now, e.at)
		if owner.frozen > 0 {
			owner.held = append(owner.held, t)
			continue
		}
		w.queue.release(t)
		w.events++
		owner.events++
		w.digest.event(w.now, seq, owner)
		w.last = Moment{w.now, seq, owner}
		if w.events >= w.watch.next {
			w.look()
		}
		act.Act()
		return true
	}
	return false
}

// Close ends the world: what still runs is unwound, and nothing happens or is
// emitted any more. A world that is not closed keeps its processes in memory.
// Should a deferred call panic now, so does Close, after it has ended the rest;
// unless the main loop was left by a panic, of which this is then an echo.
func (w *World) Close() {
	if w.closed {
		return
	}
	if p := w.running; p != nil && !p.done {
		panic("sim: a world is closed by a process of " + p.owner.name + ", which lives in it")
	}
	w.closed = true
	if w.err == nil {
		w.err = errClosed
	}
	var failure any
	for _, c := range w.all {
		w.running = c.proc
		c.stop()
		if failure == nil {
			failure = c.failure
		}
	}
	w.running, w.all, w.idle = nil, nil, nil
	if failure != nil && !w.amid {
		panic(failure)
	}
}

// errClosed is what a run of a closed world ends with.
var errClosed = errors.New("sim: the world is closed")

// Pending returns how many events are scheduled. With Processes and InFlight it
// tells a leak: once all has come to rest, none of the three may have grown.
func (w *World) Pending() int { return w.queue.len() }

// Processes returns how many processes live.
func (w *World) Processes() int64 { return w.live }

// InFlight returns how much the owners hold in flight; see Owner.Hold.
func (w *World) InFlight() int64 { return w.weight }
