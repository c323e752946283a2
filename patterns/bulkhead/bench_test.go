package bulkhead

import (
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// BenchmarkPool is the machine: a permit taken and given back.
func BenchmarkPool(b *testing.B) {
	p := NewPool(25, 0, true)
	var t Ticket
	b.ReportAllocs()
	for b.Loop() {
		p.Ask(&t)
		p.Leave(&t)
	}
}

// BenchmarkCall is a call over the network to a service that works no time, bare
// and through a bulkhead.
func BenchmarkCall(b *testing.B) {
	for _, hold := range []string{"bare", "caller", "work"} {
		b.Run(hold, func(b *testing.B) {
			x := newPort(b, 1, 0)
			caller := nodes.NewCaller(x.net, x.client.ID(), false)
			if hold != "bare" {
				caller = x.guard(func(c *Config) {
					if c.Hold = hold; hold == "caller" {
						c.HoldMax = Default().HoldMax
					}
				})
			}
			b.ReportAllocs()
			x.client.Go(func(p *sim.Proc) {
				for i := 0; b.Loop(); i++ {
					req := &nodes.Request{Key: sim.Key(i), Route: "work", Timeout: time.Second}
					if _, err := caller.Call(p, x.server.ID(), req); err != nil {
						b.Error(err)
					}
				}
			})
			if err := x.world.Run(sim.Time(1 << 62)); err != nil {
				b.Fatal(err)
			}
		})
	}
}
