package shed

import (
	"testing"

	"wavetank/nodes"
	"wavetank/sim"
)

// BenchmarkMachine is one request through a queue in which a hundred wait.
func BenchmarkMachine(b *testing.B) {
	for _, rule := range []string{"delay", "codel", "none"} {
		b.Run(rule, func(b *testing.B) {
			c := Default()
			c.Rule = rule
			q := NewQueue(c)
			now := sim.Time(0)
			waiting := make([]nodes.Waiting, 200)
			req := &nodes.Request{}
			for i := range 100 {
				waiting[i] = nodes.Waiting{Req: req}
				q.Push(now, &waiting[i])
			}
			b.ReportAllocs()
			for i := 100; b.Loop(); i++ {
				now += 1000
				w := &waiting[i%200]
				*w = nodes.Waiting{Req: req, Since: now}
				q.Push(now, w)
				q.Pop(now)
			}
		})
	}
}
