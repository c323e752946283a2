package lint

import (
	"slices"
	"time"

	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// struck returns the faults that strike machines of a node, whole ones.
func (a *arm) struck(node string) []*fault.Fault {
	var list []*fault.Fault
	for i := range a.scenario.Faults {
		f := &a.scenario.Faults[i]
		if slices.ContainsFunc(f.Effect.Victims(), func(v fault.Victim) bool { return names(v.Name, node) }) && alone(f) == "" {
			list = append(list, f)
		}
	}
	return list
}

// beside returns the faults that strike the process which a pattern of the variant
// runs beside the program of a node, and keep it from passing anything on.
func (a *arm) beside(node string) []*fault.Fault {
	var list []*fault.Fault
	for i := range a.scenario.Faults {
		f := &a.scenario.Faults[i]
		silent, _ := silences(f)
		if silent && slices.ContainsFunc(a.at(node), func(p language.Pattern) bool { return p.Name == alone(f) }) &&
			slices.ContainsFunc(f.Effect.Victims(), func(v fault.Victim) bool { return names(v.Name, node) }) {
			list = append(list, f)
		}
	}
	return list
}

// alone returns the pattern whose process beside the program is all that a fault
// strikes, or nothing.
func alone(f *fault.Fault) string {
	switch e := f.Effect.(type) {
	case *fault.Crash:
		return e.Pattern
	case *fault.Pause:
		return e.Pattern
	case *fault.Hang:
		return e.Pattern
	case *fault.Slow:
		return e.Pattern
	}
	return ""
}

// silences reports whether whoever a fault strikes takes requests in, or seems to,
// and does not answer; and whether it stays so to the end of the run.
func silences(f *fault.Fault) (silent, forever bool) {
	switch e := f.Effect.(type) {
	case *fault.Pause, *fault.Hang:
		return true, f.Schedule.For == nil
	case *fault.Crash:
		return e.Silent, e.Silent // what was asked before is lost
	}
	return false, false
}

// stormy reports whether a storm may keep a node from answering.
func stormy(st *language.StormTable, node string) bool {
	silent := len(st.Kinds) == 0
	for _, kind := range st.Kinds {
		silent = silent || kind == "hang" || kind == "pause" || kind == "crash"
	}
	return silent && !slices.Contains(st.Spare, node)
}

// slows reports whether a fault only makes answers come late, or never.
func slows(f *fault.Fault) bool {
	switch f.Effect.(type) {
	case *fault.Pause, *fault.Hang, *fault.Slow, *fault.Gray, *fault.DiskSlow, *fault.ClockStep, *fault.ClockDrift:
		return true
	}
	return false
}

// factor returns by how much a fault stretches the work of whom it strikes.
func factor(f *fault.Fault) float64 {
	switch e := f.Effect.(type) {
	case *fault.Slow:
		return e.Factor
	case *fault.Gray:
		return e.Factor
	}
	return 1
}

// lasts returns how long a fault is there at a time.
func (a *arm) lasts(f *fault.Fault) time.Duration {
	if f.Schedule.For == nil {
		return a.scenario.Duration
	}
	return f.Schedule.For.Mean()
}

// place returns where the file has the i-th fault.
func (a *arm) place(i int) document.Position {
	if i < len(a.scenario.FaultsAt) {
		return a.scenario.FaultsAt[i]
	}
	return document.Position{File: a.scenario.File}
}
