package membership

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

// laws are properties of a group of members.
var laws = []property.Law[maker]{
	{"nobody rises from the dead in the same incarnation", noResurrection},
	{"in a calm the living see each other", accuracy},
	{"in a calm the crashed are gone for all", completeness},
	{"only a member begins an incarnation of itself", ownership},
	{"nobody is left out for longer than two rounds", bounded},
	{"news is told a bounded number of times", thrift},
	{"it does not matter in what order claims come, nor how often", merge},
	{"who leaves is not taken for dead", departure},
	{"a short silence kills nobody", patience},
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: newActor, Laws: laws, Mutants: mutants}.Run(t)
}

// A storm is a group that has been through crashes, restarts, cuts and losses.
type storm struct {
	*env
	highest []int64 // incarnation that each has ever been in
}

func drawStorm(t *rapid.T, hatch maker, watch func(s *storm, member int, c Change)) *storm {
	c := LAN()
	n := rapid.IntRange(2, 6).Draw(t, "members")
	c.Seeds, c.SuspicionMult, c.Reconnect, c.PushPull = n, 2, 2*time.Second, 5*time.Second
	c.Lifeguard = rapid.Bool().Draw(t, "lifeguard")
	c.Incarnation = rapid.SampledFrom([]string{"clock", "zero"}).Draw(t, "incarnation")
	s := &storm{highest: make([]int64, n)}
	s.env = newEnv(c, n, rapid.Uint64Range(0, 1000).Draw(t, "seed"), hatch)
	s.watch = func(member int, c Change) {
		s.note()
		watch(s, member, c)
	}
	s.run(3 * time.Second)
	for range rapid.IntRange(1, 8).Draw(t, "steps") {
		s.step(t)
		s.note()
		s.run(time.Duration(rapid.Int64Range(int64(100*time.Millisecond), int64(8*time.Second)).Draw(t, "then")))
	}
	return s
}

// step does whatever may happen.
func (s *storm) step(t *rapid.T) {
	i := rapid.IntRange(0, len(s.members)-1).Draw(t, "member")
	switch rapid.IntRange(0, 3).Draw(t, "act") {
	case 0:
		if s.members[i] != nil {
			s.crash(i)
		} else {
			s.boot(i)
		}
	case 1:
		sides := rapid.IntRange(0, 1<<len(s.members)-1).Draw(t, "sides")
		s.cut = func(from, to int) bool { return (sides>>from^sides>>to)&1 == 1 }
	case 2:
		s.cut = nil
	case 3:
		s.loss = rapid.SampledFrom([]float64{0, 0.1, 0.5}).Draw(t, "loss")
	}
}

// note takes note of the incarnations that members are in.
func (s *storm) note() {
	for i, m := range s.members {
		if m != nil {
			s.highest[i] = max(s.highest[i], m.Of(i).Incarnation)
		}
	}
}

// calm lets nothing happen any more, for long enough.
func (s *storm) calm() {
	s.cut, s.loss = nil, 0
	s.run(45 * time.Second)
}

// noResurrection remembers what members knew to be over, whether or not they do.
func noResurrection(t *rapid.T, hatch maker) {
	type pair struct {
		by actor // a member in one of its lives
		of int32
	}
	over := make(map[pair]int64)
	drawStorm(t, hatch, func(s *storm, member int, c Change) {
		p := pair{s.members[member], c.Member}
		last, known := over[p]
		if known && c.here() && c.Incarnation <= last {
			t.Fatalf("%d believes %+v, and knew incarnation %d to be over", member, c.Update, last)
		}
		if c.gone() {
			over[p] = c.Incarnation
		}
	})
}

func accuracy(t *rapid.T, hatch maker) {
	s := drawStorm(t, hatch, func(*storm, int, Change) {})
	s.calm()
	for i, m := range s.members {
		for j, other := range s.members {
			if m == nil || other == nil {
				continue
			}
			if c := m.Of(j); c.Status != Alive || c.Incarnation != other.Of(j).Incarnation {
				t.Fatalf("%d lives in incarnation %d, and %d believes %+v", j, other.Of(j).Incarnation, i, c)
			}
		}
	}
}

func completeness(t *rapid.T, hatch maker) {
	s := drawStorm(t, hatch, func(*storm, int, Change) {})
	s.calm()
	for i, m := range s.members {
		for j, other := range s.members {
			if m != nil && other == nil && m.Of(j).here() {
				t.Fatalf("%d is down, and %d believes %+v", j, i, m.Of(j))
			}
		}
	}
}

func ownership(t *rapid.T, hatch maker) {
	drawStorm(t, hatch, func(s *storm, member int, c Change) {
		if c.Incarnation > s.highest[c.Member] {
			t.Fatalf("%d believes %+v, and the highest incarnation is %d", member, c.Update, s.highest[c.Member])
		}
	})
}

// bounded lets members probe for a while, and looks at the turns of each.
func bounded(t *rapid.T, hatch maker) {
	n := rapid.IntRange(3, 6).Draw(t, "members")
	c := LAN()
	c.Lifeguard, c.PushPull = false, time.Second
	s := newEnv(c, n, rapid.Uint64Range(0, 1000).Draw(t, "seed"), hatch)
	s.run(10 * time.Second)
	turn, last := make([]int, n), make([][]int, n)
	for i := range last {
		last[i] = make([]int, n)
	}
	s.sentBy = func(l *Message) {
		if l.Act == Ping && turn[l.From] >= 0 {
			turn[l.From]++
			last[l.From][l.To] = turn[l.From]
			for other, at := range last[l.From] {
				if gap := turn[l.From] - at; int32(other) != l.From && gap > 2*(n-1)-1 {
					t.Fatalf("%d has not probed %d of %d for %d periods", l.From, other, n, gap)
				}
			}
		}
	}
	s.run(30 * time.Second)
}

// thrift counts how often each member tells each piece of news.
func thrift(t *rapid.T, hatch maker) {
	var told map[thriftKey]int
	s := drawStorm(t, hatch, func(*storm, int, Change) { clear(told) })
	told = make(map[thriftKey]int)
	s.sentBy = func(l *Message) {
		if l.Act == State || l.Act == StateToo {
			return
		}
		if len(l.Updates) > s.config.Piggyback+1 {
			t.Fatalf("%d pieces of news in a message", len(l.Updates))
		}
		for _, c := range l.Updates {
			if c.Member == l.To {
				continue // a warning is no news
			}
			k := thriftKey{l.From, c}
			if told[k]++; told[k] > 2*RetransmitLimit(s.config.RetransmitMult, len(s.members)) {
				t.Fatalf("%d tells %+v for the %d. time", l.From, c, told[k])
			}
		}
	}
	s.calm()
}

type thriftKey struct {
	by int32
	Update
}

// merge tells two members the same updates about others, in two orders.
func merge(t *rapid.T, hatch maker) {
	claim := rapid.Custom(func(t *rapid.T) Update {
		return Update{
			Member: rapid.Int32Range(1, 3).Draw(t, "member"), Incarnation: rapid.Int64Range(0, 2).Draw(t, "incarnation"),
			Status: rapid.SampledFrom([]Status{Alive, Suspect, Dead, Left}).Draw(t, "status"),
		}
	})
	claims := rapid.SliceOfN(claim, 1, 8).Draw(t, "claims")
	other := rapid.Permutation(slices.Concat(claims, claims[:1])).Draw(t, "in another order")
	beliefs := func(claims []Update) (all []Update) {
		m := hatch(LAN(), 0, 4, 0, 0, sim.KeyOf("merge").Rand())
		for _, c := range claims {
			m.Hear(0, &Message{From: 1, Updates: []Update{c}})
		}
		for i := range 4 {
			all = append(all, m.Of(i))
		}
		return all
	}
	if a, b := beliefs(claims), beliefs(other); !slices.Equal(a, b) {
		t.Fatalf("%+v leads to %+v, and %+v to %+v", claims, a, other, b)
	}
}

func departure(t *rapid.T, hatch maker) {
	n := rapid.IntRange(2, 6).Draw(t, "members")
	c := LAN()
	c.Lifeguard = rapid.Bool().Draw(t, "lifeguard")
	c.PushPull = time.Second // as gossip may miss somebody
	s := newEnv(c, n, rapid.Uint64Range(0, 1000).Draw(t, "seed"), hatch)
	s.run(5 * time.Second)
	gone := rapid.IntRange(0, n-1).Draw(t, "who")
	s.members[gone].Leave(s.now)
	s.collect(gone)
	s.run(5 * time.Second)
	s.crash(gone)
	s.run(10 * time.Second)
	for i, m := range s.members {
		if m != nil && m.Of(gone).Status != Left {
			t.Fatalf("%d has left, and %d believes %+v", gone, i, m.Of(gone))
		}
	}
}

func patience(t *rapid.T, hatch maker) {
	n := rapid.IntRange(3, 6).Draw(t, "members")
	c := LAN()
	c.SuspicionMult = 20
	s := newEnv(c, n, rapid.Uint64Range(0, 1000).Draw(t, "seed"), hatch)
	s.run(5 * time.Second)
	s.watch = func(member int, c Change) {
		if c.Status == Dead {
			t.Fatalf("%d takes %+v for %+v", member, c.Was, c.Update)
		}
	}
	silent := rapid.IntRange(0, n-1).Draw(t, "who")
	s.cut = func(from, to int) bool { return from == silent || to == silent }
	s.run(time.Duration(rapid.Int64Range(0, int64(3*time.Second)).Draw(t, "for")))
	s.cut = nil
	s.run(30 * time.Second)
}
