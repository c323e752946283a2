package language

import (
	"time"

	"wavetank/scenarios/document"
	"wavetank/sim"
)

// A Workload makes requests from outside. Exactly one of Rate, Users, Replay and
// Steps drives it.
type Workload struct {
	Name string            `toml:"-"`
	Pos  document.Position `toml:"-"`

	To       []Share         `toml:"-"`                                                                                                                 // at least one, of which one has weight
	Rate     float64         `toml:"rate" kind:"rate" range:">0/s.." oneof:"driver" doc:"arrivals per second, whatever the answers (open loop)"`        // 0 = absent
	Users    int             `toml:"users" range:"1..1000000" oneof:"driver" doc:"callers that wait for an answer before the next call (closed loop)"`  // 0 = absent
	Think    sim.Dist        `toml:"think" only:"users" idle:"only users think" doc:"pause of a user between an answer and the next call"`              // nil = absent, only without Users
	Replay   string          `toml:"replay" oneof:"driver" doc:"CSV file of arrival times, one a line: 1.5s, or numbers below a header such as time_s"` // "" = absent
	Times    []time.Duration `toml:"-"`                                                                                                                 // what Replay holds, ascending, since the start of the run
	Arrivals string          `toml:"arrivals" enum:"poisson,constant" default:"poisson" only:"rate | steps" idle:"it belongs to a rate" doc:"how the arrivals of a rate lie in time"`
	Steps    []Step          `toml:"steps" oneof:"driver" doc:"rates that change with time"` // ascending At
	Burst    *Surge          `toml:"burst" only:"rate | steps" idle:"it is added to a rate" doc:"arrivals on top of the rate"`
	Timeout  time.Duration   `toml:"timeout" range:">0s.." doc:"when a caller gives up, whatever patterns on its edges still try; absent: never"` // 0 = never
	Priority int             `toml:"priority" range:"-1000000..1000000" doc:"lower numbers are served first where a node's discipline is priority"`
	From     time.Duration   `toml:"from" doc:"when it starts; absent: at once"`
	Until    time.Duration   `toml:"until" range:">0s.." doc:"when it stops; absent: with the run"` // filled in
	Size     int64           `toml:"size" kind:"size" doc:"bytes of a request; absent: what the route says"`
	Region   string          `toml:"region" kind:"region" doc:"a place of the built-in round-trip table"`
	Keys     int64           `toml:"keys" range:"1..1000000" doc:"items that its requests are about, one each, drawn from the seed; absent: one item if they read or write, else each is about a thing of its own"`
	Skew     float64         `toml:"skew" kind:"factor" range:"0..10" default:"0" only:"keys" doc:"0 draws every item equally often; s draws the k-th in proportion to k^-s (Zipf)"`
}

// A Share is one destination of a workload and its weight among the others.
type Share struct {
	To       Target
	Instance string // the only one that it goes to; "" is as the node picks
	Weight   int64
	Pos      document.Position
}

// String returns the destination as files write it.
func (s Share) String() string {
	to := s.To
	if s.Instance != "" {
		to.Node = s.Instance
	}
	return to.String()
}

// A Step sets the rate of a workload from At on. With Ramp the rate moves in a
// straight line from that of the step before and reaches Rate at At.
type Step struct {
	At   time.Duration `toml:"at" required:"true" doc:"since the start of the run"`
	Rate float64       `toml:"rate" kind:"rate" required:"true" doc:"arrivals per second"`
	Ramp bool          `toml:"ramp" doc:"in a straight line from the step before"`
}

// A Surge adds Rate for a while, once or again and again.
type Surge struct {
	Rate  float64       `toml:"rate" kind:"rate" range:">0/s.." required:"true" doc:"arrivals per second on top"`
	For   time.Duration `toml:"for" range:">0s.." required:"true" doc:"how long it lasts"`
	At    time.Duration `toml:"at" required:"true" doc:"when it begins"`
	Every time.Duration `toml:"every" range:">0s.." doc:"from one begin to the next; absent: once"` // 0 = once
}
