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
		h := &hedger{site: s, world: s.World(), config: c, next: next, budget: NewBudget(c.Budget, c.Burst)}
		if c.Rule == "quantile" {
			h.quantile = NewLatencyQuantile(c.Quantile, c.Window, c.MinimumCalls)
		}
		return h
	}}
}

// A hedger is the thin shell around the machines of one edge.
type hedger struct {
	site     patterns.Site
	world    *sim.World
	config   Config
	next     nodes.Caller
	quantile *LatencyQuantile // nil for a fixed delay
	budget   *Budget
	idle     sim.Spare[call]
}

// wait returns the wait before a hedge, negative for ever. A call that takes as long as
// the quantile is not late: where many take just that long, none of them is hedged.
func (h *hedger) wait() time.Duration {
	if h.quantile == nil {
		return h.config.Delay
	}
	if d, ok := h.quantile.Quantile(); ok {
		return d + 1
	}
	return -1
}

// Begin makes the call, and hedges it. It ends with the first good answer, or with the
// error that ended the last attempt.
func (h *hedger) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if req.Op == nodes.Write && !h.config.Writes {
		return h.next.Begin(to, req, done)
	}
	h.budget.Pay()
	now := h.world.Now()
	c := h.idle.Take()
	*c = call{
		hedger: h, req: req, done: done, began: now, runs: c.runs[:0], tried: c.tried[:0],
		race: NewRace(now, h.config.MaxHedges, h.wait()),
	}
	c.busy = true
	c.start(to)
	if !c.follow() {
		return nil
	}
	return c
}

// A call is one request: its race, and the attempts that run in it.
type call struct {
	*hedger
	req   *nodes.Request
	done  nodes.Done
	began sim.Time
	race  Race
	tried []net.ID
	twin  net.ID // of tied attempts: where the second goes
	runs  []*run
	timer sim.Alarm // of the next hedge
	busy  bool      // an attempt begins; who began it looks after all ends
	resp  *nodes.Response
	err   error
}

// A run is one attempt, which hears how it ends.
type run struct {
	call  *call
	n     int
	to    net.ID
	inner nodes.Pending
	ended bool
}

// follow sends what is due, until an attempt is waited for. It returns false if the
// call has ended.
func (c *call) follow() bool {
	for !c.race.Over() {
		now := c.world.Now()
		at, due := c.race.Next()
		if due && at <= now {
			c.busy = true
			c.hedge()
			continue
		}
		c.busy = false
		if due {
			c.timer.Set(c.site.Owner, at.Sub(now), c)
		} else {
			c.timer.Off()
		}
		return true
	}
	done, resp, err := c.done, c.resp, c.err
	c.close()
	done.Ended(resp, err)
	return false
}

// Act is the time of the next hedge.
func (c *call) Act() { c.follow() }

// start sends the first attempt, which is the call itself.
func (c *call) start(to net.ID) {
	req := c.req
	if c.config.Tied {
		c.tried = append(c.tried, to)
		c.twin = c.site.Pick.Pick(c.copy(1))
		req = c.copy(0)
		req.Tie = nodes.Tie{Key: c.req.Key, Other: c.twin}
	}
	c.run(to, req)
}

// hedge sends the next attempt, if there is time and the budget pays.
func (c *call) hedge() {
	if c.world.Now() >= c.req.GivesUp(c.began) {
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
	if !c.budget.Holds() || c.req.Budget != nil && !c.req.Budget.Copy(c.world.Now()) {
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
		again.Timeout = c.req.Timeout - c.world.Now().Sub(c.began)
	}
	return again
}

// run begins an attempt. What the call had of attempts before, it uses again.
func (c *call) run(to net.ID, req *nodes.Request) {
	c.race.Send(c.world.Now())
	n := len(c.runs)
	if n == cap(c.runs) || c.runs[:n+1][n] == nil {
		c.runs = append(c.runs, new(run))
	}
	c.runs = c.runs[:n+1]
	r := c.runs[n]
	*r = run{call: c, n: n, to: to}
	c.tried = append(c.tried, to)
	if inner := c.next.Begin(to, req, r); !r.ended {
		r.inner = inner
	}
}

// Ended takes in the end of the attempt.
func (r *run) Ended(resp *nodes.Response, err error) {
	c := r.call
	r.ended = true
	if c.race.Over() {
		return
	}
	c.ended(r.n, resp, err)
	if !c.busy {
		c.follow()
	}
}

func (c *call) ended(n int, resp *nodes.Response, err error) {
	now, verdict := c.world.Now(), c.config.verdict(err)
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
	case patterns.EndsAs(c.NonFatal, err):
		return NonFatal
	}
	return Fatal
}

// Cancel ends the call with all its attempts.
func (c *call) Cancel() { c.close() }

// close cancels the attempts that lost, or all if the call is cancelled.
func (c *call) close() {
	c.timer.Off()
	for i, r := range c.runs {
		if r.ended {
			continue
		}
		r.ended = true
		if i == 0 {
			c.observe(c.world.Now())
		}
		c.emit(Cancelled, r.to, int64(i))
		r.inner.Cancel()
	}
	c.req, c.done, c.resp = nil, nil, nil
	c.idle.Put(c)
}

func (c *call) emit(k *sim.Kind, to net.ID, n int64) {
	c.site.Owner.Emit(sim.Fact{
		Kind: k, Peer: c.site.Net.Owner(to), Load: c.req.Load, Key: c.req.Key, Value: n,
		Extra: int64(c.world.Now().Sub(c.began)),
	})
}
