package fault

import (
	"fmt"
	"time"

	"wavetank/nodes"
)

// ClockStep sets clocks forward or back; the end of the fault sets them right.
type ClockStep struct {
	Machines
	By time.Duration `toml:"by" required:"true" range:"-100h..100h" doc:"how far; may be negative"`
}

func (e *ClockStep) Check(c Checker) {
	e.Machines.Check(c)
	checkMoves(c, e.By == 0)
}

func (e *ClockStep) Strike(t Target) []Damage {
	return e.strikePart(t, func(n *nodes.Node) func() { return n.Clock.Step(e.By) }, func(n *nodes.Node) int64 { return n.Clock.WallReads() })
}

func (e *ClockStep) Words() (words, numbers string) {
	return fmt.Sprintf("clock of %s jumps by %v", e.words(), e.By), ""
}

func (e *ClockStep) Draw(d Drawing) {
	e.By = 10 * tick << d.Choose("step", 6*d.Force())
	if d.Choose("back", 2) == 1 {
		e.By = -e.By
	}
	e.Nodes = d.Bystander()
}

// ClockDrift makes clocks run too fast or too slow.
type ClockDrift struct {
	Machines
	By float64 `toml:"by" kind:"drift" required:"true" range:"-100000ppm..100000ppm" doc:"how much too fast; may be negative"`
}

func (e *ClockDrift) Check(c Checker) {
	e.Machines.Check(c)
	checkMoves(c, e.By == 0)
}

func (e *ClockDrift) Strike(t Target) []Damage {
	return e.strikePart(t, func(n *nodes.Node) func() { return n.Clock.Drift(nodes.PPM(e.By)) }, func(n *nodes.Node) int64 { return n.Clock.Reads() })
}

func (e *ClockDrift) Words() (words, numbers string) {
	return fmt.Sprintf("clock of %s drifts by %g ppm", e.words(), e.By), ""
}

func (e *ClockDrift) Draw(d Drawing) {
	e.By = float64(int(100) << d.Choose("drift", 3*d.Force()))
	if d.Choose("back", 2) == 1 {
		e.By = -e.By
	}
	e.Nodes = d.Bystander()
}

func checkMoves(c Checker, still bool) {
	if still {
		c.Refuse(at("by"), "a clock fault that changes nothing", "anything but zero")
	}
}
