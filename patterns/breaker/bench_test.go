package breaker

import (
	"testing"

	"wavetank/patterns"
	"wavetank/sim"
)

// BenchmarkMachine is one call through a closed breaker: Allow and Done.
func BenchmarkMachine(b *testing.B) {
	for _, rule := range []string{"count", "time", "consecutive"} {
		b.Run(rule, func(b *testing.B) {
			c := Default()
			c.Rule = rule
			m := New(c, 1)
			b.ReportAllocs()
			now := sim.Time(0)
			for b.Loop() {
				now += 1000
				p, _ := m.Allow(now)
				m.Done(now, p, patterns.Success, 1000)
			}
		})
	}
}

func TestACallAllocatesNothing(t *testing.T) {
	c := Default()
	consecutive(1)(&c)
	b := New(c, 1)
	now := sim.Time(0)
	if n := testing.AllocsPerRun(100, func() { // trips, waits, tries, closes
		for _, o := range []patterns.Outcome{patterns.Failure, patterns.Success} {
			now = now.Add(c.OpenFor)
			p, _ := b.Allow(now)
			b.Done(now, p, o, 0)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
