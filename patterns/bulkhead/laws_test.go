package bulkhead

import (
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim/property"
)

// A machine is a Pool, or a mutant of one.
type machine interface {
	Ask(*Ticket) State
	Leave(*Ticket) *Ticket
	InUse() int
	Waiting() int
}

// A maker makes a machine.
type maker func(shape) machine

// A shape is how a pool was made.
type shape struct {
	max, places int
	fair        bool
}

func draw(t *rapid.T) shape {
	return shape{rapid.IntRange(1, 4).Draw(t, "permits"), rapid.IntRange(-1, 4).Draw(t, "places"), rapid.Bool().Draw(t, "fair")}
}

// A crowd plays at random on a machine, and knows what it was told: who holds a
// permit, and who waits, in the order of asking.
type crowd struct {
	shape
	machine
	holding, queue, gone []*Ticket
}

// A step is what somebody did, and what came of it.
type step struct {
	asked, left *Ticket
	was         State // of left
	granted     *Ticket
	free        bool // a permit was, before
	room        bool // a place was, before
	next        *Ticket
}

func (c *crowd) play(t *rapid.T) step {
	s := step{free: len(c.holding) < c.max, room: c.places < 0 || len(c.queue) < c.places}
	if len(c.queue) > 0 {
		s.next = c.queue[0]
		if !c.fair {
			s.next = c.queue[len(c.queue)-1]
		}
	}
	here := append(append([]*Ticket(nil), c.holding...), c.queue...)
	switch which := rapid.IntRange(0, 9).Draw(t, "what"); {
	case which < 5 || len(here) == 0:
		s.asked = new(Ticket)
		switch c.Ask(s.asked) {
		case Holding:
			c.holding = append(c.holding, s.asked)
		case Waiting:
			c.queue = append(c.queue, s.asked)
		}
	case which == 9 && len(c.gone) > 0: // leaves once more
		s.left, s.was = c.gone[0], Outside
		s.granted = c.Leave(s.left)
	default:
		s.left = here[rapid.IntRange(0, len(here)-1).Draw(t, "who")]
		c.leave(&s)
	}
	return s
}

func (c *crowd) leave(s *step) {
	s.was = s.left.State()
	s.granted = c.Leave(s.left)
	c.holding, c.queue = without(c.holding, s.left), without(c.queue, s.left)
	c.gone = append(c.gone, s.left)
	if s.granted != nil {
		c.queue = without(c.queue, s.granted)
		c.holding = append(c.holding, s.granted)
	}
}

func without(list []*Ticket, x *Ticket) (rest []*Ticket) {
	for _, t := range list {
		if t != x {
			rest = append(rest, t)
		}
	}
	return rest
}

// laws are what must hold after every step.
var laws = []property.Law[maker]{
	{"never more permits than there are", eachStep(func(t *rapid.T, c *crowd, _ step) {
		if len(c.holding) > c.max {
			t.Fatalf("%d of %d are out", len(c.holding), c.max)
		}
	})},
	{"it knows who holds and who waits", eachStep(func(t *rapid.T, c *crowd, _ step) {
		if c.InUse() != len(c.holding) || c.Waiting() != len(c.queue) {
			t.Fatalf("in use %d, waiting %d; want %d, %d", c.InUse(), c.Waiting(), len(c.holding), len(c.queue))
		}
	})},
	{"nobody is refused or waits while a permit is free", eachStep(func(t *rapid.T, c *crowd, s step) {
		if s.asked != nil && s.free && s.next == nil && s.asked.State() != Holding || len(c.holding) < c.max && len(c.queue) > 0 {
			t.Fatalf("%d of %d are out, %d wait", len(c.holding), c.max, len(c.queue))
		}
	})},
	{"whoever finds a place waits, nobody else", eachStep(func(t *rapid.T, c *crowd, s step) {
		if s.asked != nil && !s.free && (s.asked.State() == Waiting) != s.room {
			t.Fatalf("a place was free: %v; the asker is %v", s.room, s.asked.State())
		}
	})},
	{"permits go to those who wait, in order", eachStep(func(t *rapid.T, c *crowd, s step) {
		if s.was == Holding && s.granted != s.next {
			t.Fatal("another one was first")
		}
		if s.granted != nil && s.granted.State() != Holding {
			t.Fatalf("who got the permit is %v", s.granted.State())
		}
	})},
	{"who has left has nothing to give back", eachStep(func(t *rapid.T, c *crowd, s step) {
		if s.left != nil && (s.was != Holding && s.granted != nil || s.left.State() != Outside) {
			t.Fatal("it gave something back")
		}
	})},
	{"when all have left, all is as at the beginning", eachStep(func(t *rapid.T, c *crowd, _ step) {
		if rapid.IntRange(0, 19).Draw(t, "enough") > 0 {
			return
		}
		for len(c.holding)+len(c.queue) > 0 {
			all := append(append([]*Ticket(nil), c.queue...), c.holding...)
			c.leave(&step{left: all[0]})
		}
		if c.InUse() != 0 || c.Waiting() != 0 {
			t.Fatalf("in use %d, waiting %d", c.InUse(), c.Waiting())
		}
	})},
}

// eachStep plays a random life on a machine and asks after every step.
func eachStep(hold func(*rapid.T, *crowd, step)) func(*rapid.T, maker) {
	return func(t *rapid.T, make maker) {
		s := draw(t)
		c := &crowd{shape: s, machine: make(s)}
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			hold(t, c, c.play(t))
		}
	}
}

func sound(s shape) machine { return NewPool(s.max, s.places, s.fair) }

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: sound, Laws: laws, Mutants: mutants}.Run(t)
}

type leaksOnCancel struct{ *Pool }

func (p leaksOnCancel) Leave(t *Ticket) *Ticket {
	if t.State() == Waiting {
		return nil // its place is kept, and so is its turn
	}
	return p.Pool.Leave(t)
}

type leaksPermit struct{ *Pool }

func (p leaksPermit) Leave(t *Ticket) *Ticket {
	if t.State() == Holding && p.waiting.Len() == 0 && p.inUse == p.max {
		t.state = Outside
		return nil
	}
	return p.Pool.Leave(t)
}

type releasesTwice struct{ *Pool }

func (p releasesTwice) Leave(t *Ticket) *Ticket {
	if t.State() == Outside && p.inUse > 0 {
		p.inUse--
		return nil
	}
	return p.Pool.Leave(t)
}

type onePermitMore struct{ *Pool }

func (p onePermitMore) Ask(t *Ticket) State {
	if p.inUse == p.max {
		p.inUse++
		t.state = Holding
		return Holding
	}
	return p.Pool.Ask(t)
}

type wakesNobody struct{ *Pool }

func (p wakesNobody) Leave(t *Ticket) *Ticket {
	if t.State() == Holding {
		t.state = Outside
		p.inUse--
		return nil
	}
	return p.Pool.Leave(t)
}

// mutants are pools with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[maker]{
	{"one who gives up keeps its place", "it knows who holds and who waits", property.Instead[maker](func(s shape) machine { return leaksOnCancel{NewPool(s.max, s.places, s.fair)} })},
	{"the last permit does not come back", "when all have left, all is as at the beginning", property.Instead[maker](func(s shape) machine { return leaksPermit{NewPool(s.max, s.places, s.fair)} })},
	{"a permit is given back twice", "it knows who holds and who waits", property.Instead[maker](func(s shape) machine { return releasesTwice{NewPool(s.max, s.places, s.fair)} })},
	{"there is one permit more", "never more permits than there are", property.Instead[maker](func(s shape) machine { return onePermitMore{NewPool(s.max, s.places, s.fair)} })},
	{"nobody is woken", "nobody is refused or waits while a permit is free", property.Instead[maker](func(s shape) machine { return wakesNobody{NewPool(s.max, s.places, s.fair)} })},
	{"the queue has one place more", "whoever finds a place waits, nobody else", property.Instead[maker](func(s shape) machine { return NewPool(s.max, s.places+1, s.fair) })},
	{"the newest is served first", "permits go to those who wait, in order", property.Instead[maker](func(s shape) machine { return NewPool(s.max, s.places, !s.fair) })},
}
