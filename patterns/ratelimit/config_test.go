package ratelimit

import (
	"testing"
	"time"

	"wavetank/patterns/knob"
)

func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	for _, c := range []struct {
		turn func(*Config)
		want string
	}{
		{func(c *Config) {}, ""},
		{func(c *Config) { c.Rule = "bucket" }, `rule: "bucket" is not one of ["token-bucket" "leaky-bucket" "sliding-window" "sliding-counter"]`},
		{func(c *Config) { c.Rate = 0 }, "rate: 0 is not in 0.001/s..1000000/s"},
		{func(c *Config) { c.Burst = 0 }, "burst: 0 is not in 1..1000000"},
		{func(c *Config) { c.Rule, c.Burst = "leaky-bucket", 3 }, `burst: has no effect under rule = "leaky-bucket", only under "token-bucket"`},
		{func(c *Config) { c.Every = time.Millisecond }, "every: 1ms is not long enough for a token at 100/s"},
		{func(c *Config) { c.Every = time.Second }, "burst: 10 has no room for the 100 tokens that come together"},
		{func(c *Config) { c.Every, c.Burst = time.Second, 100 }, ""},
		{func(c *Config) { c.Window = time.Second }, `window: has no effect under rule = "token-bucket", only under "sliding-window" and "sliding-counter"`},
		{func(c *Config) { c.Rule, c.Window = "sliding-window", time.Millisecond }, "window: 1ms lets 0 calls pass at 100/s: allowed are 1 to 1000000"},
		{func(c *Config) { c.Rule, c.Window = "sliding-counter", 24*time.Hour }, "window: 24h0m0s lets 8640000 calls pass at 100/s: allowed are 1 to 1000000"},
		{func(c *Config) { c.Rule = "sliding-window" }, ""},
		{func(c *Config) { c.MaxWait = -1 }, "max_wait: -1ns is not in 0s..24h"},
		{func(c *Config) { c.Scope = "x" }, `scope: "x" is not one of ["all" "route" "instance" "client"]`},
	} {
		config := Default()
		c.turn(&config)
		got := ""
		if err := knob.Check(&config); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
