package quorum

import (
	"time"

	"wavetank/patterns/knob"
	"wavetank/sim"
)

// Config is what a replicated store can be told, and the table that a scenario
// writes.
type Config struct {
	// N, R and W decide what a read can miss: with R+W > N every read meets every write
	// that was acknowledged.
	N            int           `toml:"n" default:"3" range:"1..100" doc:"copies of each item; a smaller group has one on each member"`
	R            int           `toml:"r" default:"2" range:"1..100" doc:"copies that a read waits for"`
	W            int           `toml:"w" default:"2" range:"1..100" doc:"copies that a write waits for"`
	Mode         string        `toml:"mode" default:"CP" enum:"CP,AP" doc:"when too few copies answer: fail, and stay consistent (CP), or make do with those that did, and stay available (AP)"`
	Versions     string        `toml:"versions" default:"last-writer-wins" enum:"last-writer-wins,version-vectors" doc:"of versions that do not know of each other: keep the one with the later clock reading, or keep both as siblings"`
	Context      string        `toml:"context" default:"local" enum:"local,read" doc:"what a write knows of earlier versions: what its coordinator has seen (local), or what R copies answer first (read), a round trip more"`
	Repair       string        `toml:"read_repair" default:"async" enum:"none,async,blocking" doc:"copies that a read found behind are left so, brought up afterwards, or brought up until W have what the read will answer"`
	Sloppy       bool          `toml:"sloppy" default:"false" only:"spread=all" doc:"members beyond the N of an item stand in for those that do not answer"`
	Handoff      bool          `toml:"hinted_handoff" default:"false" doc:"what a copy missed is kept, and handed to it when it answers again"`
	HandoffEvery time.Duration `toml:"handoff_every" default:"1s" range:"1ms..24h" only:"hinted_handoff" doc:"how often what copies missed is offered to them"`
	Spread       string        `toml:"spread" default:"all" enum:"all,quorum" doc:"ask all copies and wait for the first ones, or ask only as many as are waited for, drawn at random"`
	Patience     time.Duration `toml:"patience" default:"500ms" range:"1us..24h" doc:"how long a coordinator waits for copies"`
	Suspect      time.Duration `toml:"suspect" default:"1s" range:"0s..24h" only:"sloppy | mode=AP" doc:"how long a member that did not answer is not waited for"`
	Local        string        `toml:"local" default:"direct" enum:"direct,network" doc:"a coordinator uses a copy of its own directly, or over the network as any other"`
	ReadWork     sim.Dist      `toml:"read_work" default:"0s" doc:"work of a copy that is read"`
	WriteWork    sim.Dist      `toml:"write_work" default:"0s" doc:"work of a copy that is written, before others can see it; what a disk costs comes on top"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(c.R > c.N, "r", "a read of %d copies, of which there are %d", c.R, c.N).Instead("1 to %d", c.N),
		knob.If(c.W > c.N, "w", "a write to %d copies, of which there are %d", c.W, c.N).Instead("1 to %d", c.N),
	)
}
