package raft_test

import (
	"testing"

	"wavetank/patterns/election/raft/rafttest"
	"wavetank/sim"
)

// BenchmarkStorms is what an election in a storm of machines costs, and that no
// law is broken: go test -bench Storms -benchtime 1000000x has a million.
func BenchmarkStorms(b *testing.B) {
	elections, storms, committed := 0, 0, 0
	for seed := uint64(1); elections < b.N; seed++ {
		luck := sim.Key(seed).Rand()
		tally, err := rafttest.DrawStorm(func(_ string, n int) int { return int(luck.Below(uint64(n))) }).Run(seed)
		if err != nil {
			b.Fatalf("storm %d: %v", seed, err)
		}
		elections, committed, storms = elections+tally.Elections, committed+tally.Committed, storms+1
	}
	b.ReportMetric(float64(storms)/float64(elections), "storms/op")
	b.ReportMetric(float64(committed)/float64(elections), "entries/op")
}
