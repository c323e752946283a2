package hedge

import (
	"fmt"
	"slices"
	"time"

	"wavetank/patterns"
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

// Validate returns a *patterns.FieldError for the first value that is out of its
// range, or that would have no effect.
func (c Config) Validate() error {
	d := Default()
	fixed := c.Rule == "fixed"
	for _, check := range []struct {
		right  bool
		field  string
		format string
		args   []any
	}{
		{fixed || c.Rule == "quantile", "rule", "%q is neither fixed nor quantile", []any{c.Rule}},
		{c.Delay >= 0 && c.Delay <= 24*time.Hour, "delay", "%v is not in 0s..24h", []any{c.Delay}},
		{fixed || c.Delay == d.Delay, "delay", "has no effect under rule = %q, only under fixed", []any{c.Rule}},
		{c.Quantile >= 0.01 && c.Quantile <= 0.9999, "quantile", "%v is not in 1%%..99.99%%", []any{c.Quantile}},
		{!fixed || c.Quantile == d.Quantile, "quantile", "has no effect under rule = fixed, only under quantile", nil},
		{c.Window >= 10 && c.Window <= 100000, "window", "%d is not in 10..100000", []any{c.Window}},
		{!fixed || c.Window == d.Window, "window", "has no effect under rule = fixed, only under quantile", nil},
		{c.MinimumCalls >= 1 && c.MinimumCalls <= 100000, "minimum_calls", "%d is not in 1..100000", []any{c.MinimumCalls}},
		{!fixed || c.MinimumCalls == d.MinimumCalls, "minimum_calls", "has no effect under rule = fixed, only under quantile", nil},
		{fixed || c.MinimumCalls <= c.Window, "minimum_calls", "%d is more than the window of %d ever holds", []any{c.MinimumCalls, c.Window}},
		{c.MaxHedges >= 1 && c.MaxHedges <= 10, "max_hedges", "%d is not in 1..10", []any{c.MaxHedges}},
		{!c.Tied || c.MaxHedges == 1, "tied", "ties two attempts, so max_hedges must be 1, not %d", []any{c.MaxHedges}},
		{c.Budget >= 0.001 && c.Budget <= 1, "budget", "%v is not in 0.1%%..100%%", []any{c.Budget}},
		{c.Burst >= 1 && c.Burst <= 100000, "burst", "%d is not in 1..100000", []any{c.Burst}},
		{c.Budget < 1 || c.Burst == d.Burst, "burst", "has no effect while budget is 100%%", nil},
	} {
		if !check.right {
			return &patterns.FieldError{Field: check.field, Msg: fmt.Sprintf(check.format, check.args...)}
		}
	}
	for i, f := range c.NonFatal {
		if !slices.Contains([]string{"failed", "timed-out", "rejected"}, f) || slices.Contains(c.NonFatal[:i], f) {
			return &patterns.FieldError{Field: "non_fatal", Msg: fmt.Sprintf("%q is no bad outcome, or stands there twice", f)}
		}
	}
	return nil
}
