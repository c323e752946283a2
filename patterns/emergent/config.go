package emergent

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what a group under its oldest member can be told, and the table that a
// scenario writes. Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Heartbeat is how often members tell each other that they live.
	Heartbeat time.Duration `toml:"heartbeat" default:"100ms" range:"1ms..1h" doc:"how often members tell each other that they live"`
	// Suspect is how long a member may be silent.
	Suspect time.Duration `toml:"suspect" default:"1s" range:"2ms..24h" doc:"how long a member may be silent before it counts as gone"`
	// SplitBrain decides what those do who see others gone, who may think the same
	// of them.
	SplitBrain string `toml:"split_brain" default:"keep-majority" enum:"none,keep-majority,static-quorum,keep-oldest" doc:"who goes on when members lose sight of each other: everybody (none), the side with more members (keep-majority), a side of at least quorum members (static-quorum), or the side of the oldest (keep-oldest)"`
	// Quorum is the size that a side needs under static-quorum.
	Quorum int `toml:"quorum" default:"0" range:"0..10000" doc:"members that a side needs to go on (static-quorum); 0 is a majority of all instances"`
	// DownIfAlone lets the others go on when the oldest is the one that is gone.
	DownIfAlone bool `toml:"down_if_alone" default:"true" doc:"an oldest member that is alone on its side goes, and the others stay (keep-oldest)"`
	// Margin is how long those who stay wait, so that those who go are gone.
	Margin time.Duration `toml:"margin" default:"500ms" range:"0s..24h" doc:"how long those who stay wait for those who go, but with split_brain none"`
	// Backups are how many members have a copy of what the leader holds.
	Backups int `toml:"backups" default:"2" range:"0..100" doc:"next oldest members that hold a write before it is acknowledged"`
	// Patience is how long a member waits for another's answer.
	Patience time.Duration `toml:"patience" default:"200ms" range:"1ms..24h" doc:"how long a member waits for an answer of another"`
	// Try and Pause are those of clients, where the pattern lies on their edge.
	Try   time.Duration `toml:"try" default:"500ms" range:"1ms..1h" doc:"how long a client waits for one member before it tries the next"`
	Pause time.Duration `toml:"pause" default:"20ms" range:"1ms..1h" doc:"how long a client waits before it asks all members again"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Heartbeat: 100 * time.Millisecond, Suspect: time.Second, SplitBrain: "keep-majority", DownIfAlone: true,
		Margin: 500 * time.Millisecond, Backups: 2, Patience: 200 * time.Millisecond,
		Try: 500 * time.Millisecond, Pause: 20 * time.Millisecond,
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect.
func (c Config) Validate() error {
	d := Default()
	static := c.SplitBrain == "static-quorum"
	found := []*knob.FieldError{
		patterns.OneOf("split_brain", c.SplitBrain, "none", "keep-majority", "static-quorum", "keep-oldest"),
		patterns.Within("heartbeat", c.Heartbeat, time.Millisecond, time.Hour),
		patterns.Within("suspect", c.Suspect, 2*time.Millisecond, 24*time.Hour),
		patterns.Within("quorum", c.Quorum, 0, 10_000),
		patterns.Within("margin", c.Margin, 0, 24*time.Hour),
		patterns.Within("backups", c.Backups, 0, 100),
		patterns.Within("patience", c.Patience, time.Millisecond, 24*time.Hour),
		patterns.Within("try", c.Try, time.Millisecond, time.Hour),
		patterns.Within("pause", c.Pause, time.Millisecond, time.Hour),
		patterns.Idle("quorum", c.Quorum, d.Quorum, static, "unless split_brain is static-quorum"),
		patterns.Idle("down_if_alone", c.DownIfAlone, d.DownIfAlone, c.SplitBrain == "keep-oldest", "unless split_brain is keep-oldest"),
		patterns.Idle("margin", c.Margin, d.Margin, c.SplitBrain != "none", "while split_brain is none"),
	}
	if c.Suspect < 2*c.Heartbeat {
		found = append(found, knob.Wrong("suspect", "%v is less than two heartbeats", c.Suspect))
	}
	return knob.First(found...)
}
