package saga

import (
	"cmp"
	"errors"
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// How a participant says no for good.
var (
	ErrShort  = fmt.Errorf("saga: too few units: %w", nodes.ErrPermanent)
	ErrLate   = fmt.Errorf("saga: the compensation came first: %w", nodes.ErrPermanent)
	ErrUnsure = fmt.Errorf("saga: the database did not answer: %w", nodes.ErrDependency) // the step may have happened
	ErrLocked = fmt.Errorf("saga: an unfinished saga holds the item: %w", nodes.ErrFailed)
)

// A Phase is what a Command asks of a participant, or of the coordinator.
type Phase uint8

// The phases.
const (
	Act        Phase = iota // do the step
	Compensate              // undo it, or see to it that it never comes about
	Release                 // the saga is at its end
	Prepare                 // promise to be able to commit
	Commit                  // the decision
	Abort
	Inquire // what was the decision?
	Tell    // how it ended: Step is the final state (choreography)
)

// A Command is the body of a request of a saga.
type Command struct {
	Saga  sim.Key
	Step  int
	Phase Phase
}

// A participant is the shell of one node around the ledger. An order is carried out even
// if its caller has gone away; two orders on one step of a saga come one after the other.
type participant struct {
	site       patterns.Site
	config     *Config
	next       nodes.Handler
	audit      *audit
	home       *patterns.Home[*store]
	*store                            // nil where instances share it: in the styles that keep steps with a machine they do not
	apart      nodes.Handler          // of the orders that need no worker
	asks       dialled                // how the coordinator is asked
	executions map[entry][]*execution // the first is under way, the others wait for their turn
}

// An execution is an order to be carried out.
type execution struct {
	by   *participant
	of   entry
	from net.ID
	req  *nodes.Request // a copy, as ordered
	cmd  *Command
	done nodes.Done // nil: nobody waits, or it is over
}

func newParticipant(s patterns.Site, c *Config, next nodes.Handler) *participant {
	a := &participant{site: s, config: c, next: next, audit: auditOf(s, c), executions: make(map[entry][]*execution)}
	a.apart = nodes.Blocking(s.Owner, a.conclude)
	a.home = patterns.Settle(s, func(s patterns.Site) *store { return openStore(s, c, a.audit) })
	if a.home.Shared() {
		return a
	}
	a.store = a.home.Own()
	for _, l := range a.store.saved {
		switch a.ledger.marks[entry{l.Saga, l.Step}] {
		case Prepared:
			a.inquire(l.Saga, l.Step, l.Item)
		case Finished, Undone:
			a.decided(&Command{Saga: l.Saga, Step: l.Step})
		}
	}
	return a
}

// Begin carries out the orders of sagas and passes on everything else.
func (a *participant) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	cmd := a.command(req)
	if cmd == nil {
		return a.next.Begin(from, req, done)
	}
	w := &execution{a, entry{cmd.Saga, cmd.Step}, from, a.ordered(req, cmd), cmd, done}
	req.Forget()
	before := a.executions[w.of]
	a.executions[w.of] = append(before, w)
	if len(before) == 0 {
		w.start()
	}
	if w.done == nil {
		return nil
	}
	return w
}

// command returns what a request wants of the ledger; nil is nothing.
func (a *participant) command(req *nodes.Request) *Command {
	if cmd, ok := req.Body.(*Command); ok {
		return cmd
	}
	for i, o := range a.config.Others {
		if patterns.IsRoute(o.Action, a.site.Group, req.Route) {
			return &Command{Saga: req.Once, Step: len(a.config.Steps) + i, Phase: Act}
		}
	}
	return nil
}

func (w *execution) start() {
	switch w.cmd.Phase {
	case Act, Compensate, Prepare:
		w.by.next.Begin(w.from, w.req, w)
	default:
		w.by.apart.Begin(w.from, w.req, w)
	}
}

// Ended tells whoever waits, and begins the next order on the step, unless its caller
// has gone away already.
func (w *execution) Ended(resp *nodes.Response, err error) {
	if done := w.done; done != nil {
		w.done = nil
		done.Ended(resp, err)
	}
	queue := w.by.executions[w.of][1:]
	for len(queue) > 0 && queue[0].done == nil {
		queue = queue[1:]
	}
	if len(queue) == 0 {
		delete(w.by.executions, w.of)
		return
	}
	w.by.executions[w.of] = queue
	queue[0].start()
}

// Cancel lets the order go on without whoever waited for it.
func (w *execution) Cancel() { w.done = nil }

// ordered returns a copy of a request by which an order is carried out. What does work is
// looked at, worked on and recorded by whoever holds a worker.
func (a *participant) ordered(req *nodes.Request, cmd *Command) *nodes.Request {
	var do func(*sim.Proc, *nodes.Request, *Command, nodes.Work) (*nodes.Response, error)
	switch cmd.Phase {
	case Act:
		do = a.act
	case Compensate:
		do = a.compensate
	case Prepare:
		do = a.prepare
	default:
		return req.Copy()
	}
	return req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
		return do(p, req, cmd, work)
	})
}

// conclude carries out an order that needs no worker.
func (a *participant) conclude(p *sim.Proc, _ net.ID, req *nodes.Request) (*nodes.Response, error) {
	switch cmd := req.Body.(*Command); cmd.Phase {
	case Release:
		return nil, a.transact(p, func(p *sim.Proc, s *store) { s.durably(p, Released, cmd, req.Item) })
	case Commit:
		a.commit(p, req, cmd)
	case Abort:
		a.abort(p, req, cmd)
	}
	return nil, nil
}

// transact has something done where the ledger is.
func (a *participant) transact(p *sim.Proc, do func(*sim.Proc, *store)) error {
	if a.home.Do(p, a.config.Timeout, do) != nil {
		return ErrUnsure
	}
	return nil
}

// act does a step: its work, and then its effect, once.
func (a *participant) act(p *sim.Proc, req *nodes.Request, cmd *Command, work nodes.Work) (*nodes.Response, error) {
	over, no := false, error(nil)
	away := a.transact(p, func(p *sim.Proc, s *store) { over, no = s.ask(p, a.site.Owner, cmd, req.Item) })
	if over || away != nil {
		return nil, cmp.Or(no, away)
	}
	resp, err := work(req)
	if err != nil {
		return nil, err
	}
	away = a.transact(p, func(p *sim.Proc, s *store) { over, no = s.act(p, a.site.Owner, cmd, req.Item) })
	if over || away != nil {
		return nil, cmp.Or(no, away)
	}
	return resp, nil
}

// compensate undoes a step, once; one that never came about leaves a tombstone.
func (a *participant) compensate(p *sim.Proc, req *nodes.Request, cmd *Command, work nodes.Work) (*nodes.Response, error) {
	over := false
	away := a.transact(p, func(p *sim.Proc, s *store) { over = s.bury(p, cmd, req.Item) })
	if over || away != nil {
		return nil, away
	}
	resp, err := work(req)
	if err != nil {
		return nil, err
	}
	if away = a.transact(p, func(p *sim.Proc, s *store) { s.undo(p, a.site.Owner, cmd, req.Item) }); away != nil {
		return nil, away
	}
	return resp, nil
}

func (a *participant) emit(k *sim.Kind, cmd *Command, value int64) {
	a.audit.emit(a.site.Owner, k, cmd, value)
}

// known returns what the end of a call says of the order that it carried.
func known(err error) Answer {
	switch {
	case err == nil:
		return Done
	case errors.Is(err, nodes.ErrPermanent):
		return Refused
	case errors.Is(err, ErrUnsure), errors.Is(err, net.ErrReset), errors.Is(err, net.ErrCancelled), nodes.OutcomeOf(err) == nodes.TimedOut:
		return Unknown
	}
	return Failed
}
