package throttle

import (
	"testing"

	"wavetank/patterns"
	"wavetank/sim"
)

// BenchmarkMachine is one call that the callee accepts: Allow and Done.
func BenchmarkMachine(b *testing.B) {
	m, now := New(Default()), sim.Time(0)
	b.ReportAllocs()
	for b.Loop() {
		now += 1000
		p, _ := m.Allow(now, sim.Key(now).Rand())
		m.Done(now, p, patterns.Success)
	}
}

func TestACallAllocatesNothing(t *testing.T) {
	m, now := New(Default()), sim.Time(0)
	if n := testing.AllocsPerRun(100, func() {
		now += 1e9
		if p, ok := m.Allow(now, sim.Key(now).Rand()); ok {
			m.Done(now, p, patterns.Failure)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
