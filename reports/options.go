package reports

import (
	"time"

	"wavetank/sim"
)

// Options say what a Collector has to know beforehand.
type Options struct {
	Warmup   time.Duration // what starts earlier counts only in the series
	Duration time.Duration // of the run, with the warm-up
	Loads    []string      // in the order in which to report; others follow as they appear
	SLO      SLO           // what "well" means for recovery
	Surges   []Change      // of the loads, in the order of their beginning: from each there is a recovery, as from a fault
	Windows  int           // how many a series has at most; default 120

	Users map[string]int // how many a closed loop has, by load

	Told  map[*sim.Kind]*Family   // of the kinds of facts that tell more than that they happened
	Until map[*sim.Kind]*sim.Kind // of kinds that begin a span between Owner and Peer: those that end it
	Crash *sim.Kind               // ends the spans of the Owner; nil is none

	Counted []string // the facts.NOUN.VERB whose course a chart shows, beside that of stale reads and lost writes

	Meters *Meters           // of nodes, routes and edges; nil is none
	Silent bool              // some requests write items on their way, which their loads do not tell of
	Only   map[string]string // the route of loads that ask for one only, and are measured as loads
	Direct map[string]string // the node that loads call whose calls are measured as loads
}

// An SLO is a service level objective: what counts as well.
type SLO struct {
	ErrorRate float64       // at most, as a share of one
	P99       time.Duration // of the requests answered well, at most; 0 demands nothing
}
