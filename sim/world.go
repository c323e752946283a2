package sim

import "time"

// Config is what a world is made from.
type Config struct {
	Seed   uint64
	Limits Limits
}

// A World is a simulated universe: a clock, a queue of events, processes, luck
// and a trace. It is single-threaded; different worlds may run in parallel.
type World struct {
	now    Time
	seq    uint64 // of the last event scheduled
	events uint64 // carried out
	fresh  uint64 // value of events when the clock last moved
	check  uint64 // value of events at which the limits are looked at next
	weight int64  // things in flight
	queue  queue
	digest Digest
	err    error
	closed bool

	seed    Key
	limits  Limits
	owners  []*Owner
	byName  map[string]*Owner
	streams map[string]*Rand
	sinks   []Sink
	scratch Fact
	last    Moment

	running *Proc
	live    int64 // processes
	idle    []*coroutine
	all     []*coroutine
}

// New returns a world at time zero in which nothing is scheduled. Its digest
// begins with the seed, so that no two seeds share one.
func New(c Config) *World {
	w := &World{
		seed:    Key(c.Seed).Mix(0x77617665),
		limits:  c.Limits.withDefaults(),
		byName:  make(map[string]*Owner),
		streams: make(map[string]*Rand),
	}
	w.digest.fold(c.Seed, uint64(w.seed))
	w.check = w.nextCheck()
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
func (w *World) Draw(purpose, id Key) Rand {
	return w.seed.Mix(uint64(purpose)).Mix(uint64(id)).Rand()
}

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
// the order of (time, scheduling): a total order.
func (w *World) At(t Time, o *Owner, a Action) Timer {
	w.seq++
	return w.queue.add(max(t, w.now), w.seq, o, a)
}

// After schedules a for the owner d from now.
func (w *World) After(d time.Duration, o *Owner, a Action) Timer {
	return w.At(w.now.Add(d), o, a)
}

// Cancel removes a scheduled event and reports whether there was one. The
// handle of an event that has happened is harmless.
func (w *World) Cancel(t Timer) bool { return w.queue.remove(t) }

// Run carries out events up to and including time until, then stands at it. It
// ends early with an error when a limit is hit.
func (w *World) Run(until Time) error {
	for w.step(until) {
	}
	if w.err != nil {
		return w.err
	}
	if until > w.now {
		w.now, w.fresh = until, w.events
	}
	return nil
}

// A Moment identifies one event: its time, sequence and owner.
type Moment struct {
	At    Time
	Seq   uint64
	Owner *Owner
}

// Step carries out the next event up to and including time until and reports
// whether there was one. It is Run for those who look at every event.
func (w *World) Step(until Time) (Moment, bool, error) {
	ok := w.step(until)
	return w.last, ok, w.err
}

// step is the main loop's body: take the earliest event, move the clock, act.
func (w *World) step(until Time) bool {
	t, ok := w.queue.next(until)
	if !ok || w.err != nil {
		return false
	}
	e := w.queue.event(t)
	at, seq, owner, act := e.at, e.seq, e.owner, e.act
	if owner.frozen > 0 {
		owner.held = append(owner.held, t)
		return true
	}
	w.queue.release(t)
	if at != w.now {
		w.now = at
		w.fresh = w.events
	}
	w.events++
	owner.events++
	w.digest.event(at, seq, owner)
	w.last = Moment{at, seq, owner}
	if w.events >= w.check {
		if w.err = w.overrun(); w.err != nil {
			return false
		}
		w.check = w.nextCheck()
	}
	act.Act()
	return w.err == nil
}

// Close ends the world: what still runs is unwound, and nothing is emitted any
// more. A world that is not closed keeps its parked processes in memory.
func (w *World) Close() {
	w.closed = true
	for _, c := range w.all {
		c.stop()
	}
	w.all, w.idle = nil, nil
}

// Pending returns how many events are scheduled. With Processes and InFlight it
// tells a leak: once all has come to rest, none of the three may have grown.
func (w *World) Pending() int { return w.queue.len() }

// Processes returns how many processes live.
func (w *World) Processes() int64 { return w.live }

// InFlight returns how much the owners hold in flight; see Owner.Hold.
func (w *World) InFlight() int64 { return w.weight }
