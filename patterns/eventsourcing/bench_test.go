package eventsourcing

import (
	"testing"

	"wavetank/sim"
)

// BenchmarkCommand is a load from a snapshot, a decision and an append.
func BenchmarkCommand(b *testing.B) {
	account, l := Account(0), NewLog()
	var snap *Snapshot[Balance]
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		state, version, _ := account.Load(l, 1, snap)
		e, err := Decide(state, 1, sim.Key(i+1), 1)
		if err == nil {
			_, err = l.Append(0, 1, version, e)
		}
		if err != nil {
			b.Fatal(err)
		}
		if version%100 == 0 {
			snap = account.Take(state, version)
		}
	}
}

// BenchmarkReplay is one event of a stream of a thousand.
func BenchmarkReplay(b *testing.B) {
	account, l := Account(0), NewLog()
	for i := range 1000 {
		e, _ := Decide(Balance{}, 1, sim.Key(i+1), 1)
		l.Append(0, 1, Any, e)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i += 1000 {
		for range 1000 {
			if i++; i%1000 == 0 {
				account.Load(l, 1, nil)
			}
		}
	}
}
