package storm

import (
	"context"
	"fmt"
	"sync/atomic"

	"wavetank/scenarios"
	"wavetank/sim"
)

// again runs a trial that broke a property once more. A world that is a function
// of its seed and its storm breaks the same property at the same time, by the same
// events; of any other the error says where two runs part. It is not to be shrunk:
// what is left would be luck. It returns what is violated now.
func (r *runner) again(x trial, found *Violation) (*Violation, error) {
	out, err := r.patiently(x)
	v := out.violation
	if err == nil && v != nil && v.Property == found.Property && v.At == found.At && v.Digest == found.Digest {
		return v, nil
	}
	second := "nothing is violated"
	switch {
	case err != nil:
		second = err.Error()
	case v != nil:
		second = fmt.Sprintf("%v (digest %v)", v, v.Digest)
	}
	return nil, fmt.Errorf("%w: seed %d: this world is not deterministic: run again with the same storm it goes another way, so that nothing it breaks can be repeated or made smaller\n  at first: %v (digest %v)\n  again:    %s\n%s",
		errWorld, x.seed, found, found.Digest, second, r.parting(x))
}

// partings is how many pairs of runs are looked at for the first difference.
const partings = 10

// parting says where two runs of a trial part.
func (r *runner) parting(x trial) string {
	var d *scenarios.Divergence
	for i := 0; i < partings && d == nil; i++ {
		if r.watched(x.seed, new(atomic.Uint64), func() { d = r.sideBySide(x) }) != nil {
			break
		}
	}
	if d == nil {
		return "Two runs side by side do not differ in any event: what differs outlives a run, or is a property's own."
	}
	return "Of two runs side by side " + d.String()
}

// sideBySide returns the first event in which two runs of a trial differ, or nil.
func (r *runner) sideBySide(x trial) (d *scenarios.Divergence) {
	defer func() { _ = recover() }() // one of them panicked: it may do so
	a, err := r.build(x)
	if err != nil {
		return nil
	}
	defer a.Close()
	b, err := r.build(x)
	if err != nil {
		return nil
	}
	defer b.Close()
	d, _ = scenarios.Lockstep(context.Background(), a.Sim, b.Sim, sim.Time(a.Duration()))
	return d
}
