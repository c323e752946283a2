package saga

import (
	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A choreographedParticipant takes part in a choreography: nobody tells it what to do
// but the events of its neighbours. An event is acknowledged once it is durable; what
// follows from it comes about in one record of the journal with the duty to pass it
// on (an outbox), and is passed on until it is heard.
//
//	start ─► step 1 ─► step 2 ─► step 3 ─► start: completed
//	  ▲        │ ◄───── undo ◄── failed
//	  └────────┘ compensated
type choreographedParticipant struct {
	*participant
	client *coordinator // how it calls its neighbours
	steps  map[entry]*steps
	played map[entry]bool // under way
}

// steps is what a journal says of one step of one saga.
type steps struct {
	item                                       int64
	received, finished, failed, backed, undone bool
	sent                                       int
}

func newChoreographedParticipant(a *participant) *choreographedParticipant {
	d := &choreographedParticipant{
		participant: a, steps: make(map[entry]*steps), played: make(map[entry]bool),
		client: &coordinator{site: a.site, config: a.config, audit: a.audit, routes: make(map[string]dialled)},
	}
	var order []entry
	for _, l := range a.saved {
		e := entry{l.Saga, l.Step}
		if d.steps[e] == nil {
			order = append(order, e)
		}
		d.fold(l)
	}
	for _, e := range order {
		d.play(e)
	}
	return d
}

func (d *choreographedParticipant) fold(l journalRecord) *steps {
	e := entry{l.Saga, l.Step}
	s := d.steps[e]
	if s == nil {
		s = &steps{item: l.Item}
		d.steps[e] = s
	}
	switch l.What {
	case Received:
		s.received = true
	case Finished:
		s.finished = true
	case Turned:
		s.failed = true
	case Backed:
		s.backed = true
	case Undone:
		s.undone = true
	case Sent:
		s.sent++
	}
	return s
}

// Begin takes in the events of a saga and passes on everything else.
func (d *choreographedParticipant) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	cmd, ok := req.Body.(*Command)
	if !ok || cmd.Phase != Act && cmd.Phase != Compensate {
		return d.participant.Begin(from, req, done)
	}
	e, item := entry{cmd.Saga, cmd.Step}, req.Item
	s, what := d.steps[e], Received
	if cmd.Phase == Compensate {
		what = Backed
	}
	if s != nil && (what == Received && s.received || what == Backed && s.backed) {
		d.play(e)
		done.Ended(nil, nil)
		return nil
	}
	h := &heard{done}
	d.site.Go(func(p *sim.Proc) { // it goes on when the caller has gone away
		d.note(p, what, e, item)
		d.play(e)
		if h.done != nil {
			h.done.Ended(nil, nil)
		}
	})
	return h
}

// A heard event is on its way into the journal.
type heard struct{ done nodes.Done }

// Cancel forgets who waits.
func (h *heard) Cancel() { h.done = nil }

// note makes a record durable, in a process that nothing but a crash ends.
func (d *choreographedParticipant) note(p *sim.Proc, what What, e entry, item int64) {
	l := journalRecord{Record{what, e.step}, e.saga, item}
	write(p, d.journal, d.config, l)
	d.fold(l)
}

// play does what follows from what is known of a step, until nothing does.
func (d *choreographedParticipant) play(e entry) {
	if d.played[e] {
		return
	}
	d.played[e] = true
	d.site.Go(func(p *sim.Proc) {
		for d.move(p, e) {
		}
		delete(d.played, e)
	})
}

// move makes the next move of a step and reports whether there was one.
func (d *choreographedParticipant) move(p *sim.Proc, e entry) bool {
	s := d.steps[e]
	compensation := d.config.Steps[e.step].Compensation
	switch {
	case s.received && !s.finished && !s.failed:
		d.try(p, e, s)
	case s.finished && s.sent == 0:
		d.pass(p, e, s, 1)
	case s.failed && s.sent == 0:
		d.pass(p, e, s, -1)
	case s.backed && s.finished && !s.undone && compensation != "":
		d.undo(p, e, s)
	case s.backed && s.sent == 1 && !s.failed:
		d.pass(p, e, s, -1)
	default:
		return false
	}
	return true
}

// try does the step, as often as it may.
func (d *choreographedParticipant) try(p *sim.Proc, e entry, s *steps) {
	cmd := &Command{e.saga, e.step, Act}
	certain := (&Saga{steps: d.config.Steps, at: e.step}).certain(d.config.Steps[e.step])
	for n := 1; ; n++ {
		_, err := nodes.Call(p, d.next, d.site.Node.ID(), d.ordered(d.request(e, s, d.config.Steps[e.step].Action, Act, n), cmd))
		switch {
		case err == nil:
			d.fold(journalRecord{Record{Finished, e.step}, e.saga, s.item})
			return
		case !certain && (known(err) == Refused || n >= d.config.Attempts):
			d.note(p, Turned, e, s.item)
			return
		}
		p.Sleep(d.config.pause(n))
	}
}

// undo does the compensation until it succeeds.
func (d *choreographedParticipant) undo(p *sim.Proc, e entry, s *steps) {
	cmd := &Command{e.saga, e.step, Compensate}
	for n := 1; ; n++ {
		_, err := nodes.Call(p, d.next, d.site.Node.ID(), d.ordered(d.request(e, s, d.config.Steps[e.step].Compensation, Compensate, n), cmd))
		if err == nil {
			d.fold(journalRecord{Record{Undone, e.step}, e.saga, s.item})
			return
		}
		p.Sleep(d.config.pause(n))
	}
}

// request returns what the node asks of its own service.
func (d *choreographedParticipant) request(e entry, s *steps, route string, phase Phase, n int) *nodes.Request {
	req := d.audit.request(e.saga, s.item).Child(sim.KeyOf(route), patterns.RouteOf(route), int64(e.step)<<8|int64(phase)).Attempt(n)
	req.Op = d.client.dial(route).to.Op
	return req
}

// pass tells the neighbour on that side what came about, until it is heard.
func (d *choreographedParticipant) pass(p *sim.Proc, e entry, s *steps, way int) {
	r := &run{saga: e.saga, req: d.audit.request(e.saga, s.item)}
	phase := Act
	if way < 0 {
		phase = Compensate
	}
	d.client.tell(p, r, phase, e.step+way)
	d.note(p, Sent, e, s.item)
}

// tell has the owner of a step, or the start, hear an event. A saga that came to
// its first step backwards is undone, one that went past its last is completed.
func (k *coordinator) tell(p *sim.Proc, r *run, phase Phase, step int) {
	cmd := &Command{Saga: r.saga, Step: step, Phase: phase}
	route := k.config.Start
	switch {
	case step < 0:
		cmd.Phase, cmd.Step = Tell, int(Compensated)
	case step == len(k.config.Steps):
		cmd.Phase, cmd.Step = Tell, int(Completed)
	default:
		route = k.config.Steps[step].Action
	}
	for n := 1; known(k.call(p, r, route, cmd, n)) != Done; n++ {
		p.Sleep(k.config.pause(n))
	}
}

// announce begins a saga by its first event.
func (k *coordinator) announce(p *sim.Proc, r *run) {
	k.note(p, r, Record{Begun, 0})
	k.tell(p, r, Act, 0)
}

// told takes in how a saga ended.
func (k *coordinator) told(p *sim.Proc, cmd *Command) {
	r := k.runs[cmd.Saga]
	if r == nil || r.state.Final() {
		return
	}
	k.note(p, r, Record{Ended, cmd.Step})
	if !r.state.Final() {
		k.end(r, State(cmd.Step))
	}
}

// reannounce goes on with the sagas of a log that are not at their end.
func (k *coordinator) reannounce(lines []journalRecord) {
	var order []*run
	for _, l := range lines {
		r := k.runs[l.Saga]
		if r == nil {
			r = k.recovered(l)
			order = append(order, r)
		}
		if l.What == Ended {
			k.end(r, State(l.Step))
		}
	}
	for _, r := range order {
		if !r.state.Final() {
			k.site.Go(func(p *sim.Proc) { k.tell(p, r, Act, 0) })
		}
	}
}
