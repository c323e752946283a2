package scenarios

import (
	"slices"
	"time"

	"wavetank/scenarios/language"
)

// A Bend is what a command does to a scenario besides what settings can say. The zero Bend
// is nothing.
type Bend struct {
	Calm bool `json:",omitempty"` // without faults and surges
	Cut  Cut  `json:",omitzero"`
}

// A Cut has a load ask at one rate, and after the last fault at another, for so many times as
// long again as the scenario lasts. The zero Cut is none.
type Cut struct {
	Load     int     // its place in the file
	From, To float64 // requests a second
	Longer   int
}

// of returns the scenario so bent.
func (b Bend) of(s *Scenario) *Scenario {
	if b == (Bend{}) {
		return s
	}
	bent := *s
	if b.Calm {
		bent.Faults, bent.Loads = nil, calmer(s, surges(s), 0)
	}
	if b.Cut == (Cut{}) {
		return &bent
	}
	at, _ := cutAt(s)
	bent.Duration += time.Duration(b.Cut.Longer) * s.Duration
	bent.Loads = slices.Clone(bent.Loads)
	for i := range bent.Loads {
		if bent.Loads[i].Until == s.Duration {
			bent.Loads[i].Until = bent.Duration
		}
	}
	l := &bent.Loads[b.Cut.Load]
	l.Rate, l.Steps = 0, []language.Step{{At: 0, Rate: b.Cut.From}, {At: at, Rate: b.Cut.To}}
	return &bent
}
