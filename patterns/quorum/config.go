package quorum

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// Config is what a replicated store can be told, and the table that a scenario
// writes. Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// N, R and W are the copies of an item, and how many of them a read and a write
	// wait for. With R+W > N every read meets every write that was acknowledged.
	N int `toml:"n" default:"3" range:"1..100" doc:"copies of each item; a smaller group has one on each member"`
	R int `toml:"r" default:"2" range:"1..100" doc:"copies that a read waits for"`
	W int `toml:"w" default:"2" range:"1..100" doc:"copies that a write waits for"`
	// Mode decides what happens when too few copies answer in time.
	Mode string `toml:"mode" default:"CP" enum:"CP,AP" doc:"when too few copies answer: fail, and stay consistent (CP), or make do with those that did, and stay available (AP)"`
	// Versions decides what becomes of versions that do not know of each other.
	Versions string `toml:"versions" default:"last-writer-wins" enum:"last-writer-wins,version-vectors" doc:"of versions that do not know of each other: keep the one with the later clock reading, or keep both as siblings"`
	// Context is what a new version knows of those before it.
	Context string `toml:"context" default:"local" enum:"local,read" doc:"what a write knows of earlier versions: what its coordinator has seen (local), or what R copies answer first (read), a round trip more"`
	// Repair is what a read does about copies that lag behind.
	Repair string `toml:"read_repair" default:"async" enum:"none,async,blocking" doc:"copies that a read found behind are left so, brought up afterwards, or brought up until W have what the read will answer"`
	// Sloppy lets members beyond the first N stand in for those that do not answer.
	Sloppy bool `toml:"sloppy" default:"false" doc:"members beyond the N of an item stand in for those that do not answer"`
	// Handoff keeps what a copy missed until it can be told.
	Handoff bool `toml:"hinted_handoff" default:"false" doc:"what a copy missed is kept, and handed to it when it answers again"`
	// HandoffEvery is how often what was missed is offered.
	HandoffEvery time.Duration `toml:"handoff_every" default:"1s" range:"1ms..24h" doc:"how often what copies missed is offered to them"`
	// Spread chooses who is asked.
	Spread string `toml:"spread" default:"all" enum:"all,quorum" doc:"ask all copies and wait for the first ones, or ask only as many as are waited for, drawn at random"`
	// Patience is how long a coordinator waits for copies.
	Patience time.Duration `toml:"patience" default:"500ms" range:"1us..24h" doc:"how long a coordinator waits for copies"`
	// Suspect is how long a member that did not answer is not waited for where
	// others can stand in (sloppy) or fewer will do (AP).
	Suspect time.Duration `toml:"suspect" default:"1s" range:"0s..24h" doc:"how long a member that did not answer is not waited for, when sloppy or in mode AP"`
	// Local is how a coordinator reaches a copy of its own.
	Local string `toml:"local" default:"direct" enum:"direct,network" doc:"a coordinator uses a copy of its own directly, or over the network as any other"`
	// ReadWork and WriteWork are a copy's share of the cost.
	ReadWork  sim.Dist `toml:"read_work" default:"0s" doc:"work of a copy that is read"`
	WriteWork sim.Dist `toml:"write_work" default:"0s" doc:"work of a copy that is written, before others can see it; what a disk costs comes on top"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		N: 3, R: 2, W: 2, Mode: "CP", Versions: "last-writer-wins", Context: "local", Repair: "async",
		HandoffEvery: time.Second, Spread: "all", Patience: 500 * time.Millisecond, Suspect: time.Second,
		Local: "direct", ReadWork: sim.Constant(0), WriteWork: sim.Constant(0),
	}
}

// Intersects reports whether every read quorum meets every write quorum.
func (c Config) Intersects() bool { return c.R+c.W > c.N }

// Validate returns a *knob.FieldError for the first value that is out of its
// range or contradicts another.
func (c Config) Validate() error {
	return knob.First(
		patterns.OneOf("mode", c.Mode, "CP", "AP"),
		patterns.OneOf("versions", c.Versions, "last-writer-wins", "version-vectors"),
		patterns.OneOf("context", c.Context, "local", "read"),
		patterns.OneOf("read_repair", c.Repair, "none", "async", "blocking"),
		patterns.OneOf("spread", c.Spread, "all", "quorum"),
		patterns.OneOf("local", c.Local, "direct", "network"),
		patterns.Within("n", c.N, 1, 100),
		knob.If(c.R < 1 || c.R > c.N, "r", "a read of %d copies, of which there are %d", c.R, c.N),
		knob.If(c.W < 1 || c.W > c.N, "w", "a write to %d copies, of which there are %d", c.W, c.N),
		patterns.Within("patience", c.Patience, time.Microsecond, 24*time.Hour),
		patterns.Within("suspect", c.Suspect, 0, 24*time.Hour),
		patterns.Within("handoff_every", c.HandoffEvery, time.Millisecond, 24*time.Hour),
		knob.If(c.Sloppy && c.Spread == "quorum", "sloppy", "has no effect when only as many are asked as are waited for (spread)"),
	)
}
