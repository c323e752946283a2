package shed

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what load shedding can be told, and the table that a scenario writes.
type Config struct {
	// Rule says who has waited too long.
	Rule string `toml:"rule" default:"delay" enum:"delay,codel,none" doc:"who has waited too long: whoever waited longer than interval, or than target in overload (delay); now and then the oldest, while it has waited longer than target (codel); nobody (none)"`
	// Target is the wait that is fine in overload.
	Target time.Duration `toml:"target" default:"5ms" range:"1ns..1h" doc:"wait that is fine even in overload (rules delay and codel)"`
	// Interval is how long a queue may stand before that is an overload.
	Interval time.Duration `toml:"interval" default:"100ms" range:"1ns..1h" doc:"a queue that has not been empty for this long is overloaded; without overload, the longest wait (rule delay)"`
	// Order is who is served next.
	Order string `toml:"order" default:"adaptive" enum:"adaptive,fifo,lifo" doc:"who is served next: the oldest, the newest, or the newest only in overload (adaptive); in place of the node's discipline"`
	// Priority lets the requests' priorities decide first.
	Priority bool `toml:"priority" default:"false" doc:"lower priority numbers are served first, and higher ones dropped first"`
	// Queue is how many may wait, besides what the node itself allows.
	Queue int `toml:"queue" default:"0" range:"0..10000000" doc:"requests that may wait; 0 is no bound but the node's own"`
	// Full says who goes when all places are taken.
	Full string `toml:"full" default:"newest" enum:"newest,oldest" doc:"who is dropped when the queue is full: whoever arrives, or whoever waits longest"`
	// Deadline drops whom no answer can reach in time.
	Deadline bool `toml:"deadline" default:"false" doc:"drop requests whose caller will have given up when their answer comes"`
	// Reserve is what serving a request takes, as far as deadlines are concerned.
	Reserve time.Duration `toml:"reserve" default:"0s" range:"0s..1h" doc:"time that must be left until the deadline for a request to be worth serving (deadline)"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Rule: "delay", Target: 5 * time.Millisecond, Interval: 100 * time.Millisecond,
		Order: "adaptive", Full: "newest",
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect.
func (c Config) Validate() error {
	d := Default()
	err := knob.First(
		patterns.OneOf("rule", c.Rule, "delay", "codel", "none"),
		patterns.Within("target", c.Target, 1, time.Hour),
		patterns.Within("interval", c.Interval, 1, time.Hour),
		patterns.OneOf("order", c.Order, "adaptive", "fifo", "lifo"),
		patterns.Within("queue", c.Queue, 0, 10_000_000),
		patterns.OneOf("full", c.Full, "newest", "oldest"),
		patterns.Within("reserve", c.Reserve, 0, time.Hour),
		patterns.Idle("target", c.Target, d.Target, c.Rule != "none", `under rule = "none"`),
		patterns.Idle("interval", c.Interval, d.Interval, c.Rule != "none" || c.Order == "adaptive", `under rule = "none" in a fixed order`),
		patterns.Idle("full", c.Full, d.Full, c.Queue > 0, "while queue is 0"),
		patterns.Idle("reserve", c.Reserve, 0, c.Deadline, "while deadline is false"),
	)
	if err == nil && c.Rule == "delay" && c.Target > c.Interval {
		return knob.Wrong("target", "%v is more than interval, %v: overload would be the more patient", c.Target, c.Interval)
	}
	return err
}
