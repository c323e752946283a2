package hedge

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what one hedger can be told, and the table that a scenario writes.
// Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Rule says how late an answer must be for a hedge: later than Delay, or than a
	// quantile of the latest first attempts.
	Rule string `toml:"rule" default:"quantile" enum:"fixed,quantile" doc:"when an answer is late: after a fixed delay, or after a quantile of the latest calls"`
	// Delay is the wait before each hedge of rule "fixed"; zero sends all at once.
	Delay time.Duration `toml:"delay" default:"10ms" range:"0s..24h" doc:"wait before each hedge; 0s sends all at once (rule fixed)"`
	// Quantile of the latencies of first attempts is the wait of rule "quantile".
	Quantile float64 `toml:"quantile" kind:"ratio" default:"95%" range:"1%..99.99%" doc:"part of the calls that are answered sooner than the wait before a hedge (rule quantile)"`
	// Window is how many first attempts the quantile is taken of.
	Window int `toml:"window" default:"1000" range:"10..100000" doc:"latest calls that the quantile is taken of (rule quantile)"`
	// MinimumCalls is how many of them there must be; before, nothing is hedged.
	MinimumCalls int `toml:"minimum_calls" default:"100" range:"1..100000" doc:"calls that the window must hold before anything is hedged (rule quantile)"`
	// MaxHedges is how many attempts there may be besides the first.
	MaxHedges int `toml:"max_hedges" default:"1" range:"1..10" doc:"attempts besides the first"`
	// Tied lets the callees of two attempts know of each other.
	Tied bool `toml:"tied" default:"false" doc:"the instance that begins with an attempt has the other copy leave the queue where it waits; a copy already begun goes on"`
	// Budget is the part of the calls that may be hedged, in the long run.
	Budget float64 `toml:"budget" kind:"ratio" default:"100%" range:"0.1%..100%" doc:"hedges per call that are allowed in the long run; 100% holds none back"`
	// Burst is how many hedges a budget that was not used can pay at once.
	Burst int `toml:"burst" default:"10" range:"1..100000" doc:"hedges that an unused budget pays at once"`
	// NonFatal lists the outcomes after which the next hedge is sent at once. Any
	// other bad one ends the call. What another pattern beside it turned away is
	// always fatal.
	NonFatal []string `toml:"non_fatal" default:"failed,timed-out" enum:"failed,timed-out,rejected" doc:"bad outcomes after which the next hedge goes out at once; any other ends the call"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Rule: "quantile", Delay: 10 * time.Millisecond, Quantile: 0.95, Window: 1000, MinimumCalls: 100,
		MaxHedges: 1, Budget: 1, Burst: 10, NonFatal: []string{"failed", "timed-out"},
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, or that would have no effect.
func (c Config) Validate() error {
	d := Default()
	fixed := c.Rule == "fixed"
	const butQuantile = "under rule = fixed, only under quantile"
	return knob.First(
		patterns.OneOf("rule", c.Rule, "fixed", "quantile"),
		patterns.Within("delay", c.Delay, 0, 24*time.Hour),
		patterns.Within("quantile", c.Quantile, 0.01, 0.9999),
		patterns.Within("window", c.Window, 10, 100_000),
		patterns.Within("minimum_calls", c.MinimumCalls, 1, 100_000),
		patterns.Within("max_hedges", c.MaxHedges, 1, 10),
		patterns.Within("budget", c.Budget, 0.001, 1),
		patterns.Within("burst", c.Burst, 1, 100_000),
		patterns.EachOf("non_fatal", c.NonFatal, "failed", "timed-out", "rejected"),
		knob.If(!fixed && c.MinimumCalls > c.Window, "minimum_calls", "%d is more than the window of %d ever holds", c.MinimumCalls, c.Window),
		knob.If(c.Tied && c.MaxHedges != 1, "tied", "ties two attempts, so max_hedges must be 1, not %d", c.MaxHedges),
		patterns.Idle("delay", c.Delay, d.Delay, fixed, "under rule = quantile, only under fixed"),
		patterns.Idle("quantile", c.Quantile, d.Quantile, !fixed, butQuantile),
		patterns.Idle("window", c.Window, d.Window, !fixed, butQuantile),
		patterns.Idle("minimum_calls", c.MinimumCalls, d.MinimumCalls, !fixed, butQuantile),
		patterns.Idle("burst", c.Burst, d.Burst, c.Budget < 1, "while budget is 100%"),
	)
}
