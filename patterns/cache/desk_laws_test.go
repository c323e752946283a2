package cache

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

// A twist is how a cache is built wrongly; the zero twist is right.
type twist struct {
	config func(*Config)
	around func(nodes.Caller) nodes.Caller // of the way to a shared store
	before func(nodes.Caller) nodes.Caller // of the cache itself
}

// A counter is a caller with a cache before a dependency, whose items have versions.
type counter struct {
	world   *sim.World
	owner   *sim.Owner
	way     nodes.Caller
	takes   func() time.Duration
	version map[int64]int64
	flying  map[int64]int      // reads of an item that the dependency serves
	written map[int64]int64    // the latest version of an item whose write has ended
	last    map[int64]sim.Time // when the dependency has last said so
	begun   map[int64]sim.Time // when the latest of the reads under way began
	broken  string             // the first law that was
	patient bool               // no caller has a timeout: whoever waits for another shares his
}

// newCounter returns one whose cache is in the caller, or shared.
func newCounter(t *rapid.T, w twist, shared bool) *counter {
	k := &counter{
		world: sim.New(sim.Config{Seed: 1}), version: map[int64]int64{}, flying: map[int64]int{},
		written: map[int64]int64{}, last: map[int64]sim.Time{}, begun: map[int64]sim.Time{},
	}
	k.owner = k.world.Owner("shop")
	k.takes = func() time.Duration { return ms * time.Duration(rapid.IntRange(0, 5).Draw(t, "takes")) }
	c := Default()
	if shared {
		c.Store = "kept.get"
	}
	if w.config != nil {
		w.config(&c)
	}
	site := patterns.Site{Owner: k.owner, Name: "cache", Peer: "database"}
	site.Dial = func(string) (nodes.Caller, nodes.Dependency) {
		there := patterns.Site{Owner: k.world.Owner("kept"), Name: "cache"}
		served := Build(there, c).Inbound(nodes.Blocking(there.Owner, func(*sim.Proc, net.ID, *nodes.Request) (*nodes.Response, error) { return nil, nil }))
		way := k.slow(served)
		if w.around != nil {
			way = w.around(way)
		}
		return way, nodes.Dependency{Route: "get", Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return 0 })}
	}
	k.way = Build(site, c).Outbound(nodes.Blocking(k.owner, k.serve))
	if w.before != nil {
		k.way = w.before(k.way)
	}
	return k
}

// slow lets time pass on the way there and back.
func (k *counter) slow(served nodes.Handler) nodes.Caller {
	return nodes.Blocking(k.owner, func(p *sim.Proc, to net.ID, req *nodes.Request) (*nodes.Response, error) {
		end := req.GivesUp(p.Now())
		if !wait(p, k.takes(), end) {
			return nil, net.ErrTimeout
		}
		resp, err := nodes.Call(p, served, to, req)
		if !wait(p, k.takes(), end) {
			return nil, net.ErrTimeout
		}
		return resp, err
	})
}

// wait lets time pass, and reports whether that is over before the end.
func wait(p *sim.Proc, d time.Duration, end sim.Time) bool {
	left := max(end.Sub(p.Now()), 0)
	p.Sleep(min(d, left))
	return d < left
}

// serve is the dependency: what it says, or changes, is so at some moment within.
func (k *counter) serve(p *sim.Proc, _ net.ID, req *nodes.Request) (*nodes.Response, error) {
	end, item := req.GivesUp(p.Now()), req.Item
	if req.Op != nodes.Write {
		if k.flying[item] > 0 && k.last[item] < k.begun[item] {
			k.broken = "two calls about one item at a time, without a write between"
		}
		k.flying[item]++
		k.begun[item] = p.Now()
		defer func() { k.flying[item]-- }()
	}
	if !wait(p, k.takes(), end) {
		return nil, net.ErrTimeout
	}
	if req.Op == nodes.Write {
		k.version[item]++
	}
	value := k.version[item]
	if !wait(p, k.takes(), end) {
		return nil, net.ErrTimeout
	}
	if req.Op == nodes.Write {
		k.last[item] = p.Now()
	}
	return &nodes.Response{Value: value}, nil
}

// call makes a call that is given up at a time if that is not zero. It ends once, in
// time, and a read finds what no earlier write has made old.
func (k *counter) call(at time.Duration, req *nodes.Request, giveUp time.Duration) {
	k.world.At(sim.Time(at), k.owner, sim.Func(func() {
		began, needs, ended := k.world.Now(), k.written[req.Item], 0
		pending := k.way.Begin(0, req, nodes.DoneFunc(func(resp *nodes.Response, err error) {
			now := k.world.Now()
			switch ended++; {
			case ended > 1:
				k.broken = "a call ends twice, or after it was given up"
			case now > req.GivesUp(began):
				k.broken = "a call is waited for longer than its caller waits"
			case err != nil && k.patient:
				k.broken = "a call fails where all wait for ever"
			case err == nil && req.Op == nodes.Write:
				k.written[req.Item] = max(k.written[req.Item], resp.Value)
			case err == nil && resp.Value < needs:
				k.broken = "a read finds what is from before a write that had ended"
			}
		}))
		if giveUp > 0 && ended == 0 {
			k.world.After(giveUp, k.owner, sim.Func(func() {
				if ended == 0 {
					ended++
					pending.Cancel()
				}
			}))
		} else if giveUp == 0 {
			k.world.After(time.Second, k.owner, sim.Func(func() {
				if ended == 0 {
					k.broken = "a call never ends"
				}
			}))
		}
	}))
}

// lawful plays at random on a cache.
func lawful(shared bool) func(*rapid.T, twist) {
	return func(t *rapid.T, w twist) {
		k := newCounter(t, w, shared)
		defer k.world.Close()
		k.patient = rapid.Bool().Draw(t, "patient")
		for i := range rapid.IntRange(2, 14).Draw(t, "calls") {
			req := &nodes.Request{Key: sim.Key(i + 1), Route: "price", Item: int64(rapid.IntRange(1, 2).Draw(t, "item"))}
			giveUp := time.Duration(0)
			if rapid.IntRange(0, 2).Draw(t, "op") == 0 {
				req.Op = nodes.Write
			} else {
				req.Op = nodes.Read
				if !k.patient {
					req.Timeout = ms * time.Duration(max(0, rapid.IntRange(-10, 12).Draw(t, "timeout")))
				}
				giveUp = ms * time.Duration(max(0, rapid.IntRange(-10, 6).Draw(t, "give up")))
			}
			k.call(ms*time.Duration(rapid.IntRange(0, 25).Draw(t, "at"))+time.Duration(i), req, giveUp)
		}
		if err := k.world.Run(sim.Time(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if k.broken != "" {
			t.Fatal(k.broken)
		}
	}
}

// answersFirst has a store be told of a write behind the back of who has written.
func answersFirst(c nodes.Caller) nodes.Caller {
	return early{c, func(q *question) bool { return q.verb == drop }}
}

type early struct {
	nodes.Caller
	of func(*question) bool
}

func (e early) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	if !e.of(req.Body.(*question)) {
		return e.Caller.Begin(to, req, done)
	}
	e.Caller.Begin(to, req, nodes.DoneFunc(func(*nodes.Response, error) {}))
	done.Ended(nil, nil)
	return nil
}

// forgetful forgets what it was asked with, and what for how long.
type forgetful struct {
	nodes.Caller
	of func(*question)
}

func (f forgetful) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	f.of(req.Body.(*question))
	return f.Caller.Begin(to, req, done)
}

// patient waits for ever.
type patient struct{ nodes.Caller }

func (p patient) Begin(to net.ID, req *nodes.Request, done nodes.Done) nodes.Pending {
	again := req.Copy()
	again.Timeout = 0
	return p.Caller.Begin(to, again, done)
}

func TestLawsOfTheShell(t *testing.T) {
	config := func(f func(*Config)) func(*twist) { return func(w *twist) { w.config = f } }
	property.Suite[twist]{
		Laws: []property.Law[twist]{{"it is lawful in its caller", lawful(false)}, {"it is lawful beside its caller", lawful(true)}},
		Mutants: []property.Mutant[twist]{
			{"an answer from before a write is kept", "it is lawful in its caller", config(func(c *Config) { c.Leases = false })},
			{"a write takes nothing out", "it is lawful in its caller", config(func(c *Config) { c.Invalidate = false })},
			{"everybody asks", "it is lawful in its caller", config(func(c *Config) { c.Coalesce = false })},
			{"whoever waits for another's call waits as long as it takes", "it is lawful in its caller", func(w *twist) { w.before = func(c nodes.Caller) nodes.Caller { return patient{c} } }},
			{"a write ends before the store has heard of it", "it is lawful beside its caller", func(w *twist) { w.around = answersFirst }},
			{"the store is not told when an answer was asked for", "it is lawful beside its caller", func(w *twist) {
				w.around = func(c nodes.Caller) nodes.Caller {
					return forgetful{c, func(q *question) { q.asked = sim.Forever }}
				}
			}},
		},
	}.Run(t)
}
