package saga

import (
	"slices"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// prepare locks the item, does the work and promises to be able to commit: from
// then on the participant cannot decide by itself.
func (a *participant) prepare(p *sim.Proc, req *nodes.Request, cmd *Command, work nodes.Work) (*nodes.Response, error) {
	if mark := a.ledger.marks[entry{cmd.Saga, cmd.Step}]; mark == Prepared {
		return nil, nil
	}
	if !a.lock(p, cmd, req.Item) {
		a.emit(SagaLocked, cmd, int64(cmd.Step)+1)
		return nil, ErrLocked
	}
	if over, err := a.answer(a.site.Owner, cmd, req.Item); over {
		a.unlock(cmd, req.Item)
		return nil, err
	}
	resp, err := work(req)
	if err != nil {
		a.unlock(cmd, req.Item)
		return nil, err
	}
	a.durably(p, Prepared, cmd, req.Item)
	a.inquire(cmd.Saga, cmd.Step, req.Item)
	return resp, nil
}

// lock waits for the item and reports whether it came free in time.
func (a *participant) lock(p *sim.Proc, cmd *Command, item int64) bool {
	until := p.Now().Add(a.config.LockWait)
	a.waiting = append(a.waiting, p)
	defer func() { a.waiting = slices.DeleteFunc(a.waiting, func(w *sim.Proc) bool { return w == p }) }()
	for {
		holder, held := a.ledger.held[item]
		if !held || holder == cmd.Saga {
			a.ledger.held[item] = cmd.Saga
			return true
		}
		if p.Now() >= until {
			return false
		}
		p.ParkFor(until.Sub(p.Now()))
	}
}

func (a *participant) unlock(cmd *Command, item int64) {
	a.ledger.free(cmd.Saga, item)
	for _, w := range a.waiting {
		w.Wake()
	}
}

// commit lets a promised step have its effect.
func (a *participant) commit(p *sim.Proc, req *nodes.Request, cmd *Command) {
	if a.ledger.marks[entry{cmd.Saga, cmd.Step}] != Prepared {
		return
	}
	a.durably(p, Finished, cmd, req.Item)
	a.audit.effect(a.site.Owner, cmd.Saga, cmd.Step, 1)
	a.decided(cmd)
}

// abort lets go of a step, promised or not.
func (a *participant) abort(p *sim.Proc, req *nodes.Request, cmd *Command) {
	a.durably(p, Undone, cmd, req.Item)
	a.decided(cmd)
}

// decided notes that the participant is no longer in doubt, after how long.
func (a *participant) decided(cmd *Command) {
	e := entry{cmd.Saga, cmd.Step}
	if since, was := a.audit.promised[e]; was {
		a.emit(Decided, cmd, int64(a.site.World().Now().Sub(since)))
		delete(a.audit.promised, e)
		a.audit.doubt()
	}
}

// inquire asks the coordinator how it went, again and again, until somebody has
// told: the participant holds its lock meanwhile.
func (a *participant) inquire(saga sim.Key, step int, item int64) {
	e := entry{saga, step}
	cmd := &Command{Saga: saga, Step: step, Phase: Inquire}
	if _, known := a.audit.promised[e]; !known {
		a.audit.promised[e] = a.site.World().Now()
		a.audit.doubt()
	}
	a.site.Go(func(p *sim.Proc) {
		if a.asks.caller == nil {
			a.asks.caller, a.asks.to = a.site.Dial(a.config.Start)
		}
		to := &a.asks.to
		for tries := 1; ; tries++ {
			p.Sleep(a.config.Inquire)
			if a.ledger.marks[e] != Prepared {
				return
			}
			req := a.audit.request(saga, item).Child(sim.KeyOf("inquire"), to.Route, int64(step)).Attempt(tries)
			req.Timeout, req.Body = a.config.Timeout, cmd
			resp, err := nodes.Call(p, a.asks.caller, to.Pick.Pick(req), req)
			if err != nil || resp == nil {
				continue
			}
			decision := &Command{Saga: saga, Step: step, Phase: Abort}
			switch resp.Body {
			case Completed:
				decision.Phase = Commit
			case Compensated:
			default:
				continue
			}
			told := &nodes.Request{Key: req.Key, Item: item, Route: patterns.RouteOf(a.config.Steps[step].Action), Body: decision}
			nodes.Call(p, a, a.site.Node.ID(), told)
		}
	})
}
