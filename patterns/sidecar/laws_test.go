package sidecar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A maker says how a proxy is struck, and what lies between it and the program. A
// mutant has one of them wrong.
type maker struct {
	crash, pause, hang func(*proxy) func()
	around             func(x *proxy, bare, through nodes.Caller) nodes.Caller
}

func sound() maker {
	return maker{(*proxy).Crash, (*proxy).Pause, (*proxy).Hang, func(_ *proxy, _, through nodes.Caller) nodes.Caller { return through }}
}

const ms = time.Millisecond

// A stage is a program that calls through a proxy, with what is known of both.
type stage struct {
	*proxy
	world                            *sim.World
	program                          *nodes.Node
	caller                           nodes.Caller
	down, paused, hung, calls, ended int
	broken                           string // the first law that was
}

func newStage(c Config, m maker) *stage {
	w := sim.New(sim.Config{Seed: 1})
	network := net.New(w, func(net.ID, net.ID) net.LinkConfig { return net.LinkConfig{} })
	s := &stage{world: w, program: nodes.NewNode(network, "program", nil)}
	bare := nodes.Blocking(s.program.Owner(), func(p *sim.Proc, _ net.ID, _ *nodes.Request) (*nodes.Response, error) {
		if s.down > 0 {
			s.broken = "a call found a way around a proxy that is down"
		}
		p.Sleep(3 * ms)
		return nil, nil
	})
	site := patterns.Site{Owner: s.program.Owner(), Node: s.program, Net: network, Name: "mesh"}
	s.proxy = newProxy(site, c)
	s.boot()
	site.Peer = "service"
	s.caller = m.around(s.proxy, bare, s.edge(site).Outbound(bare))
	return s
}

// call makes a call, whose caller gives up after its patience if it has one.
func (s *stage) call(begin, patience time.Duration) {
	s.world.At(sim.Time(begin), s.program.Owner(), sim.Func(func() {
		s.calls++
		p := s.program.Go(func(p *sim.Proc) {
			defer func() { s.ended++ }()
			_, err := nodes.Call(p, s.caller, s.program.ID(), &nodes.Request{Key: sim.Key(begin)})
			if err == nil && s.paused > 0 {
				s.broken = "a call ended well while its proxy stood still"
			}
		})
		if patience > 0 {
			s.world.At(sim.Time(begin+patience), s.world.Owner("fate"), sim.Func(p.Kill))
		}
	}))
}

// strike lets a fault act on the proxy, and counts it while it does.
func (s *stage) strike(begin, end time.Duration, verb func(*proxy) func(), count *int) {
	s.world.At(sim.Time(begin), s.world.Owner("fate"), sim.Func(func() {
		*count++
		undo := verb(s.proxy)
		s.world.At(sim.Time(end), s.world.Owner("fate"), sim.Func(func() { *count--; undo() }))
	}))
}

// lawful lets a program call through a proxy that is crashed, paused and hung at
// random. No call goes out while it is down, none ends well while it is paused,
// each ends, and nothing is left of any.
func lawful(t *rapid.T, m maker) {
	c := Default()
	c.Work = sim.Constant(ms)
	c.Threads = rapid.IntRange(0, 2).Draw(t, "threads")
	s := newStage(c, m)
	defer s.world.Close()
	at := func(what string) time.Duration { return ms * time.Duration(rapid.IntRange(0, 40).Draw(t, what)) }
	for i := range rapid.IntRange(1, 12).Draw(t, "calls") {
		s.call(at("call")+time.Duration(i+1), at("patience"))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "faults") {
		begin := at("fault") + time.Duration(500+i) // between all other instants
		end := begin + at("for") + 1
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			s.strike(begin, end, m.crash, &s.down)
		case 1:
			s.strike(begin, end, m.pause, &s.paused)
		case 2:
			s.strike(begin, end, m.hang, &s.hung)
		}
	}
	if err := s.world.Run(sim.Time(time.Second)); err != nil {
		t.Fatal(err)
	}
	switch left := s.world.Processes(); {
	case s.broken != "":
		t.Fatal(s.broken)
	case s.ended != s.calls:
		t.Fatalf("%d calls, and %d ended", s.calls, s.ended)
	case left != 0 || s.inside.Len() != 0 || s.stall.parked.Len() != 0 || s.threads.Inside() != 0:
		t.Fatalf("left over: %d processes, %d inside, %d parked, %d threads", left, s.inside.Len(), s.stall.parked.Len(), s.threads.Inside())
	}
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{
		Sound:   sound(),
		Laws:    []property.Law[maker]{{"what goes through a proxy is as well as it", lawful}},
		Mutants: mutants,
	}.Run(t)
}

// mutants are proxies with one mistake each.
var mutants = []property.Mutant[maker]{
	{"who finds the proxy dead goes around it", "", func(m *maker) {
		m.around = func(x *proxy, bare, through nodes.Caller) nodes.Caller {
			return nodes.Blocking(x.site.Owner, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
				if x.state == dead {
					return nodes.Call(p, bare, to, req)
				}
				return nodes.Call(p, through, to, req)
			})
		}
	}},
	{"a crash tells nobody who is inside", "", func(m *maker) {
		m.crash = func(x *proxy) func() {
			for c := x.inside.First(); c != nil; c = x.inside.First() {
				c.leave()
				c.at = over
			}
			x.state = dead
			return func() { x.state = ready }
		}
	}},
	{"what is inside a dead proxy goes on", "", func(m *maker) {
		m.crash = func(x *proxy) func() {
			x.state = dead
			return func() { x.state = ready }
		}
	}},
	{"answers come through a proxy that stands still", "", func(m *maker) { m.pause = (*proxy).Hang }},
	{"the end of a hang wakes nobody", "", func(m *maker) {
		m.hang = func(x *proxy) func() {
			x.stall.halted++
			return func() { x.stall.halted-- }
		}
	}},
	{"whoever gave up keeps its thread", "", func(m *maker) {
		m.around = func(x *proxy, _, through nodes.Caller) nodes.Caller {
			return nodes.Blocking(x.site.Owner, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
				over := false
				defer func() {
					if !over && x.threads.Inside() < x.threads.Limit {
						x.threads.Enter(new(nodes.Claim), nil)
					}
				}()
				resp, err := nodes.Call(p, through, to, req)
				over = true
				return resp, err
			})
		}
	}},
}
