package storm

import (
	"fmt"
	"time"

	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// A chooser makes the choices of a storm. Less is simpler.
type chooser interface {
	// Choose returns one of 0 to n-1.
	Choose(what string, n int) int
	// several calls one between 1 and most times.
	several(most int, one func(chooser))
}

// seeded chooses by a seed, alike on every processor.
type seeded struct{ luck *sim.Rand }

func (s seeded) Choose(_ string, n int) int { return int(s.luck.Below(uint64(n))) }

func (s seeded) several(most int, one func(chooser)) {
	for range 1 + s.Choose("faults", most) {
		one(s)
	}
}

func (w *stormGenerator) drawSeed(seed uint64) []scenarios.Fault {
	luck := sim.Key(seed).Mix(uint64(drawStorm)).Rand()
	return w.draw(seeded{&luck})
}

var drawStorm = sim.KeyOf("storm")

// draw draws a storm in swarm style: first which kinds it uses and how hard it
// is, then the faults. Each has a name, so that its luck does not depend on which
// others there are.
func (w *stormGenerator) draw(c chooser) []scenarios.Fault {
	var swarm []fault.Kind
	for _, k := range w.kinds {
		if c.Choose("use "+k.Name, 2) == 1 {
			swarm = append(swarm, k)
		}
	}
	if len(swarm) == 0 {
		swarm = w.kinds
	}
	force := 1 + c.Choose("force", 3)
	var draws []faultDraw
	c.several(w.Most, func(c chooser) {
		k := swarm[c.Choose("kind", len(swarm))]
		d := &drawing{chooser: c, stormGenerator: w, force: force, number: len(draws) + 1}
		h := faultDraw{fault: scenarios.Fault{Kind: k.Name, Name: fmt.Sprintf("%s-%d", k.Name, len(draws)+1)}}
		h.fault.Effect = k.New()
		h.fault.Effect.Draw(d)
		h.down = d.down
		d.schedule(&h)
		draws = append(draws, h)
	})
	return w.allowed(draws)
}

// A drawing is a fault in the making.
type drawing struct {
	chooser
	*stormGenerator
	force  int       // 1 to 3
	number int       // of the fault, from 1
	down   []machine // what it takes out of action
}

// tick is how fine times are drawn.
const tick = time.Millisecond

// schedule draws when a fault begins and how long it lasts. It is over when the
// calm begins.
func (d *drawing) schedule(h *faultDraw) {
	window := d.Until - d.From
	s := &h.fault.Schedule
	span := d.span(window)
	if len(d.Triggers) > 0 && d.Choose("triggered", 3) == 2 {
		s.When = &fault.Trigger{
			Fact:  d.Triggers[d.Choose("fact", len(d.Triggers))].String(),
			Count: 1 + d.Choose("count", 8),
		}
		span = min(span, window/2)
		s.After = min(time.Duration(d.Choose("after", 250))*2*tick, window/4)
		s.Until = d.Until - span - s.After - tick
		h.from, h.till = d.From, d.Until
	} else {
		at := d.From + time.Duration(d.Choose("at", max(1, int((window-span)/tick))))*tick
		s.At = &at
		h.from, h.till = at, at+span
	}
	s.For = sim.Constant(span)
	if h.fault.AtOnce() {
		s.For = fault.AtOnce
	}
}

// span draws how long a fault lasts: short ones and long ones alike, so that
// each doubling is as likely as the next.
func (d *drawing) span(window time.Duration) time.Duration {
	doublings := 0
	for most := window / 2; most > 20*tick; most /= 2 {
		doublings++
	}
	base := 10 * tick << d.Choose("doublings", doublings+1)
	return min(base+base/16*time.Duration(d.Choose("more", 16)), window/2)
}
