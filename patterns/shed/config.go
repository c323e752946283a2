package shed

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what load shedding can be told, and the table that a scenario writes.
type Config struct {
	Rule     string        `toml:"rule" default:"delay" enum:"delay,codel,none" doc:"who has waited too long: whoever waited longer than interval, or than target in overload (delay); now and then the oldest, while it has waited longer than target (codel); nobody (none)"`
	Target   time.Duration `toml:"target" default:"5ms" range:"1ns..1h" only:"rule!=none" doc:"wait that is fine even in overload"`
	Interval time.Duration `toml:"interval" default:"100ms" range:"1ns..1h" only:"rule!=none | order=adaptive" doc:"a queue that has not been empty for this long is overloaded; without overload, the longest wait (rule delay)"`
	Order    string        `toml:"order" default:"adaptive" enum:"adaptive,fifo,lifo" doc:"who is served next: the oldest, the newest, or the newest only in overload (adaptive); in place of the node's discipline"`
	Priority bool          `toml:"priority" default:"false" doc:"lower priority numbers are served first, and higher ones dropped first"`
	Queue    int           `toml:"queue" default:"0" range:"0..10000000" doc:"requests that may wait; 0 is no bound but the node's own"`
	Full     string        `toml:"full" default:"newest" enum:"newest,oldest" only:"queue" doc:"who is dropped when the queue is full: whoever arrives, or whoever waits longest"`
	Deadline bool          `toml:"deadline" default:"false" doc:"drop requests whose caller will have given up when their answer comes"`
	Reserve  time.Duration `toml:"reserve" default:"0s" range:"0s..1h" only:"deadline" doc:"time that must be left until the deadline for a request to be worth serving"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(knob.If(c.Rule == "delay" && c.Target > c.Interval, "target", "%v is more than interval, %v: overload would be the more patient", c.Target, c.Interval).Instead("%v or less", c.Interval))
}
