package bulkhead

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim/property"
)

// A machine is a Pool, or a broken twin of one.
type machine interface {
	Ask(*Ticket) State
	Leave(*Ticket) *Ticket
	InUse() int
	Waiting() int
}

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

// A law is what must hold after every step.
type law struct {
	name string
	hold func(*rapid.T, *crowd, step)
}

var laws = []law{
	{"never more permits than there are", func(t *rapid.T, c *crowd, _ step) {
		if len(c.holding) > c.max {
			t.Fatalf("%d of %d are out", len(c.holding), c.max)
		}
	}},
	{"it knows who holds and who waits", func(t *rapid.T, c *crowd, _ step) {
		if c.InUse() != len(c.holding) || c.Waiting() != len(c.queue) {
			t.Fatalf("in use %d, waiting %d; want %d, %d", c.InUse(), c.Waiting(), len(c.holding), len(c.queue))
		}
	}},
	{"nobody is refused or waits while a permit is free", func(t *rapid.T, c *crowd, s step) {
		if s.asked != nil && s.free && s.next == nil && s.asked.State() != Holding || len(c.holding) < c.max && len(c.queue) > 0 {
			t.Fatalf("%d of %d are out, %d wait", len(c.holding), c.max, len(c.queue))
		}
	}},
	{"whoever finds a place waits, nobody else", func(t *rapid.T, c *crowd, s step) {
		if s.asked != nil && !s.free && (s.asked.State() == Waiting) != s.room {
			t.Fatalf("a place was free: %v; the asker is %v", s.room, s.asked.State())
		}
	}},
	{"permits go to those who wait, in order", func(t *rapid.T, c *crowd, s step) {
		if s.was == Holding && s.granted != s.next {
			t.Fatal("another one was first")
		}
		if s.granted != nil && s.granted.State() != Holding {
			t.Fatalf("who got the permit is %v", s.granted.State())
		}
	}},
	{"who has left has nothing to give back", func(t *rapid.T, c *crowd, s step) {
		if s.left != nil && (s.was != Holding && s.granted != nil || s.left.State() != Outside) {
			t.Fatal("it gave something back")
		}
	}},
	{"when all have left, all is as at the beginning", func(t *rapid.T, c *crowd, _ step) {
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
	}},
}

// obey plays a random life on a machine and holds it to one law.
func (l law) obey(t *rapid.T, breed func(shape) machine) {
	s := draw(t)
	c := &crowd{shape: s, machine: breed(s)}
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		l.hold(t, c, c.play(t))
	}
}

func sound(s shape) machine { return NewPool(s.max, s.places, s.fair) }

func TestLaws(t *testing.T) {
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { l.obey(t, sound) })
		})
	}
}

// A twin is a pool with one mistake, and the law that finds it out.
type twin struct {
	name  string
	breed func(shape) machine
	law   string
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

var broken = []twin{
	{"one who gives up keeps its place", func(s shape) machine { return leaksOnCancel{NewPool(s.max, s.places, s.fair)} }, "it knows who holds and who waits"},
	{"the last permit does not come back", func(s shape) machine { return leaksPermit{NewPool(s.max, s.places, s.fair)} }, "when all have left, all is as at the beginning"},
	{"a permit is given back twice", func(s shape) machine { return releasesTwice{NewPool(s.max, s.places, s.fair)} }, "it knows who holds and who waits"},
	{"there is one permit more", func(s shape) machine { return onePermitMore{NewPool(s.max, s.places, s.fair)} }, "never more permits than there are"},
	{"nobody is woken", func(s shape) machine { return wakesNobody{NewPool(s.max, s.places, s.fair)} }, "nobody is refused or waits while a permit is free"},
	{"the queue has one place more", func(s shape) machine { return NewPool(s.max, s.places+1, s.fair) }, "whoever finds a place waits, nobody else"},
	{"the newest is served first", func(s shape) machine { return NewPool(s.max, s.places, !s.fair) }, "permits go to those who wait, in order"},
}

func TestEveryTwinIsFoundOut(t *testing.T) {
	var brood property.Brood
	for _, w := range broken {
		l := laws[slices.IndexFunc(laws, func(l law) bool { return l.name == w.law })]
		brood.Catch(t, w.name, 2000, func(t *rapid.T) { l.obey(t, w.breed) })
	}
	brood.Recorded(t)
}
