package saga

import (
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A sagaLog is the log of the sagas of a service whose instances share it, in their
// database. One instance drives a saga; when that is gone, another goes on with it: to
// which the request comes again, which boots, or which looks for such sagas.
type sagaLog struct {
	site    patterns.Site // of the database
	config  *Config
	audit   *audit
	journal *nodes.Journal
	order   []sim.Key
	sagas   map[sim.Key]*logged
	waiting map[sim.Key][]*sim.Proc // for the end of a saga, of which the first record may be on its way
}

// A logged saga is what the log says of one.
type logged struct {
	records []Record
	item    int64
	state   State
}

func openSagaLog(s patterns.Site, c *Config, a *audit) *sagaLog {
	l := &sagaLog{site: s, config: c, audit: a}
	l.sagas, l.waiting = make(map[sim.Key]*logged), make(map[sim.Key][]*sim.Proc)
	var lines []journalRecord
	l.journal, lines = open(s.Node, "saga "+s.Name+" log")
	l.fold(lines)
	return l
}

// note makes records durable, and then known. One that is noted again, as the answer
// to the first time was lost, is there twice and means the same.
func (l *sagaLog) note(p *sim.Proc, lines []journalRecord) {
	write(p, l.journal, l.config, lines...)
	l.fold(lines)
}

func (l *sagaLog) fold(lines []journalRecord) {
	for _, x := range lines {
		s := l.sagas[x.Saga]
		if s == nil {
			s = &logged{item: x.Item}
			l.sagas[x.Saga] = s
			l.order = append(l.order, x.Saga)
			l.audit.logged(x.Saga)
		}
		s.records = append(s.records, x.Record)
		if x.What == Ended {
			s.state = State(x.Step)
			l.audit.endOnce(l.site.Owner, x.Saga, s.state)
			for _, p := range l.waiting[x.Saga] {
				p.Wake()
			}
			delete(l.waiting, x.Saga)
		}
	}
}

// over reports whether nothing is left to be done about a saga.
func (l *sagaLog) over(s *logged) bool {
	released := s.records[len(s.records)-1].What == Released
	return s.state.Final() && (released || l.config.Isolation == "none")
}

// take makes the process p of an instance the driver of a saga, unless another one is
// or it is over.
func (l *sagaLog) take(saga sim.Key, p *sim.Proc) bool {
	driver, s := l.audit.drivers[saga], l.sagas[saga]
	if driver != nil && !driver.Done() || s != nil && l.over(s) {
		return false
	}
	l.audit.drivers[saga] = p
	return true
}

// await waits until a saga has ended, and returns how.
func (l *sagaLog) await(p *sim.Proc, saga sim.Key) State {
	for {
		if s := l.sagas[saga]; s != nil && s.state.Final() {
			return s.state
		}
		l.waiting[saga] = append(l.waiting[saga], p)
		p.Park()
	}
}

// join begins the saga of a request, or goes on with it, or neither if another
// instance does; and answers when it has ended.
func (k *coordinator) join(p *sim.Proc, req *nodes.Request, resp *nodes.Response) (*nodes.Response, error) {
	mine, known := false, (*logged)(nil)
	err := k.shared.Do(p, req.Timeout, func(_ *sim.Proc, l *sagaLog) { mine, known = l.take(req.Once, p), l.sagas[req.Once] })
	switch {
	case err != nil:
		return nil, err
	case mine && known == nil:
		k.audit.drivers[req.Once] = k.begin(req).driver
	case mine:
		k.goOn(req.Once, known)
	}
	var state State
	err = k.shared.Do(p, req.Timeout, func(p *sim.Proc, l *sagaLog) { state = l.await(p, req.Once) })
	if err != nil {
		return nil, err
	}
	return outcome(resp, state)
}

// supervise looks for sagas that nobody drives, as the instance boots and from time to
// time, as the instance that drove them may never boot again.
func (k *coordinator) supervise(p *sim.Proc) {
	for {
		for look := k.site.Go(k.adopt); ; {
			p.Sleep(k.config.BackoffMax)
			if look.Done() {
				break
			}
		}
	}
}

// adopt goes on with the sagas that nobody drives. It is a process of its own: what it has
// taken counts as driven until it ends, and no longer where the answer to that was lost.
func (k *coordinator) adopt(p *sim.Proc) {
	var sagas []sim.Key
	var found []*logged
	k.shared.Insist(p, k.config.Timeout, k.config.Backoff, func(_ *sim.Proc, l *sagaLog) {
		for _, saga := range l.order {
			if l.take(saga, p) {
				sagas = append(sagas, saga)
				found = append(found, l.sagas[saga])
			}
		}
	})
	for i, saga := range sagas {
		k.goOn(saga, found[i])
	}
}

// goOn drives a saga that the log knows of.
func (k *coordinator) goOn(saga sim.Key, s *logged) {
	r := &run{saga: saga, req: k.audit.request(saga, s.item), machine: Recover(k.config, s.records)}
	k.runs[saga] = r
	over := s.state.Final()
	k.audit.drivers[saga] = k.site.Go(func(p *sim.Proc) {
		if over {
			k.release(p, r)
			return
		}
		k.orchestrate(p, r)
	})
}
