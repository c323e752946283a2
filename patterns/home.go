package patterns

import (
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A Database is the machine on which the instances of a service keep the state that
// they share. A crash of the machine takes what is in memory: the state is then what
// its disk makes of it.
type Database struct {
	machine *nodes.Node
	topic   string
	apart   bool           // it is a participant: transactions go over the network
	kept    map[string]any // states since the latest boot, by pattern
}

// NewDatabase returns the database of a service. A machine apart is one of the
// scenario's, which calls Serve at each boot. The other is there for the service
// alone: nothing lies between them, and nothing strikes it.
func NewDatabase(machine *nodes.Node, service string, apart bool) *Database {
	return &Database{machine: machine, topic: "database of " + service, apart: apart, kept: make(map[string]any)}
}

// Serve has the machine carry out transactions. It is part of its program.
func (d *Database) Serve() {
	clear(d.kept)
	d.machine.HandleQuery(d.topic, func(q *nodes.Query) {
		t := q.Body.(*transaction)
		if t.begun { // a copy of one that came before
			return
		}
		t.begun = true
		d.machine.Go(func(p *sim.Proc) {
			t.run(p)
			q.Reply(nil, transactionSize, nil)
		})
	})
}

// A transaction is what an instance has the database do. It comes about once, as a
// connection carries each once.
type transaction struct {
	run   func(*sim.Proc)
	begun bool
}

const transactionSize = 128 // bytes, there and back

// A Home is where a pattern keeps the state of a service: on the machine of the
// service if that is its own, or else in the database that its instances share.
//
//	alone:   instance ─► f(state)
//	shared:  instance ─► database: f(state) ─► instance
type Home[S any] struct {
	site  Site
	open  func(Site) S
	own   S
	asked uint64
}

// Settle returns the home of the state at a site. Open makes the state of what the
// disk of its machine holds, at the site that it is given: after each boot of that
// machine.
func Settle[S any](s Site, open func(Site) S) *Home[S] {
	h := &Home[S]{site: s, open: open}
	if s.Database == nil {
		h.own = open(s)
	}
	return h
}

// Shared reports whether other instances use the state too.
func (h *Home[S]) Shared() bool { return h.site.Database != nil }

// Own returns the state of a service that is alone with it.
func (h *Home[S]) Own() S {
	if h.Shared() {
		panic("patterns: the instances of " + h.site.Group + " share the state of " + h.site.Name)
	}
	return h.own
}

// Do carries out a transaction for the process p, which waits for it: f runs where
// the state is. In a database f goes on when p is killed, or waits no longer than
// patience (0 is for ever). After an error f may have run, or may run yet, or not.
func (h *Home[S]) Do(p *sim.Proc, patience time.Duration, f func(*sim.Proc, S)) error {
	d := h.site.Database
	if d == nil {
		f(p, h.own)
		return nil
	}
	run := func(p *sim.Proc) { f(p, h.state()) }
	if !d.apart {
		over := false
		d.machine.Go(func(there *sim.Proc) {
			run(there)
			over = true
			p.Wake()
		})
		for !over {
			p.Park()
		}
		return nil
	}
	h.asked++
	key := h.site.Key().Mix(uint64(drawTransaction)).Mix(uint64(p.Now())).Mix(h.asked)
	_, err := h.site.Node.AskAndWait(p, d.machine.ID(), d.topic, net.Ask{
		Key: key, Body: &transaction{run: run}, Size: transactionSize, Timeout: patience,
	})
	return err
}

// Insist is Do until it has succeeded, with a pause after each time that it did not:
// f comes about at least once. Patience doubles each time, so that who insists does not
// keep a slow database busy with what he no longer waits for.
func (h *Home[S]) Insist(p *sim.Proc, patience, pause time.Duration, f func(*sim.Proc, S)) {
	for h.Do(p, patience, f) != nil {
		p.Sleep(pause)
		patience = min(2*patience, mostPatience)
	}
}

const mostPatience = time.Minute

var drawTransaction = sim.KeyOf("transaction")

// state returns the shared state, which is made on first use.
func (h *Home[S]) state() S {
	d := h.site.Database
	if kept, ok := d.kept[h.site.Name]; ok {
		return kept.(S)
	}
	there := h.site
	there.Node, there.Owner, there.Database = d.machine, d.machine.Owner(), nil
	made := h.open(there)
	d.kept[h.site.Name] = made
	return made
}

// Turns lets processes that are about one thing go one after the other. The zero
// value is ready.
type Turns[K comparable] struct {
	taken map[K][]*sim.Proc // and who waits
}

// Take waits until nobody else has the turn of a thing.
func (t *Turns[K]) Take(p *sim.Proc, of K) {
	for waiting, taken := t.taken[of]; taken; waiting, taken = t.taken[of] {
		t.taken[of] = append(waiting, p)
		p.Park()
	}
	if t.taken == nil {
		t.taken = make(map[K][]*sim.Proc)
	}
	t.taken[of] = nil
}

// Give lets the next one come.
func (t *Turns[K]) Give(of K) {
	waiting := t.taken[of]
	delete(t.taken, of)
	for _, p := range waiting {
		p.Wake()
	}
}
