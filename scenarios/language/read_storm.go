package language

import (
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
)

// replayHead is what stands in a file of faults beside the faults.
type replayHead struct {
	Seed  int64  `toml:"seed" default:"1" range:"0.."`
	Title string `toml:"title"`
}

// ParseFaults returns the faults in a text, and the seed that it names, for a world
// of that topology and duration: a file that has nothing but these, because its
// world is made in Go.
func ParseFaults(name string, data []byte, t Topology, duration time.Duration) (seed uint64, faults []fault.Fault, err error) {
	r := &reader{Document: document.Parse(name, data, form)}
	if !r.Clean() {
		return 0, nil, r.Err()
	}
	r.names = newNames(t, func(what, name, owner, other string) {})
	var head replayHead
	r.table(r.Root, []any{&head}, "faults")
	faults = r.faults(r.Root, &Scenario{Duration: duration})
	if !r.Clean() {
		return 0, nil, r.Err()
	}
	return uint64(head.Seed), faults, nil
}
