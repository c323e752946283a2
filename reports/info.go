package reports

import "time"

// An Info says what was compared.
type Info struct {
	Scenario string
	Title    string
	Hash     string // of the scenario
	Command  string // repeats the comparison
	Build    string // of the program that made it
	Variants []Arm  // the first is the baseline

	Meanings map[string]string // of facts, by name; may be nil
	SLO      *SLO              // what counts as well; nil if nothing is said
	Stated   bool              // the scenario states the SLO, so that arms are judged by it
	Changes  []Change          // of the loads, in the order of their beginning
	Groups   [][]string        // the names of machines that stand for one node, where there are several
}

// A Change is a stretch of time in which a load is not what it was at first.
type Change struct {
	From, To time.Duration
	What     string
}

// An Arm is one variant of a scenario.
type Arm struct {
	Name  string
	Words string // what a sentence calls it after "with", such as "the circuit breaker"; may be empty
}
