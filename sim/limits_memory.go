package sim

import "fmt"

// A Keeper is a sink that keeps more the longer a run is.
type Keeper interface {
	Kept() (n int64, what string)
}

// memoryLook is how many events at most lie between two looks at the memory: each may
// take some kilobytes.
const memoryLook = 10_000

// Look looks whether a limit has been hit, for whoever does much between two events, such as
// making a thousand machines. It returns what the run would end with.
func (w *World) Look() error {
	if w.err == nil && w.limits.Memory.full() {
		w.tooLarge()
	}
	return w.err
}

// mostSteps bounds the steps of one event, which takes a tenth of a second for them.
const mostSteps = 5_000_000

// Spend counts a step of the present event that is no event itself, such as one of the
// states that a link has gone through since it was last asked. The pace of a run counts
// them as events, and an event of too many panics with the *LimitError.
func (w *World) Spend() {
	if w.steps++; w.last.Owner != nil {
		w.last.Owner.steps++
	}
	k := &w.watch
	if k.next > 0 {
		k.next-- // steps bring the next look nearer
	}
	if k.amid != w.events {
		k.amid, k.amidSteps = w.events, w.steps-1
	}
	if w.steps-k.amidSteps > mostSteps {
		w.tooMuch("steps of one event", mostSteps, func(o *Owner) int64 { return int64(o.steps) })
		panic(w.err)
	}
}

// tooLarge ends the run for its memory. Nobody knows whose each byte is: told are those who
// hold most in flight, or who did most if that is little, and the sink that keeps most.
func (w *World) tooLarge() {
	of, share := "of what is in flight", func(o *Owner) int64 { return o.weight }
	if w.weight < manyInFlight {
		of, share = "events", func(o *Owner) int64 { return int64(o.events) }
	}
	w.tooMuch("bytes of memory", w.limits.Memory.Most, share)
	e, ok := w.err.(*LimitError)
	if !ok {
		return
	}
	e.Of = of
	var most int64
	for _, s := range w.sinks {
		if k, ok := s.(Keeper); ok {
			if n, what := k.Kept(); n > most {
				most, e.Kept = n, fmt.Sprintf("%d %s are kept", n, what)
			}
		}
	}
}

// manyInFlight is how much in flight may fill a memory.
const manyInFlight = 100_000
