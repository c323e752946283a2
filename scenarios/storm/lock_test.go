package storm_test

import (
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// A lock service as its author might write it: leases, but no fencing tokens. A
// client that holds the lease writes to a store, having looked at its clock, and
// tells when its lease ends. The store looks at its own clock, and refuses what
// comes later: the author thinks that this is as good as a token.

var (
	acquired = sim.NewKind("lock.acquired") // Value is the number of the lease
	stored   = sim.NewKind("store.written") // Value is the number of the lease under which it was
)

const lease = 500 * time.Millisecond

// A write is what a client sends to the store.
type write struct {
	number int64         // of the lease
	ends   nodes.Reading // when it does
}

// A lockServer grants one lease at a time.
type lockServer struct {
	node  *nodes.Node
	count int64
	until nodes.Ticks
}

func (s *lockServer) serve(c *net.Call) {
	now := s.node.Clock.Monotonic()
	if now < s.until {
		c.Reply(int64(0), 0, nil)
		return
	}
	s.count++
	s.until = now.Add(lease)
	c.Reply(s.count, 0, nil)
}

// work is a client: it acquires the lease, works, and writes.
func work(p *sim.Proc, n *nodes.Node, lock, store net.ID) {
	for i := uint64(1); ; i++ {
		key := n.Owner().Key().Mix(i)
		asked, ends := n.Clock.Monotonic(), n.Clock.Wall().Add(lease)
		answer, err := n.Network().Call(p, n.ID(), lock, net.Ask{Key: key, Timeout: 100 * time.Millisecond})
		number, _ := answer.(int64)
		if err != nil || number == 0 {
			p.Sleep(20 * time.Millisecond)
			continue
		}
		n.World().Emit(sim.Fact{Kind: acquired, Owner: n.Owner(), Value: number})
		for n.Clock.Monotonic().Sub(asked) < lease-100*time.Millisecond {
			p.Sleep(10 * time.Millisecond) // the work that the lock is for
			n.Network().Send(net.Message{From: n.ID(), To: store, Key: key.Mix(uint64(n.Clock.Monotonic())), Body: write{number, ends}})
		}
	}
}

// lockService returns the world of a lock, a store and three clients.
func lockService(fenced bool) func(seed uint64) (*scenarios.World, error) {
	return func(seed uint64) (*scenarios.World, error) {
		w := sim.New(sim.Config{Seed: seed})
		n := net.New(w, func(net.ID, net.ID) net.LinkConfig {
			return net.LinkConfig{Latency: sim.Exponential(2 * time.Millisecond)}
		})
		var count int64 // of the lock, on its disk
		lock := nodes.NewNode(n, "lock", func(m *nodes.Node) {
			s := &lockServer{node: m, count: count, until: m.Clock.Monotonic().Add(lease)}
			n.Serve(m.ID(), func(c *net.Call) { s.serve(c); count = s.count })
		})
		highest := int64(0)
		store := nodes.NewNode(n, "store", func(m *nodes.Node) {
			n.Listen(m.ID(), net.ReceiverFunc(func(msg net.Message) {
				x := msg.Body.(write)
				if fenced && x.number < highest || !fenced && m.Clock.Wall() > x.ends {
					return
				}
				highest = max(highest, x.number)
				w.Emit(sim.Fact{Kind: stored, Owner: m.Owner(), Value: x.number})
			}))
		})
		machines := []*nodes.Node{lock, store}
		for _, name := range []string{"client-1", "client-2", "client-3"} {
			machines = append(machines, nodes.NewNode(n, name, func(m *nodes.Node) {
				m.Go(func(p *sim.Proc) { work(p, m, lock.ID(), store.ID()) })
			}))
		}
		world := world.Adopt(n, 10*time.Second, machines...)
		for _, m := range machines {
			m.Boot()
		}
		return world, nil
	}
}
