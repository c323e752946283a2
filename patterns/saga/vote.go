package saga

import "wavetank/sim"

// vote is two-phase commit with presumed abort: all participants lock and
// promise, the decision to commit is made durable, and all are told.
func (k *coordinator) vote(p *sim.Proc, r *run) {
	yes := 0
	k.site.Each(p, len(k.config.Steps), func(p *sim.Proc, i int) {
		if k.ask(p, r, Prepare, i, 1) == Done {
			yes++
		}
	})
	if yes < len(k.config.Steps) {
		k.end(r, Compensated)
		for i := range k.config.Steps {
			k.site.Go(func(each *sim.Proc) { k.ask(each, r, Abort, i, 1) }) // who does not hear it asks
		}
		return
	}
	k.note(p, r, Record{Committed, 0})
	k.end(r, Completed)
	k.deliver(p, r)
}

// deliver tells every participant to commit, until each has heard it.
func (k *coordinator) deliver(p *sim.Proc, r *run) {
	k.site.Each(p, len(k.config.Steps), func(p *sim.Proc, i int) { k.insist(p, r, Commit, i) })
	k.note(p, r, Record{Ended, int(Completed)})
}

// redeliver tells the decisions of the log that may not have been heard.
func (k *coordinator) redeliver(lines []journalRecord) {
	var order []*run
	heard := make(map[sim.Key]bool)
	for _, l := range lines {
		switch l.What {
		case Committed:
			r := k.recovered(l)
			k.end(r, Completed)
			order = append(order, r)
		case Ended:
			heard[l.Saga] = true
		}
	}
	for _, r := range order {
		if !heard[r.saga] {
			k.site.Go(func(p *sim.Proc) { k.deliver(p, r) })
		}
	}
}

// decision returns what is known of a saga: one that nobody remembers was never
// decided, and is presumed to be aborted.
func (k *coordinator) decision(saga sim.Key) State {
	if r := k.runs[saga]; r != nil {
		return r.state
	}
	return Compensated
}
