package throttle

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what one throttle can be told, and the table that a scenario writes.
type Config struct {
	// Multiplier is K: at 1 every rejection is answered by one here.
	Multiplier float64       `toml:"multiplier" kind:"factor" default:"2" range:"1..1000" doc:"calls made for each that is accepted, beyond which calls are turned away"`
	Window     time.Duration `toml:"window" default:"2m" range:"10ms..24h" doc:"time over which requests and accepts are counted"`
	// Slices count the current, still growing slice.
	Slices       int     `toml:"slices" default:"20" range:"1..1000" doc:"parts that the window is cut into and forgets by"`
	MinimumCalls int     `toml:"minimum_calls" default:"0" range:"0..1000000" doc:"requests that the window must hold before any is turned away"`
	Most         float64 `toml:"most" kind:"ratio" default:"100%" range:"0%..100%" doc:"largest chance with which a call is turned away"`
	// Outcomes are never of calls that this throttle itself turned away. A success was
	// accepted.
	patterns.Outcomes
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(c.Clash(""), knob.If(len(c.Failures) == 0, "failures", "names nothing: nothing could ever be turned away"))
}
