package scenarios

import (
	"time"

	"wavetank/sim"
)

// A Fault is something that goes wrong: when (its Schedule) and what (its
// Effect, a pointer to one of the types below).
type Fault struct {
	Name     string // "" = none
	Index    int    // among the faults of the file, from 0
	Pos      Position
	Kind     string
	Schedule Schedule
	Effect   any // *Crash, *Pause, *Hang, *Slow, *Gray, *Errors, *Partition, …
}

// A Schedule says when a fault begins and for how long it lasts. Exactly one of
// At, Between and When is set.
type Schedule struct {
	At      *time.Duration `toml:"at" doc:"when it begins"`
	Every   time.Duration  `toml:"every" range:">0s.." doc:"from one begin to the next"`           // 0 = once; needs At
	Times   int            `toml:"times" range:"1..100000" doc:"how often; absent: until the end"` // 0 = no bound; needs Every
	Between sim.Dist       `toml:"between" doc:"random: from one's end to the next one's begin"`   // needs For
	From    time.Duration  `toml:"from" doc:"random: none begins earlier"`
	Until   time.Duration  `toml:"until" range:">0s.." doc:"random, triggered: nothing that happens later sets it off; absent: the end"` // filled in for a random fault
	When    *Trigger       `toml:"when" doc:"triggered: by a fact"`
	After   time.Duration  `toml:"after" doc:"triggered: this long after the fact"`
	For     sim.Dist       `toml:"for" doc:"how long it lasts; absent: until the end"` // nil = until the end
}

// A Trigger is the fact that sets a fault off.
type Trigger struct {
	Fact  string `toml:"fact" required:"true" doc:"name of a fact of the trace, such as \"breaker.opened\""`
	Node  string `toml:"node" doc:"only there; absent: anywhere"` // "" = anywhere; a node, an instance or a load
	Count int    `toml:"count" default:"1" range:"1..1000000000" doc:"at its count-th occurrence"`
}

// A Victim is a machine, all machines of a node, or one of them at each
// occurrence: drawn from the seed (Any), or whichever leads then (Leader).
type Victim struct {
	Name   string // node or instance
	Any    bool   // "NAME:any"
	Leader bool   // "NAME:leader"
}

// String returns v as files write it.
func (v Victim) String() string {
	switch {
	case v.Any:
		return v.Name + ":any"
	case v.Leader:
		return v.Name + ":leader"
	}
	return v.Name
}

// Crash takes machines down: memory is lost, the disk keeps what was synced.
// The end of the fault is a restart.
type Crash struct {
	Nodes   []Victim `toml:"node" required:"true" doc:"who"`
	Silent  bool     `toml:"silent" doc:"peers are not told, as in a power loss; otherwise connections are reset"`
	Pattern string   `toml:"pattern" kind:"pattern" doc:"only the process that this pattern runs beside the node's program, such as a sidecar; absent: the whole machine"`
}

// Pause freezes machines while time goes on elsewhere.
type Pause struct {
	Nodes   []Victim `toml:"node" required:"true" doc:"who"`
	Pattern string   `toml:"pattern" kind:"pattern" doc:"only the process that this pattern runs beside the node's program; absent: the whole machine"`
}

// Hang makes nodes accept requests and answer none; the work is kept until the
// fault ends.
type Hang struct {
	Nodes   []Victim `toml:"node" required:"true" doc:"who"`
	Pattern string   `toml:"pattern" kind:"pattern" doc:"only the process that this pattern runs beside the node's program; absent: the whole machine"`
}

// Slow stretches all work.
type Slow struct {
	Nodes   []Victim `toml:"node" required:"true" doc:"who"`
	Factor  float64  `toml:"factor" kind:"factor" required:"true" doc:"work takes this many times as long"`
	Pattern string   `toml:"pattern" kind:"pattern" doc:"only the process that this pattern runs beside the node's program; absent: the whole machine"`
}

// Gray stretches all work but that of the spared routes: health checks pass.
type Gray struct {
	Nodes  []Victim `toml:"node" required:"true" doc:"who"`
	Factor float64  `toml:"factor" kind:"factor" required:"true" doc:"work takes this many times as long"`
	Spare  []string `toml:"spare" default:"health" doc:"routes that stay fast"`
}

// Errors makes requests fail after their work.
type Errors struct {
	Nodes []Victim `toml:"node" required:"true" doc:"who"`
	Route string   `toml:"route" doc:"only this route; absent: all"`
	Rate  float64  `toml:"rate" kind:"ratio" required:"true" doc:"share of requests that fail"`
}

// Partition cuts groups off from each other, or one end from all others.
// Groups name nodes, instances and loads; exactly one of Groups and Isolate is
// set.
type Partition struct {
	Groups  [][]string `toml:"groups" doc:"lists of names that cannot reach each other"`
	Shape   string     `toml:"shape" enum:"split,one-way,bridge" default:"split" doc:"one-way: the first group cannot reach the second; bridge: the names of bridge see both"`
	Bridge  []string   `toml:"bridge" doc:"who sees both groups"`
	Isolate string     `toml:"isolate" doc:"the one cut off from all others"`
	Flap    *Flap      `toml:"flap" doc:"comes and goes while the fault lasts"`
}

// Flap is how long a flapping partition lasts and heals.
type Flap struct {
	Up   sim.Dist `toml:"up" required:"true" doc:"how long the partition is healed"`
	Down sim.Dist `toml:"down" required:"true" doc:"how long it is in force"`
}

// Loss loses messages independently.
type Loss struct {
	Link Edge    `toml:"link" required:"true" doc:"where"`
	Rate float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of messages that vanish"`
}

// BurstLoss loses messages in bursts.
type BurstLoss struct {
	Link Edge `toml:"link" required:"true" doc:"where"`
	GilbertElliott
}

// Delay adds to the latency.
type Delay struct {
	Link Edge     `toml:"link" required:"true" doc:"where"`
	By   sim.Dist `toml:"by" required:"true" doc:"what is added to the latency"`
}

// Duplicate delivers messages twice.
type Duplicate struct {
	Link Edge    `toml:"link" required:"true" doc:"where"`
	Rate float64 `toml:"rate" kind:"ratio" required:"true" doc:"share of datagrams that arrive twice; a stream drops copies"`
}

// Disorder holds messages back so that later ones overtake.
type Disorder struct {
	Link        Edge     `toml:"link" required:"true" doc:"where"`
	Probability float64  `toml:"probability" kind:"ratio" required:"true" doc:"share of messages held back"`
	By          sim.Dist `toml:"by" required:"true" doc:"for how long"`
}

// Throttle narrows a link.
type Throttle struct {
	Link      Edge    `toml:"link" required:"true" doc:"where"`
	Bandwidth float64 `toml:"bandwidth" kind:"bandwidth" range:"1B/s.." required:"true" doc:"bytes per second"`
	Buffer    int64   `toml:"buffer" kind:"size" range:">0B.." doc:"bytes that may wait; absent: no bound"` // 0 = no bound
}

// ClockStep sets clocks forward or back; the end of the fault sets them right.
type ClockStep struct {
	Nodes []Victim      `toml:"node" required:"true" doc:"who"`
	By    time.Duration `toml:"by" required:"true" range:"-100h..100h" doc:"how far; may be negative"`
}

// ClockDrift makes clocks run too fast or too slow.
type ClockDrift struct {
	Nodes []Victim `toml:"node" required:"true" doc:"who"`
	By    float64  `toml:"by" kind:"ppm" required:"true" range:"-100000ppm..100000ppm" doc:"how much too fast; may be negative"`
}

// DiskSlow stretches writes and syncs.
type DiskSlow struct {
	Nodes  []Victim `toml:"node" required:"true" doc:"who"`
	Factor float64  `toml:"factor" kind:"factor" required:"true" doc:"a write takes this many times as long"`
}

// DiskFull makes every write fail.
type DiskFull struct {
	Nodes []Victim `toml:"node" required:"true" doc:"who"`
}
