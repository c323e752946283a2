package bulkhead

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a bulkhead can be told, and the table that a scenario writes.
type Config struct {
	// Mode says what becomes of a call that finds no permit.
	Mode string `toml:"mode" default:"semaphore" enum:"semaphore,pool" doc:"what a call does that finds no permit: wait for max_wait (semaphore), or for a place in a queue (pool)"`
	// MaxConcurrent is the number of permits.
	MaxConcurrent int `toml:"max_concurrent" default:"25" range:"1..1000000" doc:"calls that may be under way at once"`
	// MaxWait is how long a call waits for a permit at most. A semaphore with zero
	// does not let it wait at all, a pool with zero as long as its caller does.
	MaxWait time.Duration `toml:"max_wait" default:"0s" range:"0s..24h" doc:"longest wait for a permit; 0s is none at all (semaphore) or as long as the caller waits (pool)"`
	// Queue is how many calls may wait for a worker of a pool.
	Queue int `toml:"queue" default:"100" range:"0..1000000" doc:"calls that may wait for a worker (mode pool)"`
	// Fair gives a permit to whoever has waited longest.
	Fair bool `toml:"fair" default:"true" doc:"the next permit goes to whoever waits longest; false: to whoever came last"`
	// Hold says what a permit stands for: work under way, or a caller who waits.
	Hold string `toml:"hold" default:"work" enum:"work,caller" doc:"a permit is given back when the work really ends (work), or as soon as the caller gives up (caller)"`
	// HoldMax bounds what Hold "work" can cost on an edge: a call that nobody waits
	// for and that never ends, such as one whose answer is lost, is let go then.
	HoldMax time.Duration `toml:"hold_max" default:"60s" range:"0s..24h" doc:"longest that a call which leaves keeps its permit, its caller's patience aside; 0s is for ever (hold work)"`
	// Scope is what shares one pool.
	Scope string `toml:"scope" default:"all" enum:"all,route,instance,client" doc:"one pool for everything, or one for each route, for each instance on the other side, or for each load whose requests they are"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Mode: "semaphore", MaxConcurrent: 25, Queue: 100, Fair: true,
		Hold: "work", HoldMax: time.Minute, Scope: "all",
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, or would have no effect.
func (c Config) Validate() error {
	d := Default()
	waits := c.Mode == "pool" && c.Queue > 0 || c.Mode == "semaphore" && c.MaxWait > 0
	return knob.First(
		patterns.OneOf("mode", c.Mode, "semaphore", "pool"),
		patterns.Within("max_concurrent", c.MaxConcurrent, 1, 1_000_000),
		patterns.Within("max_wait", c.MaxWait, 0, 24*time.Hour),
		patterns.Within("queue", c.Queue, 0, 1_000_000),
		patterns.OneOf("hold", c.Hold, "work", "caller"),
		patterns.Within("hold_max", c.HoldMax, 0, 24*time.Hour),
		patterns.OneOf("scope", c.Scope, patterns.Scopes()...),
		patterns.Idle("queue", c.Queue, d.Queue, c.Mode == "pool", `under mode = "semaphore", only under "pool"`),
		patterns.Idle("max_wait", c.MaxWait, 0, waits, "while nobody can wait: queue is 0"),
		patterns.Idle("fair", c.Fair, d.Fair, waits, "while nobody can wait: max_wait is 0s, or queue is 0"),
		patterns.Idle("hold_max", c.HoldMax, d.HoldMax, c.Hold == "work", `under hold = "caller", only under "work"`),
	)
}

// pool returns a new pool as configured.
func (c Config) pool() *Pool {
	places := c.Queue
	if c.Mode == "semaphore" {
		places = 0
		if c.MaxWait > 0 {
			places = -1
		}
	}
	return NewPool(c.MaxConcurrent, places, c.Fair)
}
