package etcd_test

import (
	"testing"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/patterns/election/etcd"
	"wavetank/patterns/election/raft"
	"wavetank/patterns/election/raft/rafttest"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// drawn is a storm over a group of etcd's machines, which have no leases.
func drawn(choose func(what string, n int) int) rafttest.Storm {
	s := rafttest.DrawStorm(choose)
	s.Lease, s.AnyTimer = 0, true
	s.Make = func(c raft.Config, id int, luck sim.Rand, now nodes.Ticks, state raft.State) raft.Engine {
		return etcd.New(c, id, luck, now, state)
	}
	return s
}

// TestSafetyInStorms holds etcd's Raft, as it is run here, against the laws to
// which ours is held, in the same storms.
func TestSafetyInStorms(t *testing.T) {
	elections := 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(t, what) })
		tally, err := s.Run(rapid.Uint64().Draw(t, "seed"))
		if err != nil {
			t.Fatal(err)
		}
		elections += tally.Elections
	})
	t.Logf("%d elections", elections)
}

// BenchmarkStorms is what an election in a storm of machines costs, and that no
// law is broken.
func BenchmarkStorms(b *testing.B) {
	elections, storms := 0, 0
	for seed := uint64(1); elections < b.N; seed++ {
		luck := sim.Key(seed).Rand()
		tally, err := drawn(func(_ string, n int) int { return int(luck.Below(uint64(n))) }).Run(seed)
		if err != nil {
			b.Fatalf("storm %d: %v", seed, err)
		}
		elections, storms = elections+tally.Elections, storms+1
	}
	b.ReportMetric(float64(storms)/float64(elections), "storms/op")
}
