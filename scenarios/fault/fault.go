package fault

import "fmt"

// A Fault is something that goes wrong: when and what.
type Fault struct {
	Name     string // "" = none
	Index    int    // among the faults of the file, from 0
	Kind     string
	Schedule Schedule
	Effect   Effect
}

// AtOnce reports whether the fault is over as it has begun.
func (f *Fault) AtOnce() bool {
	_, flush := f.Effect.(*Flush)
	return flush
}

// Label returns what people call the fault: its name, or its kind and place.
func (f *Fault) Label() string {
	if f.Name != "" {
		return f.Name
	}
	return fmt.Sprintf("%s #%d", f.Kind, f.Index+1)
}

// Words say what the fault does, for facts, charts and people.
func (f *Fault) Words() string {
	words, _ := f.Effect.Words()
	return words
}

// Sentence tells when the fault comes and what it does, with the numbers that
// charts leave out.
func (f *Fault) Sentence() string {
	words, numbers := f.Effect.Words()
	return f.Schedule.exactly() + ": " + words + numbers + "."
}
