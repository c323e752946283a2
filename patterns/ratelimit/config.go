package ratelimit

import (
	"math"
	"time"

	"wavetank/patterns/knob"
)

// Config is what a rate limiter can be told, and the table that a scenario writes.
type Config struct {
	Rule string `toml:"rule" default:"token-bucket" enum:"token-bucket,leaky-bucket" doc:"lets bursts pass and then the rate (token-bucket), or calls at even distances only (leaky-bucket)"`
	// Rate is exact to the nanosecond between two calls.
	Rate  float64 `toml:"rate" kind:"rate" default:"100/s" range:"0.001/s..1000000/s" doc:"calls that may pass, in the long run"`
	Burst int     `toml:"burst" default:"10" range:"1..1000000" only:"rule=token-bucket" doc:"calls that may pass at once after a pause"`
	// Every makes tokens come in lumps: at each multiple of it all those of the time
	// since the one before.
	Every      time.Duration `toml:"every" default:"0s" range:"0s..24h" only:"rule=token-bucket" doc:"tokens come together, so many at a time, at each multiple of this; 0s: one by one"`
	MaxWait    time.Duration `toml:"max_wait" default:"0s" range:"0s..24h" doc:"longest that a call waits for its turn; 0s refuses at once"`
	Scope      string        `toml:"scope" default:"all" enum:"all,route,instance,client" doc:"one limit for everything, or one for each route, for each instance on the other side, or for each load whose requests they are"`
	RetryAfter bool          `toml:"retry_after" default:"true" doc:"tell whoever is refused when there will be a token"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(c.Every > 0 && c.lump() < 1, "every", "%v is not long enough for a token at %v/s", c.Every, c.Rate),
		knob.If(c.Every > 0 && c.lump() > int64(c.Burst), "burst", "%d has no room for the %d tokens that come together", c.Burst, c.lump()),
	)
}

// lump returns how many tokens come together.
func (c Config) lump() int64 { return int64(math.Round(float64(c.Rate * c.Every.Seconds()))) }
