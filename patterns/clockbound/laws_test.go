package clockbound

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A making is what the laws are about: how members are configured, and what may be
// wrong with them.
type making struct {
	config  Config
	spoil   func(*member)
	past    func(Interval, nodes.Reading) bool
	forgets bool // what it stamped last, in a crash
}

func (x making) group(t *rapid.T) *group {
	g := newGroup(t, 3, x.config, rapid.Uint64().Draw(t, "seed"))
	for _, m := range g.members {
		x.spoil(m)
	}
	return g
}

func TestLaws(t *testing.T) {
	with := func(change func(*Config)) func(*making) { return func(x *making) { change(&x.config) } }
	property.Suite[making]{
		Sound: making{config: Default(), spoil: func(*member) {}, past: Interval.Past},
		Laws: []property.Law[making]{
			{"transactions are in order by true time", consistent},
			{"nobody sees a write early", unseen},
			{"a stamp is past strictly", strict},
			{"stamps go on after a crash", remembered},
		},
		Mutants: []property.Mutant[making]{
			{"it waits ε in place of 2ε", "transactions are in order by true time", with(func(c *Config) { c.Wait = c.Epsilon })},
			{"it does not wait", "transactions are in order by true time", with(func(c *Config) { c.Order = "none" })},
			{"hybrid clocks do without a wait", "transactions are in order by true time", with(func(c *Config) { c.Order = "hlc" })},
			{"clocks are worse than the bound", "transactions are in order by true time", with(func(c *Config) { c.Skew = 3 })},
			{"a restarted node does not know its last stamp", "stamps go on after a crash", func(x *making) { x.forgets = true }},
			{"a write is seen before its wait is over", "nobody sees a write early", func(x *making) {
				x.spoil = func(m *member) { m.config.Wait = time.Nanosecond }
			}},
			{"a stamp that is now counts as past", "a stamp is past strictly", func(x *making) {
				x.past = func(i Interval, t nodes.Reading) bool { return i.Earliest >= t }
			}},
		},
		Times: 5, Tries: 2000,
	}.Run(t)
}

// consistent is the law of external consistency: whatever clients ask, by true
// time no transaction has a lower stamp than one that ended before it began, and
// no read misses a write that did.
func consistent(t *rapid.T, x making) {
	g, c := x.group(t), x.config
	written := make(map[int64]int64)
	g.client(t, func(p *sim.Proc) {
		for range rapid.IntRange(2, 20).Draw(t, "transactions") {
			p.Sleep(time.Duration(rapid.Int64Range(0, int64(3*c.Epsilon)).Draw(t, "pause")))
			item, at := rapid.Int64Range(0, 5).Draw(t, "item"), rapid.IntRange(0, 2).Draw(t, "at")
			if rapid.Bool().Draw(t, "write") {
				written[item] = g.ask(t, p, at, nodes.Write, item)
			} else if found := g.ask(t, p, at, nodes.Read, item); found != written[item] {
				t.Fatalf("a read found %x, and %x was written last", found, written[item])
			}
		}
	})
	if n := len(g.facts[Inverted]) + len(g.facts[Missed]); n > 0 {
		t.Fatalf("%d transactions are out of order", n)
	}
}

// unseen is the law that nobody sees a write whose wait is not over: a later read, by
// a slower clock, would miss it.
func unseen(t *rapid.T, x making) {
	g, c := x.group(t), x.config
	item := g.itemAt(0)
	pause := time.Duration(rapid.Int64Range(0, int64(2*c.Epsilon)).Draw(t, "pause"))
	g.world.Go(g.world.Owner("writer"), func(p *sim.Proc) { g.ask(t, p, 0, nodes.Write, item) })
	g.client(t, func(p *sim.Proc) {
		p.Sleep(pause)
		first := g.ask(t, p, 1, nodes.Read, item)
		if second := g.ask(t, p, 2, nodes.Read, item); first != 0 && second != first {
			t.Fatal("a write was seen, and then it was not")
		}
	})
}

// strict is the law of the end of the wait: a stamp that is past by one clock is
// below whatever true time it can be by any other.
func strict(t *rapid.T, x making) {
	epsilon := time.Duration(rapid.Int64Range(0, 10).Draw(t, "epsilon"))
	truth := nodes.Reading(rapid.Int64Range(0, 100).Draw(t, "true time"))
	error := func(name string) time.Duration {
		return time.Duration(rapid.Int64Range(-int64(epsilon), int64(epsilon)).Draw(t, name))
	}
	stamp := nodes.Reading(rapid.Int64Range(0, 100).Draw(t, "stamp"))
	if x.past(Around(truth.Add(error("mine")), epsilon), stamp) && Around(truth.Add(error("theirs")), epsilon).Latest <= stamp {
		t.Fatal("a later transaction has no higher stamp")
	}
}

// remembered is the law that stamps of a node go on above those before a crash.
func remembered(t *rapid.T, x making) {
	c := x.config
	c.Order = "none"
	g := newGroup(t, 1, c, rapid.Uint64().Draw(t, "seed"))
	back := time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "back"))
	g.client(t, func(p *sim.Proc) {
		g.ask(t, p, 0, nodes.Write, 0)
		node := g.members[0].site.Node
		node.Crash(true)()
		node.Clock.Step(-back)
		m := g.members[1] // of the second life
		if x.forgets {
			m.last, m.store = Stamp{}, NewStore()
		}
		g.members = []*member{m}
		g.ask(t, p, 0, nodes.Write, 1)
	})
	if len(g.facts[Inverted]) > 0 {
		t.Fatal("the stamps went back")
	}
}

// TestHybridClocksKeepCausality: what happened before has the lower stamp, and the
// clock is no further ahead of the physical one than messages were.
func TestHybridClocksKeepCausality(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const offset = 100
		var clocks [3]HLC
		var skew [3]nodes.Reading
		for i := range skew {
			skew[i] = nodes.Reading(rapid.Int64Range(0, offset/2).Draw(t, "skew"))
		}
		var sent []Stamp
		for now := range nodes.Reading(50) {
			i := rapid.IntRange(0, 2).Draw(t, "node")
			before := clocks[i].last
			if len(sent) == 0 || rapid.Bool().Draw(t, "sends") {
				sent = append(sent, clocks[i].Tick(now+skew[i]))
			} else {
				s := rapid.SampledFrom(sent).Draw(t, "hears")
				if !clocks[i].Hear(now+skew[i], s, offset) {
					t.Fatal("refused a stamp within the offset")
				}
				if clocks[i].last.Compare(s) <= 0 {
					t.Fatal("an effect is not later than its cause")
				}
			}
			if clocks[i].last.Compare(before) <= 0 {
				t.Fatal("a clock does not go on")
			}
			if clocks[i].last.Wall > now+slices.Max(skew[:]) {
				t.Fatal("a clock is ahead of all physical ones")
			}
		}
		if clocks[0].Hear(0, Stamp{Wall: offset + 1}, offset) {
			t.Fatal("a stamp from the future was believed")
		}
	})
}
