package saga

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

// A system is what drives one saga in a world of pure machines: a coordinator whose
// log survives crashes, and a participant for each step. A mutant is a system with a
// mistake.
type system struct {
	fresh   func(*Config) *Saga
	recover func(*Config, []Record) *Saga
	ask     func(*Ledger, int) Verdict   // what a participant says to an action
	undo    func(*Ledger, int) Verdict   // and to a compensation
	late    bool                         // the log is written after the call, not before
	order   func(s *Saga, o Order) Order // what is asked of whom
	reading func(Answer) Answer          // how an answer is understood
}

const theSaga = sim.Key(7)

func soundSystem() system {
	return system{
		fresh: New, recover: Recover,
		ask:     func(l *Ledger, step int) Verdict { return l.Ask(theSaga, step, 0) },
		undo:    func(l *Ledger, step int) Verdict { return l.Undo(theSaga, step) },
		order:   func(_ *Saga, o Order) Order { return o },
		reading: func(a Answer) Answer { return a },
	}
}

// A stage is where a system plays: what is durable, what is on its way, and the
// effects that there were.
type stage struct {
	t       *rapid.T
	config  *Config
	system  system
	log     []Record
	ledgers []*Ledger
	late    []Order // messages on their way, to arrive at any time
	effects []int   // by step
	undone  []int   // steps in the order of their compensations
	crashes int
}

// settle plays a saga to its end, whatever messages are lost or late and however
// often the coordinator crashes, and delivers what is still on its way.
func settle(t *rapid.T, c *Config, w system) *stage {
	g := &stage{t: t, config: c, system: w, effects: make([]int, len(c.Steps))}
	for range c.Steps {
		g.ledgers = append(g.ledgers, NewLedger(c, ""))
	}
	s := w.fresh(c)
	for range 1000 {
		var crashed bool
		if !w.late {
			if s, crashed = g.persist(s); crashed {
				continue
			}
		}
		o, more := s.Next()
		if !more {
			if s, crashed = g.persist(s); crashed {
				continue
			}
			for len(g.late) > 0 {
				g.deliver()
			}
			return g
		}
		o = w.order(s, o)
		a := w.reading(g.call(o))
		if g.crash() {
			s = w.recover(c, g.log)
			continue
		}
		s.Told(a)
		s, _ = g.persist(s)
	}
	t.Fatalf("no end: %v", s.State())
	return nil
}

// persist makes what a saga noted durable, unless it crashes first.
func (g *stage) persist(s *Saga) (after *Saga, crashed bool) {
	records := s.Records()
	if g.crash() {
		kept := rapid.IntRange(0, len(records)).Draw(g.t, "records that survive")
		g.log = append(g.log, records[:kept]...)
		if len(g.log) == 0 { // nobody remembers it, and nothing has happened
			return g.system.fresh(g.config), true
		}
		return g.system.recover(g.config, g.log), true
	}
	g.log = append(g.log, records...)
	return s, false
}

func (g *stage) crash() bool {
	if g.crashes == 5 || rapid.IntRange(0, 9).Draw(g.t, "luck of the coordinator") > 0 {
		return false
	}
	g.crashes++
	return true
}

// call sends an order, which may be lost, late, refused, or answered in vain.
func (g *stage) call(o Order) Answer {
	for len(g.late) > 0 && rapid.Bool().Draw(g.t, "a late message comes") {
		g.deliver()
	}
	switch rapid.SampledFrom([]string{"heard", "heard", "heard", "lost", "late", "answer lost", "failed", "refused"}).Draw(g.t, "fate") {
	case "lost":
		return Unknown
	case "late":
		g.late = append(g.late, o)
		return Unknown
	case "answer lost":
		g.carryOut(o)
		return Unknown
	case "failed":
		return Failed
	case "refused":
		if o.Undo {
			return Failed
		}
		return Refused
	}
	return g.carryOut(o)
}

func (g *stage) deliver() {
	i := rapid.IntRange(0, len(g.late)-1).Draw(g.t, "which")
	o := g.late[i]
	g.late = slices.Delete(g.late, i, i+1)
	g.carryOut(o)
}

// carryOut is a participant.
func (g *stage) carryOut(o Order) Answer {
	l := g.ledgers[o.Step]
	if o.Undo {
		if g.system.undo(l, o.Step) == Fresh {
			g.effects[o.Step]--
			g.undone = append(g.undone, o.Step)
		}
		l.Fold(Undone, theSaga, o.Step, 0)
		return Done
	}
	switch g.system.ask(l, o.Step) {
	case Late:
		return Refused
	case Already:
		return Done
	}
	l.Fold(Finished, theSaga, o.Step, 0)
	g.effects[o.Step]++
	return Done
}

// ended is a law that holds of a saga at its end.
func ended(hold func(*stage) error) func(*rapid.T, system) {
	return func(t *rapid.T, w system) {
		if err := hold(settle(t, drawTrip(t), w)); err != nil {
			t.Fatal(err)
		}
	}
}

var laws = []property.Law[system]{
	{"all steps or none", ended(func(g *stage) error {
		for _, n := range g.effects {
			if n != g.effects[0] {
				return fmt.Errorf("effects %v", g.effects)
			}
		}
		return nil
	})},
	{"an effect at most once", ended(func(g *stage) error {
		for _, n := range g.effects {
			if n < 0 || n > 1 {
				return fmt.Errorf("effects %v", g.effects)
			}
		}
		return nil
	})},
	{"compensations in reverse", ended(func(g *stage) error {
		if !slices.IsSortedFunc(g.undone, func(a, b int) int { return b - a }) {
			return fmt.Errorf("undone in the order %v", g.undone)
		}
		return nil
	})},
}

func drawTrip(t *rapid.T) *Config {
	return trip(func(c *Config) {
		c.Steps = c.Steps[:rapid.IntRange(1, 3).Draw(t, "steps")]
		c.Attempts = rapid.IntRange(1, 3).Draw(t, "attempts")
	})
}

func TestLaws(t *testing.T) {
	property.Suite[system]{Sound: soundSystem(), Laws: laws, Mutants: mutants, Tries: 20_000}.Run(t)
}

// mutants are systems with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[system]{
	{"the compensation is registered after the call", "all steps or none", func(w *system) { w.late = true }},
	{"a call that timed out is taken for one that did nothing", "all steps or none", func(w *system) {
		w.reading = func(a Answer) Answer {
			if a == Unknown {
				return Failed
			}
			return a
		}
	}},
	{"compensations go forward", "all steps or none", func(w *system) {
		w.order = func(s *Saga, o Order) Order {
			if !o.Undo {
				return o
			}
			first := 0 // the n-th compensation is that of the n-th step
			for done := s.at; done > o.Step; done-- {
				first++
			}
			return Order{min(first, o.Step), true}
		}
	}},
	{"no tombstone: a late action comes through", "all steps or none", func(w *system) {
		ask := w.ask
		w.ask = func(l *Ledger, step int) Verdict {
			if v := ask(l, step); v != Late {
				return v
			}
			return Fresh
		}
	}},
	{"an order that comes twice has its effect twice", "an effect at most once", func(w *system) {
		ask := w.ask
		w.ask = func(l *Ledger, step int) Verdict {
			if v := ask(l, step); v != Already {
				return v
			}
			return Fresh
		}
	}},
	{"a compensation undoes what never happened", "an effect at most once", func(w *system) {
		w.undo = func(*Ledger, int) Verdict { return Fresh }
	}},
}
