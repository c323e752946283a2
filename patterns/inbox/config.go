package inbox

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what an idempotent receiver can be told, and the table that a scenario
// writes.
type Config struct {
	Receives string        `toml:"receives" kind:"own route" required:"true" doc:"the route, of the node that the pattern lies on, whose requests have an effect each; those with one idempotency key are one message"`
	Dedupe   string        `toml:"dedupe" default:"transaction" enum:"transaction,before,after,none" doc:"the identity of a message is remembered in the transaction of its effect; in one before it, so that a crash in between loses the effect; in one after it, so that a crash in between doubles it; or not at all"`
	Window   time.Duration `toml:"window" default:"0s" range:"0s..10000h" only:"dedupe!=none" doc:"how long the identity of a message is remembered; 0 is for ever"`
	Most     int           `toml:"most" default:"0" range:"0..100000000" only:"dedupe!=none" doc:"identities that are remembered, the latest; 0 is no bound"`
}

// Default returns the documented defaults. An inbox needs Receives besides.
func Default() Config { return knob.Default[Config]() }
