package sidecar

import (
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
	waiting sim.List[passage] // for it to be ready
	inside  sim.List[passage] // oldest first
	threads *nodes.Semaphore  // of this life
	start   sim.Alarm         // the end of its start
	news    sim.Alarm         // the new configuration comes
	shipper *sim.Proc         // or nil
	records int64             // of requests that passed, to be shipped
	ships   uint64
	idle    sim.Spare[passage]
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
	x.start.Set(x.site.Owner, wait, sim.Func(x.open))
}

// open makes the proxy ready, with the configuration that has come to it by now.
func (x *proxy) open() {
	x.state = ready
	x.turn++
	x.emit(Ready, nil, nil, 1, 0)
	wake(&x.waiting)
	x.await()
	if x.config.Telemetry != nil {
		x.shipper = x.site.Go(x.ship)
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
		x.news.Set(x.site.Owner, at.Sub(now), sim.Func(x.update))
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
		x.start.Off()
		x.news.Off()
		if x.shipper != nil {
			x.shipper.Kill()
		}
		wake(&x.waiting)
		x.records, x.threads = 0, &nodes.Semaphore{Limit: x.config.Threads}
		for c := x.inside.First(); c != nil; c = x.inside.First() {
			c.breakOff()
		}
	}
	return func() {
		x.crashes--
		if x.crashes == 0 && (x.site.Node == nil || x.site.Node.Up()) {
			x.boot()
		}
	}
}

func (x *proxy) emit(k *sim.Kind, peer *sim.Owner, req *nodes.Request, value, extra int64) {
	f := sim.Fact{Kind: k, Owner: x.site.Owner, Peer: peer, Value: value, Extra: extra}
	if req != nil {
		f.Key, f.Load = req.Key, req.Load
	}
	x.site.World().Emit(f)
}
