package election

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/election/raft"
	"wavetank/sim"
)

// five is five nodes with a member each, on a network of a millisecond.
func five(b testing.TB, engine string) (*sim.World, []*member) {
	w := sim.New(sim.Config{Seed: 1})
	b.Cleanup(w.Close)
	network := net.New(w, func(net.ID, net.ID) net.LinkConfig {
		return net.LinkConfig{Latency: sim.Constant(time.Millisecond), Transport: net.Datagram}
	})
	c := Default()
	c.Engine, c.Batch = engine, 1024
	members := make([]*member, 5)
	var ids []net.ID
	var machines []*nodes.Node
	for i := range members {
		n := nodes.NewNode(network, string(rune('a'+i)), func(n *nodes.Node) {
			s := patterns.Site{Owner: n.Owner(), Node: n, Net: network, Group: "kv", Name: "raft", Peers: ids}
			members[i] = newMember(s, c)
			n.Go(func(p *sim.Proc) { members[i].run(p, n) })
		})
		ids, machines = append(ids, n.ID()), append(machines, n)
	}
	for _, n := range machines {
		n.Boot()
	}
	return w, members
}

// BenchmarkCommit is one committed operation of a group of five: proposed,
// copied, saved by a quorum and applied by all, with 100 that come together.
func BenchmarkCommit(b *testing.B) {
	for _, engine := range []string{"own", "etcd"} {
		b.Run(engine, func(b *testing.B) {
			w, members := five(b, engine)
			run := func(d time.Duration) {
				if err := w.Run(w.Now().Add(d)); err != nil {
					b.Fatal(err)
				}
			}
			run(5 * time.Second)
			var leader *member
			for _, m := range members {
				if m.leading {
					leader = m
				}
			}
			b.ReportAllocs()
			b.ResetTimer()
			ops := 0
			for b.Loop() {
				ops++
				key := sim.Key(ops)
				leader.engine.Propose(raft.Command{Item: int64(ops % 100), Token: int64(ops), Once: key})
				if ops%100 == 0 {
					leader.carry()
					run(time.Millisecond)
				}
			}
			leader.carry()
			run(time.Second)
			for _, m := range members {
				if int(m.store.index) < ops {
					b.Fatalf("%d of %d operations are applied", m.store.index, ops)
				}
			}
			b.ReportMetric(float64(ops)/b.Elapsed().Seconds(), "ops/s")
		})
	}
}
