package campaign

import (
	"encoding/json"
	"errors"

	"wavetank/scenarios"
	"wavetank/sim"
)

// A Failure is a *scenarios.RunError in plain data.
type Failure struct {
	Scenario, Variant, Stack string
	Seed                     uint64
	At                       sim.Time
	Limit                    *sim.LimitError `json:",omitempty"`
	Text                     string
}

// FailureOf returns the run that an error is about, or nil if it is about none.
func FailureOf(err error) *Failure {
	var run *scenarios.RunError
	if !errors.As(err, &run) {
		return nil
	}
	f := &Failure{Scenario: run.Scenario, Variant: run.Variant, Seed: run.Seed, At: run.At, Stack: run.Stack, Text: run.Err.Error()}
	errors.As(run.Err, &f.Limit)
	return f
}

// Err is the error again.
func (f *Failure) Err() error {
	cause := error(f.Limit)
	if f.Limit == nil {
		cause = errors.New(f.Text)
	}
	return &scenarios.RunError{Scenario: f.Scenario, Variant: f.Variant, Seed: f.Seed, At: f.At, Err: cause, Stack: f.Stack}
}

// pileMark begins the data of a seed with a run that piled up more than may be in flight,
// which is how it ends anywhere.
const pileMark = 0x07

// piled returns what is kept of such a run, or the error if it is about something else.
func piled(err error) ([]byte, error) {
	f := FailureOf(err)
	if f == nil || f.Limit == nil || !f.Limit.Piled() {
		return nil, err
	}
	text, err := json.Marshal(f)
	return append([]byte{pileMark}, text...), err
}

// unpiled returns how the runs of a seed have failed, or nil.
func unpiled(data []byte) error {
	if len(data) == 0 || data[0] != pileMark {
		return nil
	}
	f := new(Failure)
	if json.Unmarshal(data[1:], f) != nil || f.Limit == nil {
		return errResult
	}
	return f.Err()
}
