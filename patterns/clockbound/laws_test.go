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

// consistent is the law of external consistency: whatever clients ask, by true
// time no transaction has a lower stamp than one that ended before it began, and
// no read misses a write that did. Broken spoils each member.
func consistent(c Config, broken func(*member)) func(*rapid.T) {
	return func(t *rapid.T) {
		g := newGroup(t, 3, c, rapid.Uint64().Draw(t, "seed"))
		for _, m := range g.members {
			broken(m)
		}
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
}

func sound(*member) {}

// holds tries a law on many seeds.
func holds(t *testing.T, law func(*rapid.T)) {
	t.Helper()
	tries := 2_000
	if testing.Short() {
		tries = 200
	}
	if checks, broken := property.Breaks(t, tries, law); broken {
		t.Fatalf("broken after %d seeds", checks+1)
	}
}

func TestCommitWaitIsExternallyConsistent(t *testing.T) {
	holds(t, consistent(Default(), sound))
}

// seenEarly is the law that nobody sees a write whose wait is not over: a later
// read, by a slower clock, would miss it.
func seenEarly(broken func(*member)) func(*rapid.T) {
	return func(t *rapid.T) {
		c := Default()
		g := newGroup(t, 3, c, rapid.Uint64().Draw(t, "seed"))
		for _, m := range g.members {
			broken(m)
		}
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
}

func TestNobodySeesAWriteEarly(t *testing.T) { holds(t, seenEarly(sound)) }

func TestEveryTwinIsFoundOut(t *testing.T) {
	with := func(change func(*Config)) Config {
		c := Default()
		change(&c)
		return c
	}
	var brood property.Brood
	for _, x := range []struct {
		name string
		law  func(*rapid.T)
	}{
		{"it waits ε in place of 2ε", consistent(with(func(c *Config) { c.Wait = c.Epsilon }), sound)},
		{"it does not wait", consistent(with(func(c *Config) { c.Order = "none" }), sound)},
		{"hybrid clocks do without a wait", consistent(with(func(c *Config) { c.Order = "hlc" }), sound)},
		{"clocks are worse than the bound", consistent(with(func(c *Config) { c.Skew = 3 }), sound)},
		{"a restarted node does not know its last stamp", forgetful(true)},
		{"a write is seen before its wait is over", seenEarly(func(m *member) { m.config.Wait = time.Nanosecond })},
		{"a stamp that is now counts as past", strict(func(i Interval, t nodes.Reading) bool { return i.Earliest >= t })},
	} {
		brood.Catch(t, x.name, 2000, x.law)
	}
	brood.Recorded(t)
}

// strict is the law of the end of the wait: a stamp that is past by one clock is
// below whatever true time it can be by any other.
func strict(past func(Interval, nodes.Reading) bool) func(*rapid.T) {
	return func(t *rapid.T) {
		epsilon := time.Duration(rapid.Int64Range(0, 10).Draw(t, "epsilon"))
		truth := nodes.Reading(rapid.Int64Range(0, 100).Draw(t, "true time"))
		error := func(name string) time.Duration {
			return time.Duration(rapid.Int64Range(-int64(epsilon), int64(epsilon)).Draw(t, name))
		}
		stamp := nodes.Reading(rapid.Int64Range(0, 100).Draw(t, "stamp"))
		if past(Around(truth.Add(error("mine")), epsilon), stamp) && Around(truth.Add(error("theirs")), epsilon).Latest <= stamp {
			t.Fatal("a later transaction has no higher stamp")
		}
	}
}

func TestAStampIsPastStrictly(t *testing.T) { holds(t, strict(Interval.Past)) }

// forgetful is the law that stamps of a node go on above those before a crash.
func forgetful(forgets bool) func(*rapid.T) {
	return func(t *rapid.T) {
		c := Default()
		c.Order = "none"
		g := newGroup(t, 1, c, rapid.Uint64().Draw(t, "seed"))
		back := time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "back"))
		g.client(t, func(p *sim.Proc) {
			g.ask(t, p, 0, nodes.Write, 0)
			node := g.members[0].site.Node
			node.Crash(true)()
			node.Clock.Step(-back)
			m := g.members[1] // of the second life
			if forgets {
				m.last, m.store = Stamp{}, NewStore()
			}
			g.members = []*member{m}
			g.ask(t, p, 0, nodes.Write, 1)
		})
		if len(g.facts[Inverted]) > 0 {
			t.Fatal("the stamps went back")
		}
	}
}

func TestStampsGoOnAfterACrash(t *testing.T) { holds(t, forgetful(false)) }

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
