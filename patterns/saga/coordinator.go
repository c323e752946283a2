package saga

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// Errors with which a saga ends.
var (
	ErrUndone = fmt.Errorf("saga: undone: %w", nodes.ErrFailed)
	ErrParked = fmt.Errorf("saga: left to an operator: %w", nodes.ErrFailed)
)

// A coordinator is the shell around the sagas that begin at one node.
type coordinator struct {
	site    patterns.Site
	config  *Config
	next    nodes.Handler
	audit   *audit
	journal *nodes.Journal
	runs    map[sim.Key]*run
	drive   func(*sim.Proc, *run)
	routes  map[string]dialled
	shared  *patterns.Home[*sagaLog] // nil: the journal is the machine's own
}

// A dialled route is how to call it.
type dialled struct {
	caller nodes.Caller
	to     nodes.Dependency
}

// A run is one saga under way, or at its end.
type run struct {
	saga    sim.Key
	req     *nodes.Request
	machine *Saga // of an orchestrated saga
	state   State
	err     error // of a naive one
	waiters []*sim.Proc
	driver  *sim.Proc
}

func newCoordinator(s patterns.Site, c *Config, next nodes.Handler) *coordinator {
	k := &coordinator{
		site: s, config: c, next: next, audit: auditOf(s, c), runs: make(map[sim.Key]*run), routes: make(map[string]dialled),
	}
	if c.Style == "orchestration" && s.Database != nil {
		k.drive = k.orchestrate
		k.shared = patterns.Settle(s, func(s patterns.Site) *sagaLog { return openSagaLog(s, c, k.audit) })
		s.Go(k.adopt)
		return k
	}
	var lines []journalRecord
	k.journal, lines = open(s.Node, "saga "+s.Name+" log")
	switch c.Style {
	case "orchestration":
		k.drive = k.orchestrate
		k.resume(lines)
	case "two-phase-commit":
		k.drive = k.vote
		k.redeliver(lines)
	case "choreography":
		k.drive = k.announce
		k.reannounce(lines)
	case "none":
		k.drive = k.hope
	}
	return k
}

// Handle begins a saga for each request of the start route, and answers when it
// is at its end. A request that comes again joins the saga that it began.
func (k *coordinator) Handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	if cmd, ok := req.Body.(*Command); ok && cmd.Phase == Inquire {
		return &nodes.Response{Body: k.decision(cmd.Saga)}, nil
	} else if ok && cmd.Phase == Tell {
		k.told(p, cmd)
		return nil, nil
	}
	resp, err := nodes.Call(p, k.next, from, req)
	if err != nil || req.Route != patterns.RouteOf(k.config.Start) || req.Body != nil {
		return resp, err
	}
	if k.shared != nil {
		return k.join(p, req, resp)
	}
	r := k.runs[req.Once]
	if r == nil || k.config.Style == "none" {
		r = k.begin(req)
	}
	r.waiters = append(r.waiters, p)
	for !r.state.Final() {
		p.Park()
	}
	if r.err != nil {
		return nil, r.err
	}
	return outcome(resp, r.state)
}

// outcome returns what a saga that ended so answers.
func outcome(resp *nodes.Response, state State) (*nodes.Response, error) {
	switch state {
	case Compensated:
		return nil, ErrUndone
	case Parked:
		return nil, ErrParked
	}
	return resp, nil
}

// begin starts the saga of a request, in a process that outlives it.
func (k *coordinator) begin(req *nodes.Request) *run {
	r := &run{saga: req.Once, req: req}
	k.runs[r.saga] = r
	k.audit.begin(r.saga, req)
	k.emit(Started, r)
	r.driver = k.site.Go(func(p *sim.Proc) { k.drive(p, r) })
	return r
}

// end tells the requests that wait how a saga ended.
func (k *coordinator) end(r *run, state State) {
	r.state = state
	if k.shared == nil { // or the log has told
		k.audit.end(k.site.Owner, r.saga, state)
	}
	for _, w := range r.waiters {
		w.Wake()
	}
	r.waiters = nil
}

// ask sends a command to the participant of a step, for the n-th time, and
// returns what came of it.
func (k *coordinator) ask(p *sim.Proc, r *run, phase Phase, step, n int) Answer {
	route := k.config.Steps[step].Action
	if phase == Compensate {
		route = k.config.Steps[step].Compensation
	}
	return known(k.call(p, r, route, &Command{Saga: r.saga, Step: step, Phase: phase}, n))
}

// call makes the n-th attempt at a call of a saga. Its luck belongs to what it is
// about, so that one call more shifts no other.
func (k *coordinator) call(p *sim.Proc, r *run, route string, cmd *Command, n int) error {
	d, ok := k.routes[route]
	if !ok {
		d.caller, d.to = k.site.Dial(route)
		k.routes[route] = d
	}
	req := r.req.Child(sim.KeyOf(route), d.to.Route, int64(cmd.Step)<<8|int64(cmd.Phase)).Attempt(n)
	req.Timeout, req.Body, req.Deadline = k.config.Timeout, cmd, 0
	_, err := nodes.Call(p, d.caller, d.to.Pick.Pick(req), req)
	return err
}

// insist sends a command until it is heard.
func (k *coordinator) insist(p *sim.Proc, r *run, phase Phase, step int) {
	for n := 1; k.ask(p, r, phase, step, n) != Done; n++ {
		p.Sleep(k.config.pause(n))
	}
}

func (k *coordinator) emit(kind *sim.Kind, r *run) {
	k.site.Owner.Emit(sim.Fact{Kind: kind, Load: r.req.Load, Key: r.saga})
}

// note makes records of a saga's log durable.
func (k *coordinator) note(p *sim.Proc, r *run, records ...Record) {
	lines := make([]journalRecord, len(records))
	for i, x := range records {
		lines[i] = journalRecord{x, r.saga, r.req.Item}
	}
	if k.shared != nil {
		k.shared.Insist(p, k.config.Timeout, k.config.Backoff, func(p *sim.Proc, l *sagaLog) { l.note(p, lines) })
		return
	}
	write(p, k.journal, k.config, lines...)
}

// recovered returns the run of a saga that the log tells of.
func (k *coordinator) recovered(l journalRecord) *run {
	r := &run{saga: l.Saga, req: k.audit.request(l.Saga, l.Item)}
	k.runs[l.Saga] = r
	return r
}
