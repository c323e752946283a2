package inbox

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A system is how a receiver is run in a world of pure machines. A mutant is a system
// with a mistake.
type system struct {
	before bool                               // the identity is durable before the effect
	after  bool                               // the identity is written when the effect is durable
	early  bool                               // the sender is answered before the sync
	hasty  bool                               // a copy is not looked for when another is being dealt with
	window time.Duration                      // how long identities are remembered
	most   int                                // how many
	name   func(id sim.Key, copy int) sim.Key // what a message is known by
	knows  func(*Memory, nodes.Reading, sim.Key) bool
}

func soundSystem() system {
	return system{
		name:  func(id sim.Key, _ int) sim.Key { return id },
		knows: (*Memory).Knows,
	}
}

// wayRound is the longest time from a delivery of a message to its last.
const wayRound = 10 * time.Second

// A stage is where a system plays: a disk that keeps what was synced, a memory, and a
// sender that sends each message until it is answered.
type stage struct {
	t        *rapid.T
	system   system
	now      nodes.Reading
	safe     []Record // survive a crash
	written  []Record // may survive one, the oldest first
	memory   *Memory
	born     map[sim.Key]nodes.Reading // messages that were sent
	answered map[sim.Key]bool
	waiting  []sim.Key // to be answered once what they wrote is synced
	copies   int
}

func (g *stage) boot() {
	g.memory, g.waiting = NewMemory(g.system.window, g.system.most), nil
	for _, x := range g.safe {
		g.memory.Fold(x)
	}
}

// sync makes what was written safe, takes it to heart and answers.
func (g *stage) sync() {
	for _, x := range g.written {
		g.memory.Fold(x)
	}
	g.safe = append(g.safe, g.written...)
	g.written = nil
	for _, id := range g.waiting {
		g.answered[id] = true
	}
	g.waiting = nil
}

func (g *stage) crash() {
	kept := rapid.IntRange(0, len(g.written)).Draw(g.t, "lines that survive")
	g.safe = append(g.safe, g.written[:kept]...)
	g.written = nil
	g.boot()
}

// receive is a copy of a message that comes. It crashes in between if it is drawn.
func (g *stage) receive(id sim.Key, calm bool) {
	g.copies++
	known := g.system.name(id, g.copies)
	line := func(what What) Record { return Record{what, known, int64(id), g.now} }
	if !g.system.hasty { // who comes while another copy is being dealt with waits for that
		g.sync()
	}
	if g.system.knows(g.memory, g.now, known) {
		g.answered[id] = true
		return
	}
	switch crashes := !calm && rapid.IntRange(0, 3).Draw(g.t, "luck") == 0; {
	case g.system.before:
		g.written = append(g.written, line(Known))
		g.sync()
		if crashes {
			g.crash()
			return
		}
		g.written = append(g.written, line(Effect))
	case g.system.after:
		g.written = append(g.written, line(Effect))
		g.sync()
		if crashes {
			g.crash()
			return
		}
		g.written = append(g.written, line(Known))
	default:
		g.written = append(g.written, line(Both))
	}
	if g.system.early {
		g.answered[id] = true
		return
	}
	g.waiting = append(g.waiting, id)
}

// play draws a life of the receiver, and then has everything sent until it is
// answered.
func play(t *rapid.T, c system) *stage {
	g := &stage{t: t, system: c, born: make(map[sim.Key]nodes.Reading), answered: make(map[sim.Key]bool)}
	g.boot()
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		g.now = g.now.Add(time.Duration(rapid.Int64Range(0, int64(2*time.Second)).Draw(t, "later")))
		switch rapid.IntRange(0, 5).Draw(t, "step") {
		case 0, 1, 2:
			id := sim.Key(rapid.IntRange(1, 6).Draw(t, "message"))
			if _, sent := g.born[id]; !sent {
				g.born[id] = g.now
			}
			if g.now.Sub(g.born[id]) < wayRound {
				g.receive(id, false)
			}
		case 3, 4:
			g.sync()
		case 5:
			g.crash()
		}
	}
	g.sync()
	for id := sim.Key(1); id <= 6; id++ {
		if _, sent := g.born[id]; sent && !g.answered[id] {
			g.receive(id, true)
			g.sync()
		}
	}
	return g
}

// once is the law: each message that was sent has its effect exactly once, if it is
// remembered for ever or for long.
func once(t *rapid.T, c system) {
	if c.window == 0 {
		c.window = rapid.SampledFrom([]time.Duration{0, 10 * wayRound}).Draw(t, "window")
	}
	g := play(t, c)
	effects := make(map[sim.Key]int)
	for _, x := range g.safe {
		if x.What != Known {
			effects[sim.Key(x.Item)]++
		}
	}
	for id := range g.born {
		if effects[id] != 1 {
			t.Fatalf("message %d has %d effects", id, effects[id])
		}
	}
}

func TestLaws(t *testing.T) {
	property.Suite[system]{
		Sound: soundSystem(),
		Laws:  []property.Law[system]{{"each message has its effect once", once}},
		Mutants: []property.Mutant[system]{
			{"the identity is durable before the effect", "", func(w *system) { w.before = true }},
			{"the identity is written after the effect", "", func(w *system) { w.after = true }},
			{"the sender is answered before the sync", "", func(w *system) { w.early = true }},
			{"two copies are dealt with side by side", "", func(w *system) { w.hasty = true }},
			{"the window is shorter than the longest way round", "", func(w *system) { w.window = wayRound / 5 }},
			{"too few identities are remembered", "", func(w *system) { w.most = 1 }},
			{"a message is known by its delivery", "", func(w *system) {
				w.name = func(id sim.Key, copy int) sim.Key { return id.Mix(uint64(copy)) }
			}},
			{"nothing is remembered", "", func(w *system) { w.knows = func(*Memory, nodes.Reading, sim.Key) bool { return false } }},
		},
	}.Run(t)
}
