package shed

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
		{func(c *Config) { c.Rule = "red" }, `rule: "red" is not one of ["delay" "codel" "none"]`},
		{func(c *Config) { c.Order = "random" }, `order: "random" is not one of ["adaptive" "fifo" "lifo"]`},
		{func(c *Config) { c.Target = 0 }, "target: 0s is not in 1ns..1h"},
		{func(c *Config) { c.Target = time.Second }, "target: 1s is more than interval, 100ms: overload would be the more patient"},
		{func(c *Config) { c.Rule, c.Target = "none", 1 }, `target: has no effect under rule = "none"`},
		{func(c *Config) { c.Rule, c.Interval = "none", 1 }, ""},
		{func(c *Config) { c.Rule, c.Order, c.Interval = "none", "fifo", 1 }, `interval: has no effect under rule = "none"; it has one with order = adaptive`},
		{func(c *Config) { c.Queue = -1 }, "queue: -1 is not in 0..10000000"},
		{func(c *Config) { c.Full = "oldest" }, "full: has no effect while queue is 0"},
		{func(c *Config) { c.Full, c.Queue = "me", 1 }, `full: "me" is not one of ["newest" "oldest"]`},
		{func(c *Config) { c.Reserve = 1 }, "reserve: has no effect while deadline is false"},
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
