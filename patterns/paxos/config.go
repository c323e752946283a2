package paxos

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a Paxos group can be told, and the table that a scenario writes.
// Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Style is who proposes.
	Style string `toml:"style" default:"multi" enum:"single,multi" doc:"whoever is asked proposes, with both phases for each decree (single), or one leader does, whose first phase holds for all decrees until another takes it over (multi)"`
	// Backoff is what keeps proposers from duelling for ever.
	Backoff time.Duration `toml:"backoff" default:"20ms" range:"0s..1h" doc:"longest random pause after the first lost duel, doubled with each in a row; 0s tries again at once"`
	// BackoffMax bounds that.
	BackoffMax time.Duration `toml:"backoff_max" default:"1s" range:"0s..1h" doc:"longest pause that doubling can reach"`
	// Heartbeat and Election are the leader's sign of life, and how long it may fail.
	Heartbeat time.Duration `toml:"heartbeat" default:"100ms" range:"1ms..1h" doc:"how often a leader tells that it lives (multi)"`
	Election  time.Duration `toml:"election" default:"1s" range:"2ms..1h" doc:"least time without a sign of the leader until a member takes over; it is drawn up to twice that (multi)"`
	// Batch is how many commands one decree may hold.
	Batch int `toml:"batch" default:"64" range:"1..100000" doc:"commands in one decree"`
	// Patience is how long a member waits for others.
	Patience time.Duration `toml:"patience" default:"300ms" range:"1ms..24h" doc:"how long a proposer waits for the acceptors"`
	// Limit is how long a request may take within the group.
	Limit time.Duration `toml:"limit" default:"1s" range:"1ms..24h" doc:"how long a member tries to have a command chosen"`
	// Try and Pause are those of clients, where the pattern lies on their edge.
	Try   time.Duration `toml:"try" default:"500ms" range:"1ms..1h" doc:"how long a client waits for one member before it tries the next"`
	Pause time.Duration `toml:"pause" default:"20ms" range:"1ms..1h" doc:"how long a client waits before it asks all members again"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Style: "multi", Backoff: 20 * time.Millisecond, BackoffMax: time.Second, Heartbeat: 100 * time.Millisecond,
		Election: time.Second, Batch: 64, Patience: 300 * time.Millisecond, Limit: time.Second,
		Try: 500 * time.Millisecond, Pause: 20 * time.Millisecond,
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect.
func (c Config) Validate() error {
	d, multi := Default(), c.Style == "multi"
	found := []*knob.FieldError{
		patterns.OneOf("style", c.Style, "single", "multi"),
		patterns.Within("backoff", c.Backoff, 0, time.Hour),
		patterns.Within("backoff_max", c.BackoffMax, 0, time.Hour),
		patterns.Within("heartbeat", c.Heartbeat, time.Millisecond, time.Hour),
		patterns.Within("election", c.Election, 2*time.Millisecond, time.Hour),
		patterns.Within("batch", c.Batch, 1, 100_000),
		patterns.Within("patience", c.Patience, time.Millisecond, 24*time.Hour),
		patterns.Within("limit", c.Limit, time.Millisecond, 24*time.Hour),
		patterns.Within("try", c.Try, time.Millisecond, time.Hour),
		patterns.Within("pause", c.Pause, time.Millisecond, time.Hour),
		patterns.Idle("heartbeat", c.Heartbeat, d.Heartbeat, multi, "unless style is multi"),
		patterns.Idle("election", c.Election, d.Election, multi, "unless style is multi"),
	}
	switch {
	case c.BackoffMax < c.Backoff:
		found = append(found, knob.Wrong("backoff_max", "%v is less than backoff (%v)", c.BackoffMax, c.Backoff))
	case multi && c.Election < 2*c.Heartbeat:
		found = append(found, knob.Wrong("election", "%v is less than two heartbeats", c.Election))
	}
	return knob.First(found...)
}
