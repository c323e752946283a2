package balance_test

import (
	"fmt"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/balance"
	"wavetank/sim"
)

// BenchmarkMachine is one choice among 100 instances and the two counts of its call;
// "chance" is the scenario's own choice beside it.
func BenchmarkMachine(b *testing.B) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	n := net.New(w, nil)
	site := patterns.Site{Owner: w.Owner("caller"), Net: n, Name: "balance", Peer: "server"}
	for i := range 100 {
		site.Peers = append(site.Peers, n.Join(fmt.Sprintf("server-%d", i+1)))
	}
	chance := nodes.PickerFunc(func(r *nodes.Request) net.ID {
		luck := w.Draw(1, r.Key)
		return site.Peers[luck.Below(100)]
	})
	b.Run("chance", func(b *testing.B) {
		b.ReportAllocs()
		req := &nodes.Request{}
		for b.Loop() {
			req.Key++
			chance.Pick(req)
		}
	})
	for _, policy := range []string{"given", "random", "round-robin", "least-outstanding", "power-of-d"} {
		b.Run(policy, func(b *testing.B) {
			c := balance.Default()
			c.Policy, c.Eject = policy, balance.DefaultEject()
			part := balance.Build(site, c)
			pick := part.Pick(chance)
			req := &nodes.Request{}
			b.ReportAllocs()
			for b.Loop() {
				req.Key++
				to := pick.Pick(req)
				part.Watch.Sent(to, 0)
				part.Watch.Ended(to, 0, nil)
			}
		})
	}
}

// BenchmarkSupermarket is a whole request to one of 100 servers through the better of
// two: no process, and nothing left to collect.
func BenchmarkSupermarket(b *testing.B) {
	w, err := build(supermarket(choice{D: 2, Lam: 0.9}, 1e6, 0))
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	b.ReportAllocs()
	each := service / 90
	at := sim.Time(time.Second)
	if err := w.Sim.Run(at); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		at = at.Add(each)
		if err := w.Sim.Run(at); err != nil {
			b.Fatal(err)
		}
	}
}
