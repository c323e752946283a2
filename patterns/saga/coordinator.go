package saga

import (
	"fmt"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// Errors with which a saga ends. A request that comes again is answered with that of
// the saga that it began, so that no attempt can succeed.
var (
	ErrUndone = fmt.Errorf("saga: undone: %w", nodes.ErrPermanent)
	ErrParked = fmt.Errorf("saga: left to an operator: %w", nodes.ErrPermanent)
)

// A coordinator is the shell around the sagas that begin at one node.
type coordinator struct {
	site    patterns.Site
	config  *Config
	next    nodes.Handler
	audit   *audit
	journal *nodes.Journal
	runs    map[sim.Key]*run
	route   string        // at which sagas begin
	apart   nodes.Handler // of what needs a process
	drive   func(*sim.Proc, *run)
	routes  map[string]dialled
	spare   sim.Spare[nodes.Request] // for calls
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
	waiting sim.List[beginning]
	driver  *sim.Proc
}

func newCoordinator(s patterns.Site, c *Config, next nodes.Handler) *coordinator {
	k := &coordinator{
		site: s, config: c, next: next, audit: auditOf(s, c), runs: make(map[sim.Key]*run), routes: make(map[string]dialled),
	}
	k.route, k.apart = patterns.RouteOf(c.Start), nodes.Blocking(s.Owner, k.handle)
	if c.Style == "orchestration" && s.Database != nil {
		k.drive = k.orchestrate
		k.shared = patterns.Settle(s, func(s patterns.Site) *sagaLog { return openSagaLog(s, c, k.audit) })
		k.audit.forget(s.Owner, func(_ sim.Key, o *order) bool { return o.logged })
		s.Go(k.supervise)
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
		return k
	}
	k.audit.forget(s.Owner, func(saga sim.Key, _ *order) bool { return k.runs[saga] != nil })
	return k
}

// Begin begins a saga for each request of the start route, and answers when it is at its
// end. A request that comes again joins the saga that it began.
func (k *coordinator) Begin(from net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	cmd, ok := req.Body.(*Command)
	starts := req.Body == nil && req.Route == k.route
	switch {
	case ok && cmd.Phase == Inquire:
		done.Ended(&nodes.Response{Body: k.decision(cmd.Saga)}, nil)
		return nil
	case ok && cmd.Phase == Tell || starts && k.shared != nil:
		return k.apart.Begin(from, req, done)
	case !starts:
		return k.next.Begin(from, req, done)
	}
	b := &beginning{by: k, req: req, done: done}
	if inner := k.next.Begin(from, k.work(req), b); inner != nil {
		b.inner = inner
	}
	if b.done == nil {
		return nil
	}
	return b
}

// handle is what needs a process: to note an end, or to begin what instances share.
func (k *coordinator) handle(p *sim.Proc, from net.ID, req *nodes.Request) (*nodes.Response, error) {
	if cmd, ok := req.Body.(*Command); ok {
		k.told(p, cmd)
		return nil, nil
	}
	resp, err := nodes.Call(p, k.next, from, k.work(req))
	if err != nil {
		return resp, err
	}
	return k.join(p, req, resp)
}

// work returns the request that the work of the start route is done for. What it writes is
// written as a saga begins, and not by a request that joins one.
func (k *coordinator) work(req *nodes.Request) *nodes.Request {
	if req.Op != nodes.Write {
		return req
	}
	return req.Undecided()
}

// A beginning is a request that begins a saga, or joins it, and waits for its end.
//
//	the work of its route ─► the saga ─► answered
type beginning struct {
	by     *coordinator
	req    *nodes.Request
	done   nodes.Done    // nil once it has been told
	inner  nodes.Pending // the work of the route
	resp   *nodes.Response
	run    *run // nil until then
	queued sim.Element[beginning]
}

// Ended is the end of the route's work: the saga begins.
func (b *beginning) Ended(resp *nodes.Response, err error) {
	if err != nil {
		b.answer(resp, err)
		return
	}
	k := b.by
	r := k.runs[b.req.Once]
	if r == nil || k.config.Style == "none" {
		r = k.begin(b.req.Copy())
	}
	b.resp, b.run = resp, r
	r.waiting.Add(&b.queued, b)
	if r.state.Final() {
		r.answer()
	}
}

// Cancel lets the saga go on without the request.
func (b *beginning) Cancel() {
	if b.run == nil {
		b.inner.Cancel()
		return
	}
	b.run.waiting.Remove(&b.queued)
}

func (b *beginning) answer(resp *nodes.Response, err error) {
	done := b.done
	b.done = nil
	b.req.Forget()
	done.Ended(resp, err)
}

// answer tells the requests that wait how the saga ended.
func (r *run) answer() {
	for b := r.waiting.First(); b != nil; b = r.waiting.First() {
		r.waiting.Remove(&b.queued)
		if r.err != nil {
			b.answer(nil, r.err)
			continue
		}
		b.answer(outcome(b.resp, r.state))
	}
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
	first := k.audit.begin(k.site.Owner, r.saga, req)
	req.Decided(k.config.Style != "none")
	if first || k.config.Style == "none" {
		k.emit(Started, r)
	}
	r.driver = k.site.Go(func(p *sim.Proc) { k.drive(p, r) })
	return r
}

// end notes how a saga ended, and tells the requests that wait.
func (k *coordinator) end(r *run, state State) {
	r.state = state
	switch {
	case k.config.Style == "none":
		k.audit.end(k.site.Owner, r.saga, state)
	case k.shared == nil: // or the log has told
		k.audit.endOnce(k.site.Owner, r.saga, state)
	}
	r.answer()
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
	d := k.dial(route)
	req := k.spare.Take()
	phase := cmd.Phase
	if phase == Prepare { // what does the step has the luck of the step, in every style
		phase = Act
	}
	*req = *r.req.Child(sim.KeyOf(route), d.to.Route, int64(cmd.Step)<<8|int64(phase))
	req.Regardless()
	req.AttemptAs(req, n)
	req.Op, req.Timeout, req.Body, req.Deadline = d.to.Op, k.config.Timeout, cmd, 0
	_, err := nodes.Call(p, d.caller, d.to.Pick.Pick(req), req)
	k.spare.Put(req)
	return err
}

// dial returns how to call a route.
func (k *coordinator) dial(route string) dialled {
	d, ok := k.routes[route]
	if !ok {
		d.caller, d.to = k.site.Dial(route)
		k.routes[route] = d
	}
	return d
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
