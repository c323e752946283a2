package saga

import "wavetank/sim"

// orchestrate drives one saga to its end: note, act, tell, again.
func (k *coordinator) orchestrate(p *sim.Proc, r *run) {
	if r.machine == nil {
		r.machine = New(k.config)
	}
	m := r.machine
	for {
		if records := m.Records(); len(records) > 0 {
			k.note(p, r, records...)
		}
		o, more := m.Next()
		if !more {
			break
		}
		if n := m.Tries(); n > 0 {
			p.Sleep(k.config.pause(n))
		}
		phase := Act
		if o.Undo {
			phase = Compensate
		}
		m.Told(k.ask(p, r, phase, o.Step, m.Tries()+1))
	}
	k.end(r, m.State())
	k.release(p, r)
}

// release tells the participants that the saga is at its end, if a countermeasure
// keeps others away until then.
func (k *coordinator) release(p *sim.Proc, r *run) {
	if k.config.Isolation == "none" {
		return
	}
	for i, s := range k.config.Steps {
		if s.Change != 0 {
			k.insist(p, r, Release, i)
		}
	}
	k.note(p, r, Record{Released, 0})
}

// resume goes on with the sagas of a log that are not at their end.
func (k *coordinator) resume(lines []journalRecord) {
	var order []*run
	records := make(map[sim.Key][]Record)
	for _, l := range lines {
		if k.runs[l.Saga] == nil {
			order = append(order, k.recovered(l))
		}
		records[l.Saga] = append(records[l.Saga], l.Record)
	}
	for _, r := range order {
		all := records[r.saga]
		r.machine = Recover(k.config, all)
		last := all[len(all)-1]
		switch {
		case !r.machine.State().Final():
			k.site.Go(func(p *sim.Proc) { k.orchestrate(p, r) })
		case last.What != Released && k.config.Isolation != "none":
			k.site.Go(func(p *sim.Proc) { k.release(p, r) })
			fallthrough
		default:
			k.end(r, r.machine.State()) // a crash may have come before it was told
		}
	}
}

// hope is the naive way: call after call, and no way back.
func (k *coordinator) hope(p *sim.Proc, r *run) {
	for i, s := range k.config.Steps {
		if r.err = k.call(p, r, s.Action, &Command{Saga: r.saga, Step: i, Phase: Act}, 1); r.err != nil {
			r.state = Parked
			break
		}
	}
	if r.err == nil {
		k.end(r, Completed)
		return
	}
	r.answer()
}
