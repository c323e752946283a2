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

// Check judges whom it strikes, and that the clock moves.
func (e *ClockStep) Check(c Checker) {
	e.Machines.Check(c)
	checkMoves(c, e.By == 0)
}

// Strike sets the clocks.
func (e *ClockStep) Strike(t Target) []Damage {
	return e.strikePart(t, func(n *nodes.Node) func() { return n.Clock.Step(e.By) }, func(n *nodes.Node) int64 { return n.Clock.WallReads() })
}

// Words names whose, and how far.
func (e *ClockStep) Words() (words, numbers string) {
	return fmt.Sprintf("clock of %s jumps by %v", e.words(), e.By), ""
}

// Simpler jumps less far, or at fewer.
func (e *ClockStep) Simpler([]string) []Effect {
	var less []time.Duration
	if half := e.By / 2; half != 0 {
		less = []time.Duration{half}
	}
	return append(
		each(e, less, func(f *ClockStep, by time.Duration) { f.By = by }),
		each(e, e.alone(), func(f *ClockStep, m Machines) { f.Machines = m })...)
}

// Draw draws whose, and how far.
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
	By float64 `toml:"by" kind:"ppm" required:"true" range:"-100000ppm..100000ppm" doc:"how much too fast; may be negative"`
}

// Check judges whom it strikes, and that the clock moves.
func (e *ClockDrift) Check(c Checker) {
	e.Machines.Check(c)
	checkMoves(c, e.By == 0)
}

// Strike lets the clocks drift.
func (e *ClockDrift) Strike(t Target) []Damage {
	return e.strikePart(t, func(n *nodes.Node) func() { return n.Clock.Drift(nodes.PPM(e.By)) }, func(n *nodes.Node) int64 { return n.Clock.Reads() })
}

// Words names whose, and how fast.
func (e *ClockDrift) Words() (words, numbers string) {
	return fmt.Sprintf("clock of %s drifts by %g ppm", e.words(), e.By), ""
}

// Simpler drifts less, or at fewer.
func (e *ClockDrift) Simpler([]string) []Effect {
	return append(
		each(e, weaker(e.By, 0), func(f *ClockDrift, by float64) { f.By = by }),
		each(e, e.alone(), func(f *ClockDrift, m Machines) { f.Machines = m })...)
}

// Draw draws whose, and how fast.
func (e *ClockDrift) Draw(d Drawing) {
	e.By = float64(int(100) << d.Choose("drift", 3*d.Force()))
	if d.Choose("back", 2) == 1 {
		e.By = -e.By
	}
	e.Nodes = d.Bystander()
}

// checkMoves complains about a clock fault that leaves the clock as it is.
func checkMoves(c Checker, still bool) {
	if still {
		c.Refuse(at("by"), "a clock fault that changes nothing", "anything but zero")
	}
}
