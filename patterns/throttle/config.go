package throttle

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what one throttle can be told, and the table that a scenario writes.
// Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Multiplier is K: requests in excess of K times what is accepted are turned
	// away. At 1 every rejection is answered by one here.
	Multiplier float64 `toml:"multiplier" kind:"factor" default:"2" range:"1..1000" doc:"calls made for each that is accepted, beyond which calls are turned away"`
	// Window is how far back requests and accepts are counted.
	Window time.Duration `toml:"window" default:"2m" range:"10ms..24h" doc:"time over which requests and accepts are counted"`
	// Slices is the number of parts that Window is cut into; the current, still
	// growing slice is one of them.
	Slices int `toml:"slices" default:"20" range:"1..1000" doc:"parts that the window is cut into and forgets by"`
	// MinimumCalls is how many requests the window must hold before any is turned
	// away.
	MinimumCalls int `toml:"minimum_calls" default:"0" range:"0..1000000" doc:"requests that the window must hold before any is turned away"`
	// Most bounds the chance of being turned away, so that some calls always find
	// out whether the callee is well again.
	Most float64 `toml:"most" kind:"ratio" default:"100%" range:"0%..100%" doc:"largest chance with which a call is turned away"`
	// Failures lists the outcomes that mean that the callee did not accept a call.
	// What other patterns of the caller's own turn away counts as no request.
	Failures []string `toml:"failures" default:"failed,timed-out,rejected" enum:"failed,timed-out,rejected" doc:"outcomes by which a call was not accepted: an error, no answer in time, or a rejection by the callee"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Multiplier: 2,
		Window:     2 * time.Minute,
		Slices:     20,
		Most:       1,
		Failures:   []string{"failed", "timed-out", "rejected"},
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range or contradicts another.
func (c Config) Validate() error {
	return knob.First(
		patterns.Within("multiplier", c.Multiplier, 1, 1000),
		patterns.Within("slices", c.Slices, 1, 1000),
		patterns.Within("minimum_calls", c.MinimumCalls, 0, 1_000_000),
		patterns.Within("most", c.Most, 0, 1),
		patterns.Within("window", c.Window, 10*time.Millisecond, 24*time.Hour),
		patterns.EachOf("failures", c.Failures, "failed", "timed-out", "rejected"),
		knob.If(len(c.Failures) == 0, "failures", "names nothing: nothing could ever be turned away"),
	)
}
