package hedge

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what one hedger can be told, and the table that a scenario writes.
type Config struct {
	Rule         string        `toml:"rule" default:"quantile" enum:"fixed,quantile" doc:"when an answer is late: after a fixed delay, or after a quantile of the latest calls"`
	Delay        time.Duration `toml:"delay" default:"10ms" range:"0s..24h" only:"rule=fixed" doc:"wait before each hedge; 0s sends all at once"`
	Quantile     float64       `toml:"quantile" kind:"ratio" default:"95%" range:"1%..99.99%" only:"rule=quantile" doc:"part of the calls that are answered before a hedge goes out"`
	Window       int           `toml:"window" default:"1000" range:"10..100000" only:"rule=quantile" doc:"latest calls that the quantile is taken of"`
	MinimumCalls int           `toml:"minimum_calls" default:"100" range:"1..100000" only:"rule=quantile" doc:"calls that the window must hold before anything is hedged"`
	MaxHedges    int           `toml:"max_hedges" default:"1" range:"1..10" doc:"attempts besides the first"`
	Tied         bool          `toml:"tied" default:"false" doc:"the instance that begins with an attempt has the other copy leave the queue where it waits; a copy already begun goes on"`
	Writes       bool          `toml:"writes" default:"true" doc:"hedge writes too; without an idempotent receiver a write may then be carried out twice"`
	Budget       float64       `toml:"budget" kind:"ratio" default:"100%" range:"0.1%..100%" doc:"hedges per call that are allowed in the long run; 100% holds none back; the budget of a retry around it bounds them too"`
	Burst        int           `toml:"burst" default:"10" range:"1..100000" only:"budget<100%" doc:"hedges that an unused budget pays at once"`
	// NonFatal never holds an error that comes at every attempt, nor what another pattern
	// beside it turned away: they are always fatal.
	NonFatal []string `toml:"non_fatal" default:"failed,timed-out" enum:"failed,timed-out,rejected" doc:"bad outcomes after which the next hedge goes out at once; any other ends the call"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(c.Rule == "quantile" && c.MinimumCalls > c.Window, "minimum_calls", "%d is more than the window of %d ever holds", c.MinimumCalls, c.Window).Instead("%d or less", c.Window),
		knob.If(c.Tied && c.MaxHedges != 1, "tied", "ties two attempts, so max_hedges must be 1, not %d", c.MaxHedges).Instead(`max_hedges = 1, or tied = false`),
	)
}
