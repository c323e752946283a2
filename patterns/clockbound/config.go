package clockbound

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what a store with bounded clocks can be told, and the table that a
// scenario writes.
type Config struct {
	Order     string        `toml:"order" default:"commit-wait" enum:"none,commit-wait,hlc,uncertainty" doc:"trust the clocks as they are (none), wait each write's uncertainty out (commit-wait), carry the clocks with every message (hlc), or have reads that meet an uncertain version begin again above it (uncertainty)"`
	Epsilon   time.Duration `toml:"epsilon" default:"5ms" range:"0s..1h" doc:"how far from true time a clock is believed to be, right after a sync"`
	Drift     float64       `toml:"drift" kind:"drift" default:"0ppm" range:"0ppm..100000ppm" doc:"how much the bound grows with the time since a sync"`
	SyncEvery time.Duration `toml:"sync_every" default:"1s" range:"1ms..24h" doc:"how often a clock is set by a time server"`
	// Skew is the truth about the error of a clock after a sync, which is drawn evenly
	// from -Skew·Epsilon to Skew·Epsilon.
	Skew      float64       `toml:"skew" kind:"factor" default:"1" range:"0..1000" doc:"how far from true time a clock can really be right after a sync, in parts of epsilon; above 1 the bound is wrong"`
	Wait      time.Duration `toml:"wait" default:"0s" range:"0s..1h" only:"order=commit-wait" doc:"wait that long, right or wrong, in place of waiting the uncertainty out; 0s waits it out"`
	MaxOffset time.Duration `toml:"max_offset" default:"500ms" range:"0s..1h" only:"order=hlc" doc:"timestamps of others that lie further ahead are refused"`
	Patience  time.Duration `toml:"patience" default:"2s" range:"1ms..24h" doc:"how long a node waits for the one that keeps the item"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }
