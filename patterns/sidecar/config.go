package sidecar

import (
	"slices"
	"time"

	"wavetank/patterns/knob"
	"wavetank/sim"
)

// Config is what the sidecars of a pattern can be told, and the table that a
// scenario writes.
type Config struct {
	Carries   []string      `toml:"carries" kind:"pattern" doc:"patterns inside the proxy, outermost first; each acts on the edges and nodes where it lies itself"`
	Work      sim.Dist      `toml:"work" default:"200us" doc:"work of the proxy for each request that passes it, out or in"`
	Loopback  sim.Dist      `toml:"loopback" default:"0s" doc:"one way between the program and its proxy, on the same machine"`
	Threads   int           `toml:"threads" default:"0" range:"0..1000" doc:"requests that the proxy works on at a time, first come, first served; 0: no bound"`
	Starts    sim.Dist      `toml:"starts" default:"0s" doc:"from the start of the machine, or of the proxy after its crash, until the proxy is ready"`
	Hold      bool          `toml:"hold" default:"false" only:"starts" doc:"calls wait for a proxy that is starting; otherwise they fail"`
	Update    []string      `toml:"update" kind:"pattern" only:"update_at" doc:"what replaces carries from update_at on"`
	UpdateAt  time.Duration `toml:"update_at" default:"0s" range:"0s..24h" doc:"when the new configuration is given out; 0s: never"`
	Lag       sim.Dist      `toml:"lag" default:"0s" only:"update_at" doc:"how long the new configuration takes, drawn for each proxy"`
	Telemetry *Telemetry    `toml:"telemetry" doc:"what the proxy tells of the requests that passed; absent: nothing"`
}

// Telemetry is the shipping of a record for each request that passed a proxy: one,
// however many attempts a retry inside made of it.
type Telemetry struct {
	To    string        `toml:"to" kind:"route" required:"true" doc:"the route that takes the records"`
	Every time.Duration `toml:"every" default:"1s" range:"1ms..24h" doc:"from one shipment to the next"`
	Size  int64         `toml:"size" kind:"size" default:"500B" range:"1B..1MB" doc:"bytes of one record"`
	Keep  int           `toml:"keep" default:"10000" range:"1..10000000" doc:"records that may wait for a shipment; those beyond are dropped"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(knob.If(c.UpdateAt > 0 && slices.Equal(c.Carries, c.Update), "update", "is what the proxies carry already"))
}
