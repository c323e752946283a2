package ratelimit

import (
	"testing"

	"wavetank/sim"
)

// BenchmarkMachine is one call, of which every second is refused.
func BenchmarkMachine(b *testing.B) {
	for name, turn := range map[string]func(*Config){
		"token-bucket": func(*Config) {}, "leaky-bucket": func(c *Config) { c.Rule = "leaky-bucket" }, "sliding-window": func(c *Config) { c.Rule = "sliding-window" },
		"sliding-counter": func(c *Config) { c.Rule = "sliding-counter" }, "lumps": func(c *Config) { c.Every = 1e8 },
	} {
		b.Run(name, func(b *testing.B) {
			c := Default()
			turn(&c)
			l := NewLimiter(c)
			b.ReportAllocs()
			now := sim.Time(0)
			for b.Loop() {
				now += 5e6
				l.Take(now, 0)
			}
		})
	}
}
