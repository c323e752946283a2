package breaker

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/sim"
	"wavetank/sim/property"
)

// written is a law that can be read off the history of one life.
func written(find func(c Config, history []event) error) func(*rapid.T, maker) {
	return func(t *rapid.T, newMachine maker) {
		c := drawConfig(t)
		history := live(newMachine(c, 1), drawScript(t, mixed...), true)
		if err := find(c, history); err != nil {
			t.Fatal(err)
		}
	}
}

var laws = []property.Law[maker]{
	{"no call passes while open", written(rejectsWhileOpen)},
	{"half-open passes exactly its permits", written(passesItsPermits)},
	{"it says beforehand whether a call would pass", written(saysWhetherItPasses)},
	{"states change along the four edges only", written(keepsToEdges)},
	{"open lasts its wait, no less and no more", written(waitsItsTime)},
	{"counters stay within bounds", written(countsWithinBounds)},
	{"a stale outcome changes nothing", written(ignoresStaleNews)},
	{"a permit counts once", written(countsOnce)},
	{"a rejection changes nothing", written(ignoresRejections)},
	{"no trip below the minimum of calls", written(waitsForEvidence)},
	{"a healthy callee closes it, even after a hung probe", closesInTime},
	{"it decides as the reference does", agreesWithReference},
	{"without failures it never acts", idlesInHealth},
	{"being told the time in between changes nothing", needsNoTicks},
	{"for its metrics only it tells when it would have opened, and does nothing", onlyWatches},
	{"forced open it passes nothing", passesNothing},
}

// TestLaws holds the breaker against what every breaker must obey in every life, and
// the laws against mistakes that real libraries have made.
func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: honest, Laws: laws, Mutants: mutants}.Run(t)
}

func rejectsWhileOpen(_ Config, history []event) error {
	for i, e := range history {
		if e.passed && (e.after.State == Open || e.before.State == Open && e.at < e.before.Until) {
			return fmt.Errorf("event %d: a call passed at %v; open until %v", i, e.at, e.before.Until)
		}
	}
	return nil
}

// passesItsPermits keeps its own books of each half-open generation: a call passes if
// and only if fewer than the permitted trials are under way or have finished.
func passesItsPermits(c Config, history []event) error {
	turn, taken := uint32(0), 0
	open := map[*call]bool{}
	for i, e := range history {
		if e.after.Turn != turn {
			turn, taken = e.after.Turn, 0
			clear(open)
		}
		switch {
		case e.do == ask && e.after.State == HalfOpen:
			if e.passed != (taken < c.Trials) {
				return fmt.Errorf("event %d: passed is %v with %d of %d permits taken", i, e.passed, taken, c.Trials)
			}
			if e.passed {
				taken++
				open[e.call] = true
			}
		case e.do == end && open[e.call]:
			delete(open, e.call)
			if e.o == patterns.Ignored {
				taken--
			}
		}
	}
	return nil
}

func saysWhetherItPasses(_ Config, history []event) error {
	for i, e := range history {
		if e.do == ask && e.passed != e.passes {
			return fmt.Errorf("event %d: passed is %v, said %v before", i, e.passed, e.passes)
		}
	}
	return nil
}

func keepsToEdges(_ Config, history []event) error {
	state, turn := Closed, uint32(1)
	for i, e := range history {
		for _, m := range e.moves {
			switch [2]State{m.From, m.To} {
			case [2]State{Closed, Open}, [2]State{Open, HalfOpen}, [2]State{HalfOpen, Closed}, [2]State{HalfOpen, Open}:
			default:
				return fmt.Errorf("event %d: moved %v → %v", i, m.From, m.To)
			}
			if m.From != state || m.Generation != turn+1 {
				return fmt.Errorf("event %d: move %+v does not follow %v in turn %d", i, m, state, turn)
			}
			state, turn = m.To, m.Generation
		}
		if e.after.State != state || e.after.Turn != turn {
			return fmt.Errorf("event %d: %v in turn %d, but told to be %v in %d", i, e.after.State, e.after.Turn, state, turn)
		}
	}
	return nil
}

// longest returns the longest wait that c can cause.
func longest(c Config) time.Duration {
	wait := c.OpenFor
	if c.OpenGrowth > 1 {
		wait = c.OpenMax
	}
	return wait + time.Duration(float64(wait)*c.OpenJitter)
}

func waitsItsTime(c Config, history []event) error {
	least := c.OpenFor - time.Duration(float64(c.OpenFor)*c.OpenJitter)
	var opened sim.Time
	for i, e := range history {
		for _, m := range e.moves {
			if m.To == Open {
				opened = m.At
			} else if m.From == Open && m.At.Sub(opened) < least {
				return fmt.Errorf("event %d: open for %v only, at least %v", i, m.At.Sub(opened), least)
			}
		}
		if e.do == ask && e.after.State == Open && e.at.Sub(opened) > longest(c) {
			return fmt.Errorf("event %d: still rejects %v after it opened, at most %v", i, e.at.Sub(opened), longest(c))
		}
	}
	return nil
}

func countsWithinBounds(c Config, history []event) error {
	for i, e := range history {
		n := e.after.Tally
		if n.Failures < 0 || n.Slow < 0 || n.Failures > n.Calls || n.Slow > n.Calls ||
			e.after.State == HalfOpen && n.Calls >= c.Trials ||
			e.after.State == Closed && c.Rule == "count" && n.Calls > c.Window {
			return fmt.Errorf("event %d: %v with %+v", i, e.after.State, n)
		}
	}
	return nil
}

func ignoresStaleNews(_ Config, history []event) error {
	for i, e := range history {
		if e.do == end && e.call.turn != e.before.Turn && (e.news || e.before != e.after) {
			return fmt.Errorf("event %d: %v of turn %d took %+v to %+v", i, e.o, e.call.turn, e.before, e.after)
		}
	}
	return nil
}

func countsOnce(_ Config, history []event) error {
	for i, e := range history {
		if e.do == again && (e.news || e.before != e.after) {
			return fmt.Errorf("event %d: a second %v took %+v to %+v", i, e.o, e.before, e.after)
		}
	}
	return nil
}

func ignoresRejections(_ Config, history []event) error {
	for i, e := range history {
		if e.do == ask && !e.passed && e.before != e.after {
			return fmt.Errorf("event %d: rejecting took %+v to %+v", i, e.before, e.after)
		}
	}
	return nil
}

// waitsForEvidence counts itself how many calls a closed generation has completed.
func waitsForEvidence(c Config, history []event) error {
	least := map[string]int{
		"consecutive": c.Consecutive, "time": c.MinimumCalls, "count": min(c.MinimumCalls, c.Window),
	}[c.Rule]
	if c.Rule == "count" && c.MinimumCalls == 0 {
		least = c.Window
	}
	if c.FailuresInWindow > 0 {
		least = min(least, c.FailuresInWindow)
	}
	seen, turn := 0, uint32(1)
	for i, e := range history {
		if e.before.Turn != turn {
			turn, seen = e.before.Turn, 0
		}
		if e.do == end && e.o != patterns.Ignored && e.call.turn == turn {
			seen++
		}
		if e.before.State == Closed && e.after.State == Open && seen < least {
			return fmt.Errorf("event %d: tripped on %d calls, at least %d", i, seen, least)
		}
	}
	return nil
}

// closesInTime ends a random life with every call still under way hanging for
// ever, and then lets all new calls succeed at once.
func closesInTime(t *rapid.T, newMachine maker) {
	c := drawConfig(t)
	m := newMachine(c, 1)
	now := sim.Time(0)
	for _, e := range live(m, drawScript(t, mixed...), true) {
		now = e.at
	}
	gap := c.OpenFor/4 + 1
	hung := max(c.TrialDeadline, c.OpenFor)
	for healthy := hung + 2*longest(c) + 40*gap; healthy > 0; healthy -= gap {
		now = now.Add(gap)
		if p, ok := m.Allow(now); ok {
			m.Done(now, p, patterns.Success, 0)
		}
	}
	if m.State() != Closed {
		t.Fatalf("still %v after a deadline and two waits of health", m.State())
	}
}

func agreesWithReference(t *rapid.T, newMachine maker) {
	c := drawConfig(t)
	c.OpenJitter = 0
	ref, calls := &board{c: c}, map[*call]*oneTry{}
	for i, e := range live(newMachine(c, 1), drawScript(t, mixed...), true) {
		switch e.do {
		case ask:
			p := ref.allow(e.at)
			if e.passed != (p != nil) {
				t.Fatalf("event %d at %v: passed is %v, the reference is %v", i, e.at, e.passed, ref.state)
			}
			calls[e.call] = p
		case end, again:
			if news := ref.done(e.at, calls[e.call], e.o, e.took); news != e.news {
				t.Fatalf("event %d at %v: news is %v, the reference is %v", i, e.at, e.news, ref.state)
			}
		case pause:
			ref.pass(e.at)
		}
		if e.after.State != ref.state {
			t.Fatalf("event %d at %v: %v, the reference is %v", i, e.at, e.after.State, ref.state)
		}
	}
}

func idlesInHealth(t *rapid.T, newMachine maker) {
	c := drawConfig(t)
	c.SlowCall, c.SlowCallRate = 0, 1
	if c.FailuresInWindow > 0 {
		c.MinimumCalls = 0
	}
	for i, e := range live(newMachine(c, 1), drawScript(t, patterns.Success, patterns.Success, patterns.Ignored), true) {
		if e.do == ask && !e.passed || e.after.Turn != 1 {
			t.Fatalf("event %d: passed is %v in turn %d", i, e.passed, e.after.Turn)
		}
	}
}

// needsNoTicks lives the same script twice, told the time before every act or
// only when it is asked something.
func needsNoTicks(t *rapid.T, newMachine maker) {
	c, script := drawConfig(t), drawScript(t, mixed...)
	told, untold := live(newMachine(c, 1), script, true), live(newMachine(c, 1), script, false)
	for i, e := range told {
		if u := untold[i]; e.passed != u.passed || e.news != u.news || e.after != u.after {
			t.Fatalf("event %d: told %+v, untold %+v", i, e.after, u.after)
		}
	}
}

// onlyWatches lives the same script as a breaker that acts does: up to where that one
// first opens they see the same. After it only the one that watches goes on.
func onlyWatches(t *rapid.T, newMachine maker) {
	c, script := drawConfig(t), drawScript(t, mixed...)
	acting := live(newMachine(c, 1), script, true)
	c.Mode = "metrics-only"
	exceeded, opened := -1, -1
	for i, e := range live(newMachine(c, 1), script, true) {
		if e.do == ask && !e.passed || e.do == end && !e.news || e.after.State != MetricsOnly || e.after.Turn != 1 {
			t.Fatalf("event %d: passed is %v, news %v, %+v", i, e.passed, e.news, e.after)
		}
		for _, m := range e.moves {
			if m.Saw.Failures+m.Saw.Slow == 0 {
				t.Fatalf("event %d: %+v", i, m)
			}
			if exceeded < 0 {
				exceeded = i
			}
		}
		if opened < 0 && acting[i].after.State == Open {
			opened = i
		}
		if exceeded != opened && (exceeded >= 0 || opened >= 0) {
			t.Fatalf("event %d: one that acts opened at %d, this told of it at %d", i, opened, exceeded)
		}
		if opened >= 0 && exceeded >= 0 {
			break
		}
	}
}

// passesNothing also ends calls that never passed, for good measure.
func passesNothing(t *rapid.T, newMachine maker) {
	c, script := drawConfig(t), drawScript(t, mixed...)
	c.Mode = "forced-open"
	for i, e := range live(newMachine(c, 1), script, true) {
		if e.passed || len(e.moves) > 0 || e.after.State != ForcedOpen {
			t.Fatalf("event %d: passed is %v, moved %v, %+v", i, e.passed, e.moves, e.after)
		}
	}
}
