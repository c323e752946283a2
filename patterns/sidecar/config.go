package sidecar

import (
	"slices"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// Config is what the sidecars of a pattern can be told, and the table that a
// scenario writes. Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Carries names the patterns inside the proxy, outermost first.
	Carries []string `toml:"carries" kind:"pattern" doc:"patterns inside the proxy, outermost first; each acts on the edges and nodes where it lies itself"`
	// Work is what a request costs each proxy that it passes, on the way there.
	Work sim.Dist `toml:"work" default:"200us" doc:"work of the proxy for each request that passes it, out or in"`
	// Loopback is the way between program and proxy, paid there and back.
	Loopback sim.Dist `toml:"loopback" default:"0s" doc:"one way between the program and its proxy, on the same machine"`
	// Threads is how many requests the proxy works on at a time; the others wait.
	Threads int `toml:"threads" default:"0" range:"0..1000" doc:"requests that the proxy works on at a time, first come, first served; 0: no bound"`
	// Starts is how long the proxy takes from its start until it is ready.
	Starts sim.Dist `toml:"starts" default:"0s" doc:"from the start of the machine, or of the proxy after its crash, until the proxy is ready"`
	// Hold lets calls wait for a proxy that is starting, instead of failing.
	Hold bool `toml:"hold" default:"false" doc:"calls wait for a proxy that is starting; otherwise they fail"`
	// Update is the configuration that replaces Carries from UpdateAt on.
	Update []string `toml:"update" kind:"pattern" doc:"what replaces carries from update_at on"`
	// UpdateAt is when the new configuration is given out; zero is never.
	UpdateAt time.Duration `toml:"update_at" default:"0s" range:"0s..24h" doc:"when the new configuration is given out; 0s: never"`
	// Lag is how long the new configuration takes to each proxy.
	Lag sim.Dist `toml:"lag" default:"0s" doc:"how long the new configuration takes, drawn for each proxy"`
	// Telemetry is what the proxy tells of the requests that passed; nil is nothing.
	Telemetry *Telemetry `toml:"telemetry" doc:"what the proxy tells of the requests that passed; absent: nothing"`
}

// Telemetry is the shipping of a record for each request that passed a proxy: one,
// however many attempts a retry inside made of it.
type Telemetry struct {
	// To is the route that takes the records.
	To string `toml:"to" kind:"route" required:"true" doc:"the route that takes the records"`
	// Every is the time from one shipment to the next.
	Every time.Duration `toml:"every" default:"1s" range:"1ms..24h" doc:"from one shipment to the next"`
	// Size of one record.
	Size int64 `toml:"size" kind:"size" default:"500B" range:"1B..1MB" doc:"bytes of one record"`
	// Keep bounds the records that wait for a shipment; the latest are dropped.
	Keep int `toml:"keep" default:"10000" range:"1..10000000" doc:"records that may wait for a shipment; those beyond are dropped"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{Work: sim.Constant(200 * time.Microsecond), Loopback: sim.Constant(0), Starts: sim.Constant(0), Lag: sim.Constant(0)}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, or that would have no effect.
func (c Config) Validate() error {
	const never = "while update_at is 0s"
	err := knob.First(
		patterns.Distinct("carries", c.Carries),
		patterns.Distinct("update", c.Update),
		patterns.Within("threads", c.Threads, 0, 1000),
		patterns.Within("update_at", c.UpdateAt, 0, 24*time.Hour),
		patterns.Idle("hold", c.Hold, false, c.Starts.Mean() > 0, "while starts is 0s"),
		patterns.Idle("update", c.Update == nil, true, c.UpdateAt > 0, never),
		patterns.Idle("lag", c.Lag.Mean(), 0, c.UpdateAt > 0, never),
		knob.If(c.UpdateAt > 0 && slices.Equal(c.Carries, c.Update), "update", "is what the proxies carry already"),
	)
	if t := c.Telemetry; t != nil && err == nil {
		err = knob.First(
			knob.If(t.To == "", "telemetry.to", "names no route"),
			patterns.Within("telemetry.every", t.Every, time.Millisecond, 24*time.Hour),
			patterns.Within("telemetry.size", t.Size, 1, 1_000_000),
			patterns.Within("telemetry.keep", t.Keep, 1, 10_000_000),
		)
	}
	return err
}
