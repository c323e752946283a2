package bulkhead

import (
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns/knob"
)

// Config is what a bulkhead can be told, and the table that a scenario writes.
type Config struct {
	Mode          string        `toml:"mode" default:"semaphore" enum:"semaphore,pool" doc:"what a call does that finds no permit: wait for max_wait (semaphore), or for a place in a queue (pool)"`
	MaxConcurrent int           `toml:"max_concurrent" default:"25" range:"1..1000000" doc:"calls that may be under way at once"`
	MaxWait       time.Duration `toml:"max_wait" default:"0s" range:"0s..24h" only:"queue>0 | mode=semaphore" doc:"longest wait for a permit; 0s is none at all (semaphore) or as long as the caller waits (pool)"`
	Queue         int           `toml:"queue" default:"100" range:"0..1000000" only:"mode=pool" doc:"calls that may wait for a worker"`
	Fair          bool          `toml:"fair" default:"true" only:"mode=pool & queue>0 | mode=semaphore & max_wait" doc:"the next permit goes to whoever waits longest; false: to whoever came last"`
	Hold          string        `toml:"hold" default:"work" enum:"work,caller" doc:"a permit is given back when the work really ends (work), or as soon as the caller gives up (caller)"`
	// HoldMax bounds what Hold "work" costs on an edge: a call that nobody waits for
	// and that never ends, such as one whose answer is lost, is let go then.
	HoldMax time.Duration `toml:"hold_max" default:"60s" range:"0s..24h" only:"hold=work" doc:"longest that a call which leaves keeps its permit, its caller's patience aside; 0s is for ever"`
	Scope   string        `toml:"scope" default:"all" enum:"all,route,instance,client" doc:"one pool for everything, or one for each route, for each instance on the other side, or for each load whose requests they are"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

func (c Config) pool(net.ID, *nodes.Request) *Pool {
	places := c.Queue
	if c.Mode == "semaphore" {
		places = 0
		if c.MaxWait > 0 {
			places = -1
		}
	}
	return NewPool(c.MaxConcurrent, places, c.Fair)
}
