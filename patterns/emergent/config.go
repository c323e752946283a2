package emergent

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what a group under its oldest member can be told, and the table that a
// scenario writes.
type Config struct {
	Heartbeat   time.Duration `toml:"heartbeat" default:"100ms" range:"1ms..1h" doc:"how often members tell each other that they live"`
	Suspect     time.Duration `toml:"suspect" default:"1s" range:"2ms..24h" doc:"how long a member may be silent before it counts as gone"`
	SplitBrain  string        `toml:"split_brain" default:"keep-majority" enum:"none,keep-majority,static-quorum,keep-oldest" doc:"who goes on when members lose sight of each other: everybody (none), the side with more members (keep-majority), a side of at least quorum members (static-quorum), or the side of the oldest (keep-oldest)"`
	Quorum      int           `toml:"quorum" default:"0" range:"0..10000" only:"split_brain=static-quorum" doc:"members that a side needs to go on; 0 is a majority of all instances"`
	DownIfAlone bool          `toml:"down_if_alone" default:"true" only:"split_brain=keep-oldest" doc:"an oldest member that is alone on its side goes, and the others stay"`
	Margin      time.Duration `toml:"margin" default:"500ms" range:"0s..24h" only:"split_brain!=none" doc:"how long those who stay wait for those who go, but with split_brain none"`
	Backups     int           `toml:"backups" default:"2" range:"0..100" doc:"next oldest members that hold a write before it is acknowledged"`
	Patience    time.Duration `toml:"patience" default:"200ms" range:"1ms..24h" doc:"how long a member waits for an answer of another"`
	Try         time.Duration `toml:"try" default:"500ms" range:"1ms..1h" doc:"how long a client waits for one member before it tries the next"`
	Pause       time.Duration `toml:"pause" default:"20ms" range:"1ms..1h" doc:"how long a client waits before it asks all members again"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(knob.If(c.Suspect < 2*c.Heartbeat, "suspect", "%v is less than two heartbeats", c.Suspect).Instead("%v or more", 2*c.Heartbeat))
}
