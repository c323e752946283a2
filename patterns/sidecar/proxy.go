package sidecar

import (
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// A proxy is the process beside a node. Its life is
//
//	        starts                  crash
//	starting ─────► ready ────────────────────► dead
//	    ▲             └─ update: a new turn       │
//	    └──────────────── restart ◄───────────────┘
//
// It lives in the memory of its machine: when that crashes, so does it.
type proxy struct {
	site    patterns.Site
	config  Config
	state   state
	crashes int // that are not undone
	stall   stall
	boots   uint64            // names the draws of a life
	turn    int               // of what it carries: grows with each start and update
	carries []string          // now
	waiting []*sim.Proc       // for it to be ready
	inside  []*proxiedRequest // oldest first
	own     []*sim.Proc       // what it runs besides
	threads *nodes.Semaphore  // of this life
	records int64             // of requests that passed, to be shipped
	ships   uint64
}

type state uint8

const (
	dead state = iota
	starting
	ready
)

// Purposes of a proxy's draws.
const (
	drawWork = iota + 1
	drawThere
	drawBack
	drawStart
	drawLag
)

func newProxy(s patterns.Site, c Config) *proxy {
	return &proxy{site: s, config: c, carries: c.Carries, threads: &nodes.Semaphore{Limit: c.Threads}}
}

func (x *proxy) draw(d sim.Dist, purpose uint64, way, id sim.Key) time.Duration {
	if d == nil {
		return 0
	}
	return d.Sample(x.site.World().Draw(way.Mix(purpose), id))
}

// boot starts the proxy, which is ready at once or some time later.
func (x *proxy) boot() {
	x.boots++
	x.state = starting
	wait := x.draw(x.config.Starts, drawStart, x.site.Key(), sim.Key(x.boots))
	if wait == 0 {
		x.open()
		return
	}
	x.run(func(p *sim.Proc) {
		p.Sleep(wait)
		x.open()
	})
}

// run starts a process that dies with the proxy.
func (x *proxy) run(f func(*sim.Proc)) { x.own = append(x.own, x.site.Go(f)) }

// open makes the proxy ready, with the configuration that has come to it by now.
func (x *proxy) open() {
	x.state = ready
	x.turn++
	x.emit(Ready, nil, nil, 1, 0)
	for _, p := range x.waiting {
		p.Wake()
	}
	x.waiting = nil
	x.await()
	if x.config.Telemetry != nil {
		x.run(x.ship)
	}
}

// await takes the new configuration when it comes. A proxy that starts later has
// it from its start.
func (x *proxy) await() {
	if x.config.UpdateAt == 0 {
		return
	}
	at := sim.Time(x.config.UpdateAt).Add(x.draw(x.config.Lag, drawLag, x.site.Key(), 0))
	if now := x.site.World().Now(); at > now {
		x.run(func(p *sim.Proc) {
			p.Sleep(at.Sub(p.Now()))
			x.update()
		})
		return
	}
	x.carries = x.config.Update
}

func (x *proxy) update() {
	x.carries = x.config.Update
	x.turn++
	x.emit(Updated, nil, nil, 0, 0)
}

// carried builds what the proxy carries now, for one place.
func (x *proxy) carried(s patterns.Site, view *patterns.Availability) patterns.Part {
	if len(x.carries) == 0 {
		return patterns.Part{}
	}
	return s.Stack(x.carries, view)
}

// Crash kills the proxy, and what is inside of it. The undo starts it again.
func (x *proxy) Crash() (undo func()) {
	x.crashes++
	if x.crashes == 1 {
		if x.state == ready {
			x.emit(Ready, nil, nil, 0, 0)
		}
		x.state = dead
		for _, p := range x.own {
			p.Kill()
		}
		for _, p := range x.waiting {
			p.Wake()
		}
		inside := x.inside
		x.own, x.waiting, x.inside, x.records = nil, nil, nil, 0
		x.threads = &nodes.Semaphore{Limit: x.config.Threads}
		for _, c := range inside {
			c.broken = true
			c.end(nil, ErrBroken)
			c.proc.Kill()
		}
	}
	return func() {
		x.crashes--
		if x.crashes == 0 && (x.site.Node == nil || x.site.Node.Up()) {
			x.boot()
		}
	}
}

// A proxiedRequest is a request inside the proxy: a process of the proxy's carries it on,
// and the program's waits.
type proxiedRequest struct {
	caller *sim.Proc
	proc   *sim.Proc
	ended  bool
	broken bool // the proxy died
	resp   *nodes.Response
	err    error
}

func (c *proxiedRequest) end(resp *nodes.Response, err error) {
	if !c.ended {
		c.ended, c.resp, c.err = true, resp, err
		c.caller.Wake()
	}
}

// pass leads a request through the proxy, and on.
func (x *proxy) pass(p *sim.Proc, way sim.Key, peer *sim.Owner, req *nodes.Request, on func(*sim.Proc) (*nodes.Response, error)) (*nodes.Response, error) {
	x.cross(p, drawThere, way, req)
	for x.state == starting && x.config.Hold {
		x.waiting = append(x.waiting, p)
		p.Park()
	}
	if x.state != ready {
		x.emit(Refused, peer, req, 0, 0)
		return nil, ErrDown
	}
	c := &proxiedRequest{caller: p}
	x.inside = append(x.inside, c)
	defer func() { // also if the caller is killed
		if i := slices.Index(x.inside, c); i >= 0 {
			x.inside = slices.Delete(x.inside, i, i+1)
		}
		c.ended = true
		c.proc.Kill()
	}()
	c.proc = x.site.Go(func(p *sim.Proc) {
		x.toil(p, way, peer, req)
		resp, err := on(p)
		x.stall.answers(p)
		c.end(resp, err)
	})
	for !c.ended {
		p.Park()
	}
	if c.broken {
		x.emit(Broken, peer, req, 0, 0)
	}
	x.cross(p, drawBack, way, req)
	return c.resp, c.err
}

func (x *proxy) cross(p *sim.Proc, purpose uint64, way sim.Key, req *nodes.Request) {
	if d := x.draw(x.config.Loopback, purpose, way, req.Key); d > 0 {
		p.Sleep(d)
	}
}

// toil is the proxy's own work for a request: work of the machine, if there is one.
func (x *proxy) toil(p *sim.Proc, way sim.Key, peer *sim.Owner, req *nodes.Request) {
	began := p.Now()
	d := x.stall.stretch(x.draw(x.config.Work, drawWork, way, req.Key))
	if d > 0 || x.stall.halted > 0 {
		threads := x.threads
		threads.Do(p, func() { x.stall.work(p, d, x.labour) })
	}
	x.record()
	x.emit(Passed, peer, req, int64(d), int64(p.Now().Sub(began)))
}

// labour is work without a fault.
func (x *proxy) labour(p *sim.Proc, d time.Duration) {
	if x.site.Node != nil {
		x.site.Node.Work(p, d)
	} else {
		p.Sleep(d)
	}
}

func (x *proxy) emit(k *sim.Kind, peer *sim.Owner, req *nodes.Request, value, extra int64) {
	f := sim.Fact{Kind: k, Owner: x.site.Owner, Peer: peer, Value: value, Extra: extra}
	if req != nil {
		f.Key, f.Load = req.Key, req.Load
	}
	x.site.World().Emit(f)
}
