package paxos

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what a Paxos group can be told, and the table that a scenario writes.
type Config struct {
	Style      string        `toml:"style" default:"multi" enum:"single,multi" doc:"whoever is asked proposes, with both phases for each decree (single), or one leader does, whose first phase holds for all decrees until another takes it over (multi)"`
	Backoff    time.Duration `toml:"backoff" default:"20ms" range:"0s..1h" doc:"longest random pause after the first lost duel, doubled with each in a row; 0s tries again at once"`
	BackoffMax time.Duration `toml:"backoff_max" default:"1s" range:"0s..1h" doc:"longest pause that doubling can reach"`
	Heartbeat  time.Duration `toml:"heartbeat" default:"100ms" range:"1ms..1h" only:"style=multi" doc:"how often a leader tells that it lives"`
	Election   time.Duration `toml:"election" default:"1s" range:"2ms..1h" only:"style=multi" doc:"least time without a sign of the leader until a member takes over; it is drawn up to twice that"`
	Batch      int           `toml:"batch" default:"64" range:"1..100000" doc:"commands in one decree"`
	Patience   time.Duration `toml:"patience" default:"300ms" range:"1ms..24h" doc:"how long a proposer waits for the acceptors"`
	Limit      time.Duration `toml:"limit" default:"1s" range:"1ms..24h" doc:"how long a member tries to have a command chosen"`
	Try        time.Duration `toml:"try" default:"500ms" range:"1ms..1h" doc:"how long a client waits for one member before it tries the next"`
	Pause      time.Duration `toml:"pause" default:"20ms" range:"1ms..1h" doc:"how long a client waits before it asks all members again"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(c.BackoffMax < c.Backoff, "backoff_max", "%v is less than backoff (%v)", c.BackoffMax, c.Backoff).Instead("%v or more", c.Backoff),
		knob.If(c.Style == "multi" && c.Election < 2*c.Heartbeat, "election", "%v is less than two heartbeats", c.Election).Instead("%v or more", 2*c.Heartbeat),
	)
}
