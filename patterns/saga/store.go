package saga

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A store is the ledger of a service and its journal, on the machine where they lie:
// the service's own, or the database that its instances share. What it does to one step
// of a saga it does one after the other, so that nobody is told of what is not durable.
type store struct {
	site    patterns.Site // of that machine
	config  *Config
	audit   *audit
	ledger  *Ledger
	journal *nodes.Journal
	saved   []journalRecord // what the journal held
	turns   patterns.Turns[entry]
	waiting []*sim.Proc // for locks
}

func openStore(site patterns.Site, c *Config, a *audit) *store {
	s := &store{site: site, config: c, audit: a, ledger: NewLedger(c, site.Group)}
	s.journal, s.saved = open(site.Node, "saga "+site.Name)
	for _, l := range s.saved {
		s.ledger.Fold(l.What, l.Saga, l.Step, l.Item)
	}
	s.reconcile()
	return s
}

// reconcile tells the audit what a crash has hidden: records that became durable
// and whose process died before it could say so.
func (s *store) reconcile() {
	times := make(map[entry]int8) // that a step has its effect
	for _, l := range s.saved {
		e := entry{l.Saga, l.Step}
		switch {
		case l.What == Finished && s.ledger.naive:
			times[e]++
		case l.What == Finished:
			times[e] = 1
		case l.What == Undone:
			times[e] = 0
		}
	}
	for _, l := range s.saved {
		e := entry{l.Saga, l.Step}
		if n, known := times[e]; known {
			s.audit.settle(s.site.Owner, e, n)
			delete(times, e)
		}
	}
}

// answer tells an action that has nothing to do why, and whether that is so.
func (s *store) answer(at *sim.Owner, cmd *Command, item int64) (over bool, err error) {
	var kind *sim.Kind
	switch s.ledger.Ask(cmd.Saga, cmd.Step, item) {
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
	s.audit.emit(at, kind, cmd, int64(cmd.Step)+1)
	return true, err
}

// ask answers an action before its work, once whatever is done to its step is durable.
func (s *store) ask(p *sim.Proc, at *sim.Owner, cmd *Command, item int64) (over bool, err error) {
	e := entry{cmd.Saga, cmd.Step}
	s.turns.Take(p, e)
	defer s.turns.Give(e)
	return s.answer(at, cmd, item)
}

// act lets a step have its effect, unless it is answered otherwise: its work took time.
func (s *store) act(p *sim.Proc, at *sim.Owner, cmd *Command, item int64) (over bool, err error) {
	e := entry{cmd.Saga, cmd.Step}
	s.turns.Take(p, e)
	defer s.turns.Give(e)
	if over, err = s.answer(at, cmd, item); over {
		return over, err
	}
	s.durably(p, Finished, cmd, item)
	s.audit.effect(at, cmd.Saga, cmd.Step, 1)
	return false, nil
}

// bury leaves a tombstone for a step that never came about, and reports whether it did.
func (s *store) bury(p *sim.Proc, cmd *Command, item int64) bool {
	e := entry{cmd.Saga, cmd.Step}
	s.turns.Take(p, e)
	defer s.turns.Give(e)
	if s.ledger.Undo(cmd.Saga, cmd.Step) != Already {
		return false
	}
	s.durably(p, Undone, cmd, item)
	return true
}

// undo takes back the effect of a step, unless another has done so meanwhile.
func (s *store) undo(p *sim.Proc, at *sim.Owner, cmd *Command, item int64) {
	if s.bury(p, cmd, item) {
		return
	}
	e := entry{cmd.Saga, cmd.Step}
	s.turns.Take(p, e)
	defer s.turns.Give(e)
	s.durably(p, Undone, cmd, item)
	s.audit.effect(at, cmd.Saga, cmd.Step, -1)
	if left := s.ledger.Stock(item); left < 0 {
		s.audit.emit(at, Oversold, cmd, left)
	}
}

// durably lets something come about. It does not give up: a full disk is waited
// out, and a crash takes the memory too.
func (s *store) durably(p *sim.Proc, what What, cmd *Command, item int64) {
	s.ledger.Fold(what, cmd.Saga, cmd.Step, item)
	for _, w := range s.waiting { // a lock may be free
		w.Wake()
	}
	write(p, s.journal, s.config, journalRecord{Record{what, cmd.Step}, cmd.Saga, item})
}
