package cache_test

import (
	"errors"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/cache"
	"wavetank/sim"
)

const ms = time.Millisecond

// A desk is a caller with a cache before a dependency that takes so long, and fails where
// it is told to.
type desk struct {
	world *sim.World
	owner *sim.Owner
	way   nodes.Caller
	asked int
	fails error
	takes time.Duration
	value int64
}

func newDesk(turn func(*cache.Config)) *desk {
	d := &desk{world: sim.New(sim.Config{Seed: 1}), takes: 10 * ms}
	d.owner = d.world.Owner("shop")
	c := cache.Default()
	turn(&c)
	part := cache.Build(patterns.Site{Owner: d.owner, Name: "cache", Peer: "database"}, c)
	d.way = part.Outbound(nodes.Blocking(d.owner, func(p *sim.Proc, _ net.ID, req *nodes.Request) (*nodes.Response, error) {
		d.asked++
		value, err := d.value, d.fails
		p.Sleep(d.takes)
		if err != nil {
			return nil, err
		}
		return &nodes.Response{Value: value}, nil
	}))
	return d
}

type heard struct {
	at       time.Duration
	resp     nodes.Response
	err      error
	cancel   func()
	answered bool
}

// call calls at a time.
func (d *desk) call(at time.Duration, op nodes.Op, timeout time.Duration) *heard {
	h := &heard{}
	d.world.At(sim.Time(at), d.owner, sim.Func(func() {
		pending := d.way.Begin(0, &nodes.Request{Route: "price", Op: op, Item: 7, Timeout: timeout}, nodes.DoneFunc(func(resp *nodes.Response, err error) {
			h.at, h.err, h.answered = time.Duration(d.world.Now()), err, true
			if resp != nil {
				h.resp = *resp
			}
		}))
		if pending != nil {
			h.cancel = pending.Cancel
		}
	}))
	return h
}

func (d *desk) do(at time.Duration, f func()) { d.world.At(sim.Time(at), d.owner, sim.Func(f)) }

func (d *desk) run(t *testing.T) {
	t.Helper()
	if err := d.world.Run(sim.Time(time.Minute)); err != nil {
		t.Fatal(err)
	}
}

func TestOneAsksAndTheOthersWait(t *testing.T) {
	for coalesce, want := range map[bool]int{true: 1, false: 3} {
		d := newDesk(func(c *cache.Config) { c.Coalesce, c.TTL = coalesce, 100*ms })
		first, second, third, fourth := d.call(0, nodes.Read, 0), d.call(3*ms, nodes.Read, 0), d.call(4*ms, nodes.Read, 0), d.call(50*ms, nodes.Read, 0)
		d.run(t)
		if d.asked != want || !first.answered || !second.answered || !third.answered || fourth.at != 50*ms {
			t.Errorf("coalesce %v: asked %d times, want %d; the fourth has its answer at %v", coalesce, d.asked, want, fourth.at)
		}
		if coalesce && (second.at != 10*ms || third.at != 10*ms) {
			t.Errorf("those who wait hear at %v and %v", second.at, third.at)
		}
	}
}

func TestAFlightOutlivesWhoBeganIt(t *testing.T) {
	d := newDesk(func(*cache.Config) {})
	first, second, impatient := d.call(0, nodes.Read, 0), d.call(2*ms, nodes.Read, 0), d.call(3*ms, nodes.Read, 4*ms)
	d.do(5*ms, func() { first.cancel() })
	d.run(t)
	if first.answered || second.at != 10*ms || second.err != nil || d.asked != 1 {
		t.Errorf("heard %v, %v at %v, asked %d times", first.answered, second.err, second.at, d.asked)
	}
	if impatient.at != 7*ms || !errors.Is(impatient.err, net.ErrTimeout) {
		t.Errorf("who gives up hears %v at %v", impatient.err, impatient.at)
	}
	d = newDesk(func(*cache.Config) {})
	alone := d.call(0, nodes.Read, 0)
	d.do(5*ms, func() { alone.cancel() })
	again := d.call(6*ms, nodes.Read, 0)
	d.run(t)
	if d.asked != 2 || again.at != 16*ms {
		t.Errorf("a flight without anybody goes on: asked %d times, an answer at %v", d.asked, again.at)
	}
}

func TestAWriteTakesTheAnswerOut(t *testing.T) {
	d := newDesk(func(*cache.Config) {})
	d.call(0, nodes.Read, 0)
	d.call(20*ms, nodes.Write, 0)
	before, after := d.call(25*ms, nodes.Read, 0), d.call(31*ms, nodes.Read, 0)
	d.run(t)
	if before.at != 25*ms || after.at != 41*ms {
		t.Errorf("before the write is over an answer at %v, after it at %v", before.at, after.at)
	}
}

// TestALeaseKeepsOutWhatIsFromBeforeAWrite is the race of a slow read with a write.
func TestALeaseKeepsOutWhatIsFromBeforeAWrite(t *testing.T) {
	for leases, want := range map[bool]int64{true: 2, false: 1} {
		d := newDesk(func(c *cache.Config) { c.Leases = leases })
		d.value, d.takes = 1, 50*ms
		d.call(0, nodes.Read, 0)
		d.do(ms, func() { d.value, d.takes = 2, 5*ms })
		d.call(10*ms, nodes.Write, 0)
		later := d.call(100*ms, nodes.Read, 0)
		d.run(t)
		if later.resp.Value != want {
			t.Errorf("leases %v: a later read finds %d, want %d", leases, later.resp.Value, want)
		}
	}
}

func TestOldAnswersAndErrors(t *testing.T) {
	d := newDesk(func(c *cache.Config) { c.TTL, c.StaleWhileRevalidate, c.StaleIfError = 50*ms, 50*ms, 500*ms })
	d.value = 1
	d.call(0, nodes.Read, 0)
	d.do(20*ms, func() { d.value = 2 })
	old, fresh := d.call(70*ms, nodes.Read, 0), d.call(90*ms, nodes.Read, 0)
	d.do(200*ms, func() { d.fails = nodes.ErrFailed })
	degraded, gone := d.call(300*ms, nodes.Read, 0), d.call(900*ms, nodes.Read, 0)
	d.run(t)
	if old.at != 70*ms || old.resp.Value != 1 || fresh.resp.Value != 2 || fresh.at != 90*ms {
		t.Errorf("while it is renewed %d at %v, then %d at %v", old.resp.Value, old.at, fresh.resp.Value, fresh.at)
	}
	if degraded.err != nil || degraded.resp.Value != 2 || !degraded.resp.Degraded || !errors.Is(gone.err, nodes.ErrFailed) {
		t.Errorf("at an error %+v, %v; too late %v", degraded.resp, degraded.err, gone.err)
	}
	d = newDesk(func(c *cache.Config) { c.Negative = 50 * ms })
	d.fails = nodes.ErrPermanent
	d.call(0, nodes.Read, 0)
	remembered, anew := d.call(20*ms, nodes.Read, 0), d.call(70*ms, nodes.Read, 0)
	d.run(t)
	if !errors.Is(remembered.err, nodes.ErrPermanent) || remembered.at != 20*ms || anew.at != 80*ms || d.asked != 2 {
		t.Errorf("%v at %v, again at %v, asked %d times", remembered.err, remembered.at, anew.at, d.asked)
	}
}

// TestAFlushForgets: it leaves the machine up, with an empty memory.
func TestAFlushForgets(t *testing.T) {
	d := newDesk(func(*cache.Config) {})
	n := nodes.NewNode(net.New(d.world, nil), "machine", nil)
	part := cache.Build(patterns.Site{Owner: n.Owner(), Node: n, Name: "cache", Peer: "database"}, cache.Default())
	d.way = part.Outbound(nodes.Blocking(n.Owner(), func(*sim.Proc, net.ID, *nodes.Request) (*nodes.Response, error) {
		d.asked++
		return nil, nil
	}))
	d.call(0, nodes.Read, 0)
	d.call(ms, nodes.Read, 0)
	d.do(2*ms, func() {
		if !n.HasCaches() || n.Flush() != 1 || n.Flush() != 0 {
			t.Error("a flush does not lose what there is")
		}
	})
	d.call(3*ms, nodes.Read, 0)
	d.run(t)
	if d.asked != 2 {
		t.Errorf("asked %d times", d.asked)
	}
}
