package world

import (
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// A threat is a Fault at work in a world: it waits for its time, takes effect,
// and is undone. What it draws is drawn by its place in the scenario and the
// number of its occurrence, so that every variant has the same storm.
type threat struct {
	world   *World
	spec    *fault.Fault
	owner   *sim.Owner
	key     sim.Key
	count   uint64      // occurrences so far
	active  []*onset    // oldest first
	waiting int         // begins that are scheduled
	matched int         // facts that a triggered fault has seen
	scene   *nodes.Node // where the one happened that set it off; nil is elsewhere
}

// An onset is one occurrence of a fault.
type onset struct {
	threat  *threat
	number  uint64
	damages []fault.Damage
}

// Purposes of the draws of a fault.
const (
	drawGap = iota + 1
	drawLasting
	drawVictim
)

// timed is an occurrence of a fault that comes at a set time, perhaps again.
func (f *threat) timed() {
	f.waiting--
	f.begin(nil)
	s := f.spec.Schedule
	if s.Every > 0 && (s.Times == 0 || f.count < uint64(s.Times)) {
		f.waiting++
		f.world.Sim.After(s.Every, f.owner, sim.Func(f.timed))
	}
}

// wait lets a random fault come some time after from.
func (f *threat) wait(from sim.Time) {
	s := f.spec.Schedule
	at := from.Add(s.Between.Sample(f.luck(drawGap)))
	if at <= sim.Time(s.Until) {
		f.waiting++
		f.world.Sim.At(at, f.owner, sim.Func(func() {
			f.waiting--
			f.begin(func() { f.wait(f.world.Sim.Now()) })
		}))
	}
}

// watch is the sink of a triggered fault. It schedules an event, which sinks
// that only observe must not do: here the trace is part of the scenario.
func (f *threat) watch(x *sim.Fact) {
	when := f.spec.Schedule.When
	if x.Kind.String() != when.Fact || when.Node != "" && !f.world.isOf(x.Owner.Name(), when.Node) || f.over() {
		return
	}
	at := f.at(x)
	if at == nil && slices.ContainsFunc(fault.Named(f.spec.Effect), func(v fault.Victim) bool { return v.Same }) {
		return // it strikes where the fact happens, and there is no machine
	}
	f.matched++
	if f.matched == when.Count {
		f.scene = at
		f.waiting++
		f.world.Sim.After(f.spec.Schedule.After, f.owner, sim.Func(func() {
			f.waiting--
			f.begin(nil)
		}))
	}
}

// at returns the machine where a fact happened, or nil.
func (f *threat) at(x *sim.Fact) *nodes.Node {
	if ids := f.world.groups[x.Owner.Name()]; len(ids) == 1 {
		return f.world.machine[ids[0]]
	}
	return nil
}

// luck returns the generator for one purpose of the next occurrence.
func (f *threat) luck(purpose uint64) sim.Rand {
	return f.world.Sim.Draw(f.key.Mix(purpose), sim.Key(f.count))
}

// begin lets the fault take effect for as long as it lasts, and calls then at
// its end.
func (f *threat) begin(then func()) {
	lasting := f.luck(drawLasting)
	o := &onset{threat: f, number: f.count}
	o.damages = f.spec.Effect.Strike(f)
	f.count++
	f.active = append(f.active, o)
	f.emit(sim.FaultBegan, o, 0)
	if f.spec.Schedule.For == nil {
		return
	}
	span := max(time.Nanosecond, f.spec.Schedule.For.Sample(lasting))
	f.world.Sim.After(span, f.owner, sim.Func(func() {
		o.end()
		if then != nil {
			then()
		}
	}))
}

// end undoes what the onset did, the latest first.
func (o *onset) end() {
	f := o.threat
	touched := o.touched()
	for _, d := range slices.Backward(o.damages) {
		d.Undo()
	}
	for i, other := range f.active {
		if other == o {
			f.active = append(f.active[:i:i], f.active[i+1:]...)
			break
		}
	}
	f.emit(sim.FaultEnded, o, touched)
}

func (o *onset) touched() int64 {
	var sum int64
	for _, d := range o.damages {
		sum += d.Touched()
	}
	return sum
}

// finish records, at the end of the run, the onsets that were never undone.
func (f *threat) finish() {
	for _, o := range f.active {
		f.emit(sim.FaultEnded, o, o.touched())
	}
	f.active = nil
}

func (f *threat) emit(k *sim.Kind, o *onset, touched int64) {
	f.owner.Emit(sim.Fact{Kind: k, Key: sim.Key(o.number + 1), Value: touched, Note: f.spec.Words()})
}
