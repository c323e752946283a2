package storm

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"wavetank/nodes"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// A checker judges a run by all properties. It is the sink that they share.
type checker struct {
	world      *scenarios.World
	pulse      *atomic.Uint64 // goes up with each event; nil is nobody's
	calm       sim.Time
	properties []Property
	judges     []Judge
	done       []bool
	reached    []bool
	broken     []*Violation // by property: how it was violated, if it was
	violation  *Violation   // the first of them
	asked      bool         // something happened that only a world does which is asked
	driving    bool         // it runs the world itself
	sealed     bool         // the calm has begun, and has been proved to be one
	err        error        // it was not
}

func newChecker(w *scenarios.World, calm time.Duration, properties []Property) *checker {
	n := len(properties)
	c := &checker{
		world: w, calm: sim.Time(calm), properties: properties, judges: make([]Judge, n),
		done: make([]bool, n), reached: make([]bool, n), broken: make([]*Violation, n),
	}
	run := &Run{World: w, Calm: c.calm, End: sim.Time(w.Duration())}
	for i, p := range properties {
		c.guard(i, 0, func() error { c.judges[i] = p.New(run); return nil })
	}
	return c
}

// Fact tells those who asked for the kind.
func (c *checker) Fact(x *sim.Fact) {
	if fold := c.Choose(x.Kind).Fold; fold != nil {
		fold(x)
	}
}

// Choose finds out who asks for a kind. Most are asked for by nobody, and tell no more than
// that time passes, which who drives the world knows.
func (c *checker) Choose(k *sim.Kind) sim.Choice {
	var who []int
	for i, p := range c.properties {
		if p.On == nil || slices.Contains(p.On, k) {
			who = append(who, i)
		}
	}
	c.asked = c.asked || !slices.Contains(unasked, k)
	if len(who) == 0 && c.driving && k != nodes.NodeDied {
		return sim.Choice{}
	}
	return sim.Choice{Fold: func(x *sim.Fact) { c.told(x, who) }}
}

// told tells them of a fact.
func (c *checker) told(x *sim.Fact, who []int) {
	if !c.sealed && x.At > c.calm {
		c.proveCalm()
	}
	if x.Kind == nodes.NodeDied {
		c.died(x)
	}
	for _, i := range who {
		if judge := c.judges[i].Fact; judge != nil && !c.done[i] {
			c.guard(i, x.At, func() error { return judge(x) })
		}
	}
}

// Kept tells the judge that keeps most.
func (c *checker) Kept() (most int64, what string) {
	for _, judge := range c.judges {
		if judge.Kept == nil {
			continue
		}
		if n, of := judge.Kept(); n > most {
			most, what = n, of
		}
	}
	return most, what
}

// NobodyDies is what every storm holds a system to, besides its properties: no process
// finds what cannot be, and ends.
const NobodyDies = "no process dies"

// died finds out a process that did.
func (c *checker) died(x *sim.Fact) {
	if c.violation == nil && c.err == nil {
		words := fmt.Sprintf("the process of %s ended: %s", x.Owner.Name(), x.Note)
		c.violation = &Violation{Property: NobodyDies, Words: words, At: x.At, Err: errors.New(words), Digest: c.world.Sim.Digest()}
	}
}

// proveCalm proves, once the storm should be over, that no fault is armed or acting,
// if a property relies on it.
func (c *checker) proveCalm() {
	c.sealed = true
	relied := slices.ContainsFunc(c.properties, func(p Property) bool { return p.calm })
	if left := c.world.Calm(); relied && len(left) > 0 {
		c.err = fmt.Errorf("%w at %v: %s", ErrCalm, c.calm, strings.Join(left, ", "))
	}
}

// ErrCalm is wrapped by the error about a world in which a property relies on a
// calm that does not come: what is to blame is the scenario.
var ErrCalm = errors.New("the calm cannot begin")

// guard asks a judge and records what it says. A judge that panics has found a
// violation too: its own.
func (c *checker) guard(i int, now sim.Time, ask func() error) {
	defer func() {
		if p := recover(); p != nil {
			c.violated(i, now, fmt.Errorf("the property itself panicked: %v, at %s", p, userLine(debug.Stack())))
		}
	}()
	if err := ask(); err != nil {
		c.violated(i, now, err)
	}
}

func (c *checker) violated(i int, now sim.Time, err error) {
	c.done[i] = true
	if c.err != nil {
		return // nobody relies on what comes after that
	}
	if c.properties[i].goal && err == errReached {
		c.reached[i] = true
		return
	}
	var late *Late
	if errors.As(err, &late) {
		now = late.At
	}
	c.broken[i] = &Violation{Property: c.properties[i].Name, Words: err.Error(), At: now, Err: err, Digest: c.world.Sim.Digest()}
	if c.violation == nil {
		c.violation = c.broken[i]
	}
}

// drive runs the world until a property breaks, or to its end: first to the calm, which has
// to be one before anything happens in it.
func (c *checker) drive() error {
	c.driving = true
	w := c.world.Sim
	end := sim.Time(c.world.Duration())
	if err := c.driveTo(min(c.calm, end)); err != nil {
		return err
	}
	if c.violation == nil && c.calm < end {
		c.proveCalm()
	}
	if err := c.driveTo(end); err != nil || c.violation != nil {
		return err
	}
	if err := w.Run(end); err != nil { // nothing happens any more but that time passes
		return err
	}
	c.world.End()
	return c.finish()
}

func (c *checker) driveTo(end sim.Time) error {
	for c.violation == nil && c.err == nil {
		if c.pulse != nil {
			c.pulse.Add(1)
		}
		_, more, err := c.world.Sim.Step(end)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	return nil
}

// finish asks for what is known at the end only. The error says that nothing was
// violated, and why not everything could be judged.
func (c *checker) finish() error {
	if !c.sealed && c.violation == nil {
		c.proveCalm()
	}
	for i := range c.judges {
		if end := c.judges[i].End; end != nil && !c.done[i] && c.err == nil {
			c.guard(i, sim.Time(c.world.Duration()), end)
		}
	}
	if c.violation != nil {
		return nil
	}
	return c.err
}

// verdicts returns what became of each property, under its name.
func (c *checker) verdicts() []reports.Judged {
	list := []reports.Judged{}
	for i, p := range c.properties {
		named := func(j reports.Judged) bool { return j.Invariant == p.Name }
		if slices.ContainsFunc(list, func(j reports.Judged) bool { return named(j) && j.Broken }) {
			continue
		}
		list = slices.DeleteFunc(list, named)
		j := reports.Judged{Invariant: p.Name, Goal: p.goal, Reached: c.reached[i]}
		if p.unseen != "" {
			j.Words = "nothing could violate it: " + p.unseen
		} else if near := c.judges[i].Near; near != nil {
			if _, told := near(); !told {
				j.Words = "nothing could violate it: nothing can be said of recovery"
			}
		}
		if v := c.broken[i]; v != nil {
			j.Broken, j.At, j.Words = true, v.At, v.Words
		}
		list = append(list, j)
	}
	return list
}
