package saga

import (
	"errors"
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// How a participant says no for good.
var (
	ErrShort  = fmt.Errorf("saga: too few units: %w", nodes.ErrFailed)
	ErrLate   = fmt.Errorf("saga: the compensation came first: %w", nodes.ErrFailed)
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

// A participant is the shell around the ledger of one node. Each order is carried
// out by a process of its own, which goes on when its caller has gone away; two
// orders on one step of a saga come one after the other.
type participant struct {
	site       patterns.Site
	config     *Config
	next       nodes.Handler
	ledger     *Ledger
	journal    *nodes.Journal
	audit      *audit
	executions map[entry]*execution
	waiting    []*sim.Proc // for locks
}

// An execution is an order being carried out.
type execution struct {
	over    bool
	resp    *nodes.Response
	err     error
	waiters []*sim.Proc
}

func newParticipant(s patterns.Site, c *Config, next nodes.Handler) (*participant, []journalRecord) {
	a := &participant{
		site: s, config: c, next: next, ledger: NewLedger(c, s.Group), audit: auditOf(s, c), executions: make(map[entry]*execution),
	}
	var lines []journalRecord
	a.journal, lines = open(s.Node, "saga "+s.Name)
	for _, l := range lines {
		a.ledger.Fold(l.What, l.Saga, l.Step, l.Item)
	}
	a.reconcile(lines)
	return a, lines
}

// reconcile tells the audit what a crash has hidden: records that became durable
// and whose process died before it could say so. Promises are doubts again.
func (a *participant) reconcile(lines []journalRecord) {
	times := make(map[entry]int8) // that a step has its effect
	for _, l := range lines {
		e := entry{l.Saga, l.Step}
		switch {
		case l.What == Finished && a.ledger.naive:
			times[e]++
		case l.What == Finished:
			times[e] = 1
		case l.What == Undone:
			times[e] = 0
		}
	}
	for _, l := range lines {
		e := entry{l.Saga, l.Step}
		if n, known := times[e]; known {
			a.audit.settle(a.site.Owner, e, n)
			delete(times, e)
		}
		switch a.ledger.marks[e] {
		case Prepared:
			a.inquire(l.Saga, l.Step, l.Item)
		case Finished, Undone:
			a.decided(&Command{Saga: l.Saga, Step: l.Step})
		}
	}
}

// Handle carries out the orders of sagas and passes on everything else.
func (a *participant) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	cmd := a.command(req)
	if cmd == nil {
		return a.next.Handle(p, from, req)
	}
	e := entry{cmd.Saga, cmd.Step}
	for before := a.executions[e]; before != nil; before = a.executions[e] {
		before.await(p)
	}
	work := &execution{}
	a.executions[e] = work
	a.site.Go(func(p *sim.Proc) {
		work.resp, work.err = a.carryOut(p, from, req, cmd)
		work.over = true
		delete(a.executions, e)
		for _, w := range work.waiters {
			w.Wake()
		}
	})
	work.await(p)
	return work.resp, work.err
}

// command returns what a request wants of the ledger; nil is nothing.
func (a *participant) command(req *nodes.Request) *Command {
	if cmd, ok := req.Body.(*Command); ok {
		return cmd
	}
	for i, o := range a.config.Others {
		if name(o.Action) == req.Route && node(o.Action) == a.site.Group {
			return &Command{Saga: req.Once, Step: len(a.config.Steps) + i, Phase: Act}
		}
	}
	return nil
}

func (w *execution) await(p *sim.Proc) {
	w.waiters = append(w.waiters, p)
	for !w.over {
		p.Park()
	}
}

func (a *participant) carryOut(p *sim.Proc, from net.ID, req *nodes.Request, cmd *Command) (*nodes.Response, error) {
	switch cmd.Phase {
	case Act:
		return a.held(p, from, req, cmd, a.act)
	case Compensate:
		return a.held(p, from, req, cmd, a.compensate)
	case Release:
		a.durably(p, Released, cmd, req.Item)
	case Prepare:
		return a.held(p, from, req, cmd, a.prepare)
	case Commit:
		a.commit(p, req, cmd)
	case Abort:
		a.abort(p, req, cmd)
	}
	return nil, nil
}

// held has an order looked at, worked on and recorded by whoever holds a worker.
func (a *participant) held(p *sim.Proc, from net.ID, req *nodes.Request, cmd *Command,
	do func(*sim.Proc, *nodes.Request, *Command, nodes.Work) (*nodes.Response, error)) (*nodes.Response, error) {
	return a.next.Handle(p, from, req.Held(func(p *sim.Proc, req *nodes.Request, work nodes.Work) (*nodes.Response, error) {
		return do(p, req, cmd, work)
	}))
}

// act does a step: its work, and then its effect, once.
func (a *participant) act(p *sim.Proc, req *nodes.Request, cmd *Command, work nodes.Work) (*nodes.Response, error) {
	if over, err := a.answer(cmd, req.Item); over {
		return nil, err
	}
	resp, err := work(req)
	if err != nil {
		return nil, err
	}
	if over, err := a.answer(cmd, req.Item); over { // the work took its time
		return nil, err
	}
	a.durably(p, Finished, cmd, req.Item)
	a.audit.effect(a.site.Owner, cmd.Saga, cmd.Step, 1)
	return resp, nil
}

// answer tells an action that has nothing to do why, and whether that is so.
func (a *participant) answer(cmd *Command, item int64) (over bool, err error) {
	var kind *sim.Kind
	switch a.ledger.Ask(cmd.Saga, cmd.Step, item) {
	case Fresh:
		return false, nil
	case Already:
		return true, nil
	case Late:
		kind, err = SagaLate, ErrLate
	case Short:
		kind, err = SagaRefused, ErrShort
	case Locked:
		kind, err = SagaLocked, ErrLocked
	}
	a.emit(kind, cmd, int64(cmd.Step)+1)
	return true, err
}

// compensate undoes a step, once; one that never came about leaves a tombstone.
func (a *participant) compensate(p *sim.Proc, req *nodes.Request, cmd *Command, work nodes.Work) (*nodes.Response, error) {
	if a.ledger.Undo(cmd.Saga, cmd.Step) == Already {
		a.durably(p, Undone, cmd, req.Item)
		return nil, nil
	}
	resp, err := work(req)
	if err != nil {
		return nil, err
	}
	a.durably(p, Undone, cmd, req.Item)
	a.audit.effect(a.site.Owner, cmd.Saga, cmd.Step, -1)
	if left := a.ledger.Stock(req.Item); left < 0 {
		a.emit(Oversold, cmd, left)
	}
	return resp, nil
}

// durably lets something come about. It does not give up: a full disk is waited
// out, and a crash takes the memory too.
func (a *participant) durably(p *sim.Proc, what What, cmd *Command, item int64) {
	a.ledger.Fold(what, cmd.Saga, cmd.Step, item)
	for _, w := range a.waiting { // a lock may be free
		w.Wake()
	}
	write(p, a.journal, a.config, journalRecord{Record{what, cmd.Step}, cmd.Saga, item})
}

func (a *participant) emit(k *sim.Kind, cmd *Command, value int64) {
	a.site.World().Emit(sim.Fact{Kind: k, Owner: a.site.Owner, Load: a.audit.order(cmd.Saga).load, Key: cmd.Saga, Value: value})
}

// known returns what the end of a call says of the order that it carried.
func known(err error) Answer {
	switch {
	case err == nil:
		return Done
	case errors.Is(err, ErrShort), errors.Is(err, ErrLate):
		return Refused
	case errors.Is(err, net.ErrReset), errors.Is(err, net.ErrCancelled), nodes.OutcomeOf(err) == nodes.TimedOut:
		return Unknown
	}
	return Failed
}
