package ratelimit

import (
	"math"
	"time"

	"wavetank/patterns/knob"
)

// Config is what a rate limiter can be told, and the table that a scenario writes.
type Config struct {
	Rule string `toml:"rule" default:"token-bucket" enum:"token-bucket,leaky-bucket,sliding-window,sliding-counter" doc:"lets bursts pass and then the rate (token-bucket), calls at even distances only (leaky-bucket), so many in any window, by a log of them (sliding-window), or about so many, by the counts of this window and the one before (sliding-counter)"`
	// Rate is exact to the nanosecond between two calls.
	Rate  float64 `toml:"rate" kind:"rate" default:"100/s" range:"0.001/s..1000000/s" doc:"calls that may pass, in the long run"`
	Burst int     `toml:"burst" default:"10" range:"1..1000000" only:"rule=token-bucket" doc:"calls that may pass at once after a pause"`
	// Every makes tokens come in lumps: at each multiple of it all those of the time
	// since the one before.
	Every      time.Duration `toml:"every" default:"0s" range:"0s..24h" only:"rule=token-bucket" doc:"tokens come together, so many at a time, at each multiple of this; 0s: one by one"`
	Window     time.Duration `toml:"window" default:"1m" range:"1ns..24h" only:"rule=sliding-window,sliding-counter" doc:"window in which no more may pass than come to it at the rate"`
	MaxWait    time.Duration `toml:"max_wait" default:"0s" range:"0s..24h" doc:"longest that a call waits for its turn; 0s refuses at once"`
	Scope      string        `toml:"scope" default:"all" enum:"all,route,instance,client" doc:"one limit for everything, or one for each route, for each instance on the other side, or for each load whose requests they are"`
	RetryAfter bool          `toml:"retry_after" default:"true" doc:"tell whoever is refused when there will be a token"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(c.slides() && (c.most() < 1 || c.most() > mostInWindow), "window", "%v lets %d calls pass at %v/s: allowed are 1 to %d", c.Window, c.most(), c.Rate, mostInWindow).Instead(`a window and a rate that make 1 to %d calls`, mostInWindow),
		knob.If(c.Every > 0 && c.lump() < 1, "every", "%v is not long enough for a token at %v/s", c.Every, c.Rate).Instead("%v or more", c.token()),
		knob.If(c.Every > 0 && c.lump() > int64(c.Burst), "burst", "%d has no room for the %d tokens that come together", c.Burst, c.lump()).Instead("%d or more", c.lump()),
	)
}

// mostInWindow bounds the log of a window.
const mostInWindow = 1_000_000

func (c Config) slides() bool { return c.Rule == "sliding-window" || c.Rule == "sliding-counter" }

// most returns how many calls may pass in a window.
func (c Config) most() int64 { return int64(math.Round(float64(c.Rate * c.Window.Seconds()))) }

// token returns the time in which one token comes.
func (c Config) token() time.Duration {
	if c.Rate == 0 {
		return 0
	}
	return time.Duration(math.Ceil(1e9 / c.Rate))
}

// lump returns how many tokens come together.
func (c Config) lump() int64 { return int64(math.Round(float64(c.Rate * c.Every.Seconds()))) }
