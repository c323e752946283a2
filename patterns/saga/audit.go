package saga

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What sagas come to. Key is the saga.
var (
	Started         = sim.NewKind("saga.started", "a saga began")
	Forgotten       = sim.NewKind("saga.forgotten", "sagas that began and of which a crash took all that was known: saga.started without those that ended, were parked or are on their way")
	SagaCompleted   = sim.NewKind("saga.completed", "a saga ended with every step done")
	SagaCompensated = sim.NewKind("saga.compensated", "a saga ended with every step undone that can be")
	SagaParked      = sim.NewKind("saga.parked", "a saga was left to an operator")
	SagaDone        = sim.NewKind("saga.done", "a step had its effect", "the step, from 1")
	SagaUndone      = sim.NewKind("saga.undone", "a compensation undid a step", "the step, from 1")
	Repeated        = sim.NewKind("saga.repeated", "a step had its effect a second time, be it by another saga for the same request of a user")
	SagaLate        = sim.NewKind("saga.late", "an action came after its compensation, and was refused")
	SagaRefused     = sim.NewKind("saga.refused", "a step was refused, as there were too few units")
	SagaLocked      = sim.NewKind("saga.locked", "a step was refused, as an unfinished saga held the item")
	Oversold        = sim.NewKind("saga.oversold", "a compensation took back units that others had taken meanwhile: the stock is below zero", "the stock")
	Irreversible    = sim.NewKind("saga.irreversible", "a saga ended undone, but for steps that nothing undoes")
	HalfDone        = sim.NewKind("saga.half_done", "sagas of which some steps have their effect and some have not")
	InDoubt         = sim.NewKind("saga.in_doubt", "steps that are promised and wait for the decision of two-phase commit")
	Decided         = sim.NewKind("saga.decided", "a promised step learned the decision", "how long it was in doubt")
)

// An audit sees the effects of all sagas at all participants: the truth, which
// no node knows.
type audit struct {
	owner  *sim.Owner
	steps  int
	sagas  map[sim.Key]*order
	wanted map[sim.Key][]int8 // by what a user wants, which attempts with keys of their own can make several sagas of
	halves int64

	begun     []sim.Key // sagas without an end, as they began
	forgotten int64
	told      map[sim.Key]bool      // of sagas: that they ended was told
	drivers   map[sim.Key]*sim.Proc // of sagas that instances share: a database learns of its end by that of the connection
	promised  map[entry]sim.Time    // steps that two-phase commit has not decided, since when
}

// An order is what is true of one saga.
type order struct {
	effects   []int8 // by step: how often it has its effect now
	wanted    []int8 // the same of all sagas about one thing that a user wants; nil: of this one
	begun     bool
	by        *sim.Owner // where it began last
	logged    bool       // in a log that instances share
	forgotten bool       // its machine knows nothing of it any more
	some      bool       // some steps have their effect, and some have not
	load      *sim.Owner
	born      sim.Time
	root      sim.Key
	effect    sim.Key // of the request that began it
}

func auditOf(s patterns.Site, c *Config) *audit {
	return s.Account(func() any {
		return &audit{owner: s.World().Owner("saga " + s.Name), steps: len(c.Steps), sagas: make(map[sim.Key]*order), wanted: make(map[sim.Key][]int8), promised: make(map[entry]sim.Time), drivers: make(map[sim.Key]*sim.Proc), told: make(map[sim.Key]bool)}
	}).(*audit)
}

// order returns what is true of a saga.
func (a *audit) order(saga sim.Key) *order {
	o := a.sagas[saga]
	if o == nil {
		o = &order{effects: make([]int8, a.steps)}
		a.sagas[saga] = o
	}
	return o
}

// begin notes on whose behalf a saga is and where it begins, and reports whether it is the
// first time: one of which a crash took all that was known begins again, and another
// instance may go on with it.
func (a *audit) begin(at *sim.Owner, saga sim.Key, r *nodes.Request) (first bool) {
	o := a.order(saga)
	first, o.by = !o.begun, at
	if first {
		o.begun = true
		a.begun = append(a.begun, saga)
	}
	a.known(saga, o)
	o.load, o.born, o.root, o.effect = r.Load, r.Born, r.Root, r.Effect
	if r.Effect == 0 || o.wanted != nil {
		return first
	}
	if a.wanted[r.Effect] == nil {
		a.wanted[r.Effect] = make([]int8, a.steps)
	}
	o.wanted = a.wanted[r.Effect]
	return first
}

// forget looks for sagas that began at a machine of which nothing is known there any more.
func (a *audit) forget(at *sim.Owner, known func(sim.Key, *order) bool) {
	left := a.begun[:0]
	for _, saga := range a.begun {
		o := a.sagas[saga]
		if a.told[saga] {
			continue
		}
		if o.by == at && !o.forgotten && !known(saga, o) {
			o.forgotten = true
			a.count(Forgotten, &a.forgotten, 1, saga)
		}
		left = append(left, saga)
	}
	a.begun = left
}

// known notes that a saga is known: that it begins again, if a crash had taken all of it, or
// that its first record was on its way to a log which instances share.
func (a *audit) known(saga sim.Key, o *order) {
	if o.forgotten {
		o.forgotten = false
		a.count(Forgotten, &a.forgotten, -1, saga)
	}
}

// logged notes that a log which instances share has a saga.
func (a *audit) logged(saga sim.Key) {
	o := a.order(saga)
	o.logged = true
	a.known(saga, o)
}

// count emits a level that one saga changes.
func (a *audit) count(k *sim.Kind, level *int64, by int64, saga sim.Key) {
	*level += by
	a.owner.Emit(sim.Fact{Kind: k, Key: saga, Value: *level})
}

// request returns the request of which a coordinator that crashed remembers
// nothing but the saga and the item.
func (a *audit) request(saga sim.Key, item int64) *nodes.Request {
	o := a.order(saga)
	return &nodes.Request{Key: saga, Once: saga, Root: o.root, Effect: o.effect, Load: o.load, Born: o.born, Item: item}
}

// emit emits a fact about a saga.
func (a *audit) emit(at *sim.Owner, k *sim.Kind, cmd *Command, value int64) {
	at.Emit(sim.Fact{Kind: k, Load: a.order(cmd.Saga).load, Key: cmd.Saga, Value: value})
}

// effect notes that a step has its effect once more, or once less.
func (a *audit) effect(at *sim.Owner, saga sim.Key, step int, by int8) {
	if step >= a.steps { // of no saga
		return
	}
	o := a.order(saga)
	o.effects[step] += by
	again := o.again(step, by)
	kind := SagaDone
	switch {
	case by < 0:
		kind = SagaUndone
	case again:
		kind = Repeated
	}
	at.Emit(sim.Fact{Kind: kind, Load: o.load, Key: saga, Value: int64(step) + 1})
	done := 0
	for _, n := range o.effects {
		if n > 0 {
			done++
		}
	}
	switch some := done > 0 && done < a.steps; {
	case some && !o.some:
		o.some = true
		a.count(HalfDone, &a.halves, 1, saga)
	case !some && o.some:
		o.some = false
		a.count(HalfDone, &a.halves, -1, saga)
	}
}

// again notes that a step has its effect once more, or once less, and reports whether it
// has it more than once for what a user wants.
func (o *order) again(step int, by int8) bool {
	if o.wanted == nil {
		return o.effects[step] > 1
	}
	o.wanted[step] += by
	return o.wanted[step] > 1
}

// settle notes that a step has its effect so many times.
func (a *audit) settle(at *sim.Owner, e entry, times int8) {
	for e.step < a.steps && a.order(e.saga).effects[e.step] < times {
		a.effect(at, e.saga, e.step, 1)
	}
	for e.step < a.steps && a.order(e.saga).effects[e.step] > times {
		a.effect(at, e.saga, e.step, -1)
	}
}

// doubt tells how many steps are promised and not decided.
func (a *audit) doubt() {
	a.owner.Emit(sim.Fact{Kind: InDoubt, Value: int64(len(a.promised))})
}

// end notes how a saga ended, and what it left.
func (a *audit) end(at *sim.Owner, saga sim.Key, state State) {
	kind := [...]*sim.Kind{Completed: SagaCompleted, Compensated: SagaCompensated, Parked: SagaParked}[state]
	o := a.order(saga)
	a.known(saga, o)
	at.Emit(sim.Fact{Kind: kind, Load: o.load, Key: saga})
	if state == Compensated && o.some {
		at.Emit(sim.Fact{Kind: Irreversible, Load: o.load, Key: saga})
	}
}

// endOnce is end for a saga of which it may have been told: its last record is read again at
// a boot, or what was known of it is gone and it began again.
func (a *audit) endOnce(at *sim.Owner, saga sim.Key, state State) {
	if !a.told[saga] {
		a.told[saga] = true
		a.end(at, saga, state)
	}
}
