package bulkhead

import (
	"testing"

	"wavetank/patterns/knob"
)

func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	for _, c := range []struct {
		turn func(*Config)
		want string
	}{
		{func(c *Config) {}, ""},
		{func(c *Config) { c.Mode = "thread" }, `mode: "thread" is not one of ["semaphore" "pool"]`},
		{func(c *Config) { c.MaxConcurrent = 0 }, "max_concurrent: 0 is not in 1..1000000"},
		{func(c *Config) { c.MaxWait = -1 }, "max_wait: -1ns is not in 0s..24h"},
		{func(c *Config) { c.Mode, c.Queue = "pool", -1 }, "queue: -1 is not in 0..1000000"},
		{func(c *Config) { c.Queue = 5 }, `queue: has no effect under mode = "semaphore", only under "pool"`},
		{func(c *Config) { c.Mode, c.Queue, c.MaxWait = "pool", 0, 1 }, "max_wait: has no effect while queue is 0; it has one with mode = semaphore"},
		{func(c *Config) { c.Fair = false }, "fair: has no effect while max_wait is 0s; it has one with mode = pool and queue > 0"},
		{func(c *Config) { c.Fair, c.MaxWait = false, 1 }, ""},
		{func(c *Config) { c.Hold = "me" }, `hold: "me" is not one of ["work" "caller"]`},
		{func(c *Config) { c.Hold, c.HoldMax = "caller", 1 }, `hold_max: has no effect under hold = "caller", only under "work"`},
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
