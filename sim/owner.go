package sim

import "fmt"

// An Owner is somebody to whom events and processes belong: a node, a load, a
// fault. Owners give the digest its names, let a whole machine be frozen or
// killed at once, and let a run that explodes name its culprit.
type Owner struct {
	world  *World
	name   string
	key    Key
	events uint64     // events carried out
	before uint64     // of these, before a stall; see watch
	steps  uint64     // within its events; see Spend
	weight int64      // things in flight, see Hold
	frozen int        // depth of Freeze
	held   []Timer    // events that came up while frozen, in order
	procs  List[Proc] // oldest first
	alarms List[Alarm]
}

// Owner returns the owner of that name, making it on first use.
func (w *World) Owner(name string) *Owner {
	if o, ok := w.byName[name]; ok {
		return o
	}
	o := &Owner{world: w, name: name, key: KeyOf(name)}
	w.byName[name] = o
	w.owners = append(w.owners, o)
	return o
}

// Name returns the name.
func (o *Owner) Name() string { return o.name }

// Key returns the identity of the name, for draws.
func (o *Owner) Key() Key { return o.key }

// World returns the world that the owner lives in.
func (o *Owner) World() *World { return o.world }

// Events returns how many of its events were carried out.
func (o *Owner) Events() uint64 { return o.events }

// Frozen reports whether the owner is frozen.
func (o *Owner) Frozen() bool { return o.frozen > 0 }

// Freeze holds back the owner's events from now on; time goes on for all
// others. Freezing twice needs thawing twice. A process that freezes its owner
// goes on until it waits.
func (o *Owner) Freeze() { o.frozen++ }

// Thaw ends a Freeze. What was held back happens now, in its old order and
// before all else, so that an owner's events never overtake each other.
func (o *Owner) Thaw() {
	if o.frozen == 0 {
		panic("sim: thaw of " + o.name + ", which is not frozen")
	}
	o.frozen--
	if o.frozen > 0 {
		return
	}
	w := o.world
	for _, t := range o.held {
		w.seq++
		w.queue.reschedule(t, w.now-1, w.seq)
	}
	o.held = o.held[:0]
}

// Hold counts n more things in flight for the owner (fewer when n is
// negative): queued requests, open calls. It costs an addition, and lets the
// limit on memory say who filled it. To let go of more than is held is a bug.
func (o *Owner) Hold(n int64) {
	o.weight += n
	o.world.weight += n
	if o.weight < 0 || o.world.weight > o.world.limits.InFlight {
		o.heavy(n)
	}
}

// heavy is what happens when a weight is none, or too much, having changed by n.
func (o *Owner) heavy(n int64) {
	if o.weight < 0 {
		panic(fmt.Sprintf("sim: %s let go of %d things and held %d", o.name, -n, o.weight-n))
	}
	w := o.world
	w.tooMuch(inFlight, w.limits.InFlight, func(o *Owner) int64 { return o.weight })
}

// Kill unwinds every process of the owner, oldest first, and calls its alarms off. A
// process that kills itself this way unwinds when it next waits.
func (o *Owner) Kill() {
	for p := o.procs.First(); p != nil; p = o.procs.First() {
		p.kill()
	}
	for m := o.alarms.First(); m != nil; m = o.alarms.First() {
		m.Off()
	}
}
