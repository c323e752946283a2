package gossip

import "testing"

// BenchmarkRound is what a round costs a member that tells two rumours, and those
// whom it tells.
func BenchmarkRound(b *testing.B) {
	c := Default()
	c.Stop = "never"
	members := make([]*Machine, 10)
	for i := range members {
		members[i] = New(c, i, len(members), luck(i))
	}
	members[0].Write(1, 1)
	members[0].Write(2, 2)
	for b.Loop() {
		members[0].Round()
		for _, l := range members[0].Out() {
			members[l.To].Hear(0, &l, func(Update, bool) {})
		}
	}
}

// BenchmarkRead is what a read costs beside the service's own work.
func BenchmarkRead(b *testing.B) {
	m := New(Default(), 0, 10, luck(1))
	for i := range int64(1000) {
		m.Write(i, i+1)
	}
	for b.Loop() {
		if _, known := m.Get(500); !known {
			b.Fatal("forgotten")
		}
	}
}
