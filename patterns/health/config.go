package health

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what one health check can be told, and the table that a scenario writes.
type Config struct {
	Route    string        `toml:"route" kind:"route" required:"true" doc:"the route that is asked, of the node that is checked"`
	Interval time.Duration `toml:"interval" default:"2s" range:"1ms..24h" doc:"how often each instance is asked"`
	Timeout  time.Duration `toml:"timeout" default:"1s" range:"1ms..24h" doc:"how long it may take to answer"`
	Fall     int           `toml:"fall" default:"3" range:"1..1000" doc:"bad checks in a row after which an instance is down: an error, a rejection, or no answer in time"`
	Rise     int           `toml:"rise" default:"2" range:"1..1000" doc:"good checks in a row after which it is up again, on an edge"`

	PanicThreshold float64 `toml:"panic_threshold" kind:"ratio" default:"0%" range:"0%..100%" doc:"with a smaller part of the instances up, a caller calls all of them (Envoy: 50%); 0%: never, and with none up it refuses calls (HAProxy, Kubernetes)"`

	InitialDelay time.Duration `toml:"initial_delay" default:"0s" range:"0s..24h" doc:"how long after a boot a machine is first asked, on a node"`
	Restart      time.Duration `toml:"restart" default:"10s" range:"1ms..24h" doc:"how long a machine is away that is restarted, on a node; whoever calls it knows, and leaves it out meanwhile"`
}

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(knob.If(c.Timeout > c.Interval, "timeout", "%s is longer than the interval of %s: write a longer interval", knob.Brief(c.Timeout), knob.Brief(c.Interval)))
}
