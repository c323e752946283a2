package ratelimit

import (
	"math"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a rate limiter can be told, and the table that a scenario writes.
type Config struct {
	// Rule is the shape of what may pass.
	Rule string `toml:"rule" default:"token-bucket" enum:"token-bucket,leaky-bucket" doc:"lets bursts pass and then the rate (token-bucket), or calls at even distances only (leaky-bucket)"`
	// Rate is calls per second, to the nanosecond between two of them.
	Rate float64 `toml:"rate" kind:"rate" default:"100/s" range:"0.001/s..1000000/s" doc:"calls that may pass, in the long run"`
	// Burst is how many tokens the bucket holds; it is full at first.
	Burst int `toml:"burst" default:"10" range:"1..1000000" doc:"calls that may pass at once after a pause (token-bucket)"`
	// Every makes tokens come in lumps: at each multiple of it all those of the time
	// since the one before. Zero lets them come one by one.
	Every time.Duration `toml:"every" default:"0s" range:"0s..24h" doc:"tokens come together, so many at a time, at each multiple of this; 0s: one by one (token-bucket)"`
	// MaxWait is how long a call waits for its turn at most.
	MaxWait time.Duration `toml:"max_wait" default:"0s" range:"0s..24h" doc:"longest that a call waits for its turn; 0s refuses at once"`
	// Scope is what shares one limit.
	Scope string `toml:"scope" default:"all" enum:"all,route,instance,client" doc:"one limit for everything, or one for each route, for each instance on the other side, or for each load whose requests they are"`
	// RetryAfter tells whoever is refused when to come again.
	RetryAfter bool `toml:"retry_after" default:"true" doc:"tell whoever is refused when there will be a token"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{Rule: "token-bucket", Rate: 100, Burst: 10, Scope: "all", RetryAfter: true}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect.
func (c Config) Validate() error {
	err := knob.First(
		patterns.OneOf("rule", c.Rule, "token-bucket", "leaky-bucket"),
		patterns.Within("rate", c.Rate, .001, 1e6),
		patterns.Within("burst", c.Burst, 1, 1_000_000),
		patterns.Within("every", c.Every, 0, 24*time.Hour),
		patterns.Within("max_wait", c.MaxWait, 0, 24*time.Hour),
		patterns.OneOf("scope", c.Scope, patterns.Scopes()...),
		patterns.Idle("burst", c.Burst, Default().Burst, c.Rule == "token-bucket", `under rule = "leaky-bucket"`),
		patterns.Idle("every", c.Every, 0, c.Rule == "token-bucket", `under rule = "leaky-bucket"`),
	)
	switch {
	case err != nil || c.Every == 0:
		return err
	case c.lump() < 1:
		return knob.Wrong("every", "%v is not long enough for a token at %v/s", c.Every, c.Rate)
	case c.lump() > int64(c.Burst):
		return knob.Wrong("burst", "%d has no room for the %d tokens that come together", c.Burst, c.lump())
	}
	return nil
}

// lump returns how many tokens come together.
func (c Config) lump() int64 { return int64(math.Round(float64(c.Rate * c.Every.Seconds()))) }
