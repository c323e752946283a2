package hedge

import (
	"errors"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// What a hedger does. Owner is the caller, Peer the instance, Key that of the call.
var (
	Sent      = sim.NewKind("hedge.sent", "an answer was late, or bad, so that another instance was asked as well", "the number of the hedge", "nanoseconds since the call began")
	Won       = sim.NewKind("hedge.won", "a hedge gave the answer", "the number of the hedge")
	Cancelled = sim.NewKind("hedge.cancelled", "an attempt lost, and was cancelled")
	HeldBack  = sim.NewKind("hedge.held_back", "the budget, or that of the retry around, had nothing left for a hedge")
)

// Pattern is the hedger's door.
var Pattern = patterns.Define(Build, patterns.Pattern{
	Kind:     "hedge",
	Idea:     "asks another instance as well when an answer is late, and takes the first good answer",
	Flagship: "tail-latency",
	Hurts:    "hedge-overload",
	Edges:    true,
	Facts: []patterns.Fact{
		{Kind: Sent, Acts: true}, {Kind: Won}, {Kind: Cancelled}, {Kind: HeldBack},
	},
})

// Build returns the part that hedges the calls of one edge.
func Build(s patterns.Site, c Config) patterns.Part {
	return patterns.Part{Outbound: func(next nodes.Caller) nodes.Caller {
		h := &hedger{site: s, config: c, next: next, budget: NewBudget(c.Budget, c.Burst)}
		if c.Rule == "quantile" {
			h.quantile = NewLatencyQuantile(c.Quantile, c.Window, c.MinimumCalls)
		}
		return nodes.Blocking(s.Owner, h.Call)
	}}
}

// A hedger is the thin shell around the machines of one edge.
type hedger struct {
	site     patterns.Site
	config   Config
	next     nodes.Caller
	quantile *LatencyQuantile // nil for a fixed delay
	budget   *Budget
}

// wait returns the wait before a hedge, negative for ever.
func (h *hedger) wait() time.Duration {
	if h.quantile == nil {
		return h.config.Delay
	}
	if d, ok := h.quantile.Quantile(); ok {
		return d
	}
	return -1
}

// Call makes the call, and hedges it. The first good answer is returned, or the
// error that ended the last attempt.
func (h *hedger) Call(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
	if req.Op == nodes.Write && !h.config.Writes {
		return nodes.Call(p, h.next, to, req)
	}
	h.budget.Pay()
	c := &call{
		hedger: h, caller: p, req: req, began: p.Now(),
		race: NewRace(p.Now(), h.config.MaxHedges, h.wait()),
	}
	defer c.close()
	c.start(to)
	for !c.race.Over() {
		switch at, due := c.race.Next(); {
		case !due:
			p.Park()
		case at <= p.Now():
			c.hedge()
		default:
			p.ParkFor(at.Sub(p.Now()))
		}
	}
	return c.resp, c.err
}

// A call is one request: its race, and the attempts that run in it.
type call struct {
	*hedger
	caller *sim.Proc
	req    *nodes.Request
	began  sim.Time
	race   Race
	tried  []net.ID
	twin   net.ID // of tied attempts: where the second goes
	runs   []*run
	resp   *nodes.Response
	err    error
}

// A run is one attempt.
type run struct {
	proc  *sim.Proc
	to    net.ID
	ended bool
}

// start sends the first attempt, which is the call itself.
func (c *call) start(to net.ID) {
	req := c.req
	if c.config.Tied {
		c.tried = []net.ID{to}
		c.twin = c.site.Pick.Pick(c.copy(1))
		req = c.copy(0)
		req.Tie = nodes.Tie{Key: c.req.Key, Other: c.twin}
	}
	c.run(to, req)
}

// hedge sends the next attempt, if there is time and the budget pays.
func (c *call) hedge() {
	if c.caller.Now() >= c.req.GivesUp(c.began) {
		c.race.Stop() // nobody would wait for it
		return
	}
	n := len(c.runs)
	if !c.affords() {
		c.emit(HeldBack, c.runs[n-1].to, int64(n))
		c.race.Stop()
		return
	}
	req, to := c.copy(n), c.twin
	if c.config.Tied {
		req.Tie = nodes.Tie{Key: c.req.Key, Other: c.runs[0].to}
	} else {
		to = c.site.Pick.Pick(req)
	}
	c.emit(Sent, to, int64(n))
	c.run(to, req)
}

// affords reports whether a hedge is paid for: by the hedger's own budget, and by
// that of the retry around it, if there is one.
func (c *call) affords() bool {
	if !c.budget.Holds() || c.req.Budget != nil && !c.req.Budget.Copy(c.caller.Now()) {
		return false
	}
	return c.budget.Take()
}

// hedging keeps the identities of hedges apart from those of a retry's attempts.
var hedging = sim.KeyOf("hedge")

// copy returns hedge number n of the call, zero being the call itself: with what
// time is left, and the instances that it should rather not go to.
func (c *call) copy(n int) *nodes.Request {
	again := c.req.Copy()
	if n > 0 {
		again.Key = c.req.Key.Mix(uint64(hedging)).Mix(uint64(n))
		again.Tried = slices.Concat(c.req.Tried, c.tried)
	}
	if c.req.Timeout > 0 {
		again.Timeout = c.req.Timeout - c.caller.Now().Sub(c.began)
	}
	return again
}

// run makes an attempt in a process of its own.
func (c *call) run(to net.ID, req *nodes.Request) {
	c.race.Send(c.caller.Now())
	r := &run{to: to}
	n := len(c.runs)
	c.runs = append(c.runs, r)
	c.tried = append(c.tried, to)
	r.proc = c.site.Go(func(p *sim.Proc) {
		resp, err := nodes.Call(p, c.next, to, req)
		r.ended = true
		c.ended(n, resp, err)
	})
}

func (c *call) ended(n int, resp *nodes.Response, err error) {
	if c.race.Over() {
		return
	}
	now, verdict := c.caller.Now(), c.config.verdict(err)
	if o := nodes.OutcomeOf(err); n == 0 && (o == nodes.OK || o == nodes.TimedOut) {
		c.observe(now)
	}
	if verdict != CopyCancelled {
		c.resp, c.err = resp, err
	}
	if b := c.req.Budget; b != nil && (verdict == CopyCancelled || verdict == NonFatal) {
		b.Copied(now, verdict == NonFatal)
	}
	after, told := nodes.PushbackOf(err)
	if told && after < 0 {
		c.race.Stop()
	}
	if c.race.End(now, verdict); told && after > 0 {
		c.race.Delay(now.Add(after))
	}
	if verdict == Good && n > 0 {
		c.emit(Won, c.runs[n].to, int64(n))
	}
	c.caller.Wake()
}

// observe tells the pace how long the first attempt took, or was waited for.
func (c *call) observe(now sim.Time) {
	if c.quantile != nil {
		c.quantile.Observe(now.Sub(c.began))
	}
}

func (c *Config) verdict(err error) Verdict {
	switch {
	case err == nil:
		return Good
	case errors.Is(err, nodes.ErrCopyCancelled):
		return CopyCancelled
	case errors.Is(err, nodes.ErrPermanent):
	case !errors.Is(err, nodes.ErrNotSent) && slices.Contains(c.NonFatal, nodes.OutcomeOf(err).String()):
		return NonFatal
	}
	return Fatal
}

// close cancels the attempts that lost, or all if the caller is killed.
func (c *call) close() {
	for i, r := range c.runs {
		if r.ended {
			continue
		}
		r.ended = true
		if i == 0 {
			c.observe(c.caller.Now())
		}
		c.emit(Cancelled, r.to, int64(i))
		r.proc.Kill()
	}
}

func (c *call) emit(k *sim.Kind, to net.ID, n int64) {
	c.site.Owner.Emit(sim.Fact{
		Kind: k, Peer: c.site.Net.Owner(to), Load: c.req.Load, Key: c.req.Key, Value: n,
		Extra: int64(c.caller.Now().Sub(c.began)),
	})
}
