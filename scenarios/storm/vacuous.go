package storm

import (
	"errors"
	"slices"

	"wavetank/nodes"
	"wavetank/sim"
)

// ErrVacuous is wrapped by the error about a world in which nothing could break.
var ErrVacuous = errors.New("storm: this world shows nothing")

// unasked are the kinds of facts that happen in a world of which nobody wants
// anything: faults, and what they do to machines.
var unasked = []*sim.Kind{
	sim.FaultBegan, sim.FaultEnded, nodes.NodeBooted, nodes.NodeCrashed, nodes.NodePaused, nodes.NodeResumed, nodes.DiskLost,
}

// vacuous says why a run shows nothing: no machine was ever booted, or nothing was
// ever asked. A property that looks at no facts may have looked at the user's own
// variables, so with such a one it is enough that a machine was booted.
func (c *checker) vacuous() string {
	machines := c.world.Machines
	looks := func(p Property) bool { return p.On != nil && len(p.On) == 0 }
	switch {
	case len(machines) > 0 && !slices.ContainsFunc(machines, (*nodes.Node).Booted):
		return "no machine was ever booted (Node.Boot)"
	case !c.asked && !slices.ContainsFunc(c.properties, looks):
		return "nothing was ever asked: no request, no message, and no fact but those of faults"
	}
	return ""
}
