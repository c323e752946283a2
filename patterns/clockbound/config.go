package clockbound

import (
	"fmt"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a store with bounded clocks can be told, and the table that a
// scenario writes. Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Order is how transactions get into the order of their timestamps.
	Order string `toml:"order" default:"commit-wait" enum:"none,commit-wait,hlc,uncertainty" doc:"trust the clocks as they are (none), wait each write's uncertainty out (commit-wait), carry the clocks with every message (hlc), or have reads that meet an uncertain version begin again above it (uncertainty)"`
	// Epsilon is the bound on the error of a clock that the nodes believe in.
	Epsilon time.Duration `toml:"epsilon" default:"5ms" range:"0s..1h" doc:"how far from true time a clock is believed to be, right after a sync"`
	// Drift is by how much the bound grows between two syncs.
	Drift float64 `toml:"drift" kind:"ppm" default:"0ppm" range:"0ppm..100000ppm" doc:"how much the bound grows with the time since a sync"`
	// SyncEvery is how often a node learns the time anew.
	SyncEvery time.Duration `toml:"sync_every" default:"1s" range:"1ms..24h" doc:"how often a clock is set by a time server"`
	// Skew is the truth about the error of a clock after a sync, which is drawn
	// evenly from -Skew·Epsilon to Skew·Epsilon.
	Skew float64 `toml:"skew" kind:"factor" default:"1" range:"0..1000" doc:"how far from true time a clock can really be right after a sync, in parts of epsilon; above 1 the bound is wrong"`
	// Wait replaces commit wait by a fixed one.
	Wait time.Duration `toml:"wait" default:"0s" range:"0s..1h" doc:"wait that long, right or wrong, in place of waiting the uncertainty out; 0s waits it out (commit-wait)"`
	// MaxOffset bounds what a node takes from others for the time.
	MaxOffset time.Duration `toml:"max_offset" default:"500ms" range:"0s..1h" doc:"timestamps of others that lie further ahead are refused (hlc)"`
	// Patience is how long a node waits for the home of an item.
	Patience time.Duration `toml:"patience" default:"2s" range:"1ms..24h" doc:"how long a node waits for the one that keeps the item"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Order: "commit-wait", Epsilon: 5 * time.Millisecond, SyncEvery: time.Second, Skew: 1,
		MaxOffset: 500 * time.Millisecond, Patience: 2 * time.Second,
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, or would have no effect.
func (c Config) Validate() error {
	d := Default()
	under := fmt.Sprintf("under order = %q", c.Order)
	return knob.First(
		patterns.OneOf("order", c.Order, "none", "commit-wait", "hlc", "uncertainty"),
		patterns.Within("epsilon", c.Epsilon, 0, time.Hour),
		patterns.Within("drift", c.Drift, 0, 100_000),
		patterns.Within("sync_every", c.SyncEvery, time.Millisecond, 24*time.Hour),
		patterns.Within("skew", c.Skew, 0, 1000),
		patterns.Within("wait", c.Wait, 0, time.Hour),
		patterns.Within("max_offset", c.MaxOffset, 0, time.Hour),
		patterns.Within("patience", c.Patience, time.Millisecond, 24*time.Hour),
		patterns.Idle("wait", c.Wait, 0, c.Order == "commit-wait", under),
		patterns.Idle("max_offset", c.MaxOffset, d.MaxOffset, c.Order == "hlc", under),
	)
}
