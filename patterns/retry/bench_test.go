package retry

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// BenchmarkCall is a call that goes well at once, bare and through a retry, and
// one that goes well at the second attempt.
func BenchmarkCall(b *testing.B) {
	for _, bench := range []struct {
		name   string
		budget string
		fails  int // the first so many attempts
		bare   bool
	}{
		{"bare", "", 0, true}, {"no-budget", "none", 0, false}, {"throttle", "throttle", 0, false},
		{"token-bucket", "token-bucket", 0, false}, {"deposit", "deposit", 0, false}, {"in-flight", "in-flight", 0, false},
		{"second-attempt", "none", 1, false},
	} {
		b.Run(bench.name, func(b *testing.B) {
			w := sim.New(sim.Config{Seed: 1})
			defer w.Close()
			tries := 0
			caller := nodes.Caller(nodes.CallerFunc(func(*sim.Proc, net.ID, *nodes.Request) (*nodes.Response, error) {
				if tries++; tries <= bench.fails {
					return nil, nodes.ErrFailed
				}
				tries = 0
				return nil, nil
			}))
			if !bench.bare {
				c := Default()
				c.Backoff, c.Budget = "none", bench.budget
				site := patterns.Site{Owner: w.Owner("a"), Peer: "b", Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return 0 })}
				caller = Around(site, c).Outbound(caller)
			}
			b.ReportAllocs()
			w.Go(w.Owner("a"), func(p *sim.Proc) {
				req := &nodes.Request{Timeout: time.Second}
				for b.Loop() {
					req.Key++
					caller.Call(p, 0, req)
				}
			})
			if err := w.Run(sim.Forever); err != nil {
				b.Fatal(err)
			}
		})
	}
}
