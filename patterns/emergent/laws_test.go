package emergent

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A making is what the laws are about.
type making struct {
	join  func(v View, id net.ID, life int64) View                  // numbers an instance
	stays func(c Config, v View, here []net.ID, instances int) bool // is the rule of split brains
	hear  func(*Machine, sim.Time, Claim) bool

	settle func(*Machine) (View, bool) // lets the youngest count

	forget func(s *Store, made []Write) // after each write
	back   func(s *Store) *Store        // makes another member's copy
}

func TestLaws(t *testing.T) {
	property.Suite[making]{
		Sound: making{View.With, Config.Stays, (*Machine).Heard, (*Machine).Settle, func(*Store, []Write) {}, backUp},
		Laws: []property.Law[making]{
			{"numbers are given once, and the oldest leads", ordered},
			{"one side of a split goes on", oneSide},
			{"a member that joins tips no scales", joins},
			{"who is heard of stays", steady},
			{"a write is made once", once},
		},
		Mutants: mutants,
		Times:   20,
	}.Run(t)
}

// ordered is the law of views: whoever comes and goes, no number is given twice,
// and the leader changes only when it goes itself.
func ordered(t *rapid.T, x making) {
	v, given := Found(0, 0), map[int64]bool{1: true}
	for step := range rapid.Int64Range(1, 40).Draw(t, "steps") {
		before, _ := v.Leader()
		id := net.ID(rapid.IntRange(0, 5).Draw(t, "instance"))
		if rapid.Bool().Draw(t, "joins") {
			v = x.join(v, id, step+1)
			me, _ := v.Of(id)
			if given[me.Number] {
				t.Fatalf("number %d was given before", me.Number)
			}
			given[me.Number] = true
		} else if len(v.Members) > 1 {
			v = v.Without(id)
		}
		if now, _ := v.Leader(); now != before && id != before.ID {
			t.Fatalf("%v led, %v does now, and %v came or went", before, now, id)
		}
		if !slices.IsSortedFunc(v.Members, func(a, b Member) int { return int(a.Number - b.Number) }) {
			t.Fatalf("out of order: %v", v.Members)
		}
	}
}

// oneSide is the law of splits: of two sides that see only themselves at most one
// goes on, under every rule that promises so.
func oneSide(t *rapid.T, x making) {
	c := Default()
	c.SplitBrain = rapid.SampledFrom([]string{"keep-majority", "static-quorum", "keep-oldest"}).Draw(t, "rule")
	c.DownIfAlone = rapid.Bool().Draw(t, "down if alone")
	n := rapid.IntRange(2, 9).Draw(t, "members")
	v := Found(0, 0)
	for id := 1; id < n; id++ {
		v = v.With(net.ID(id), 0).Settled()
	}
	var here, there []net.ID
	for id := range n {
		if rapid.Bool().Draw(t, "here") {
			here = append(here, net.ID(id))
		} else {
			there = append(there, net.ID(id))
		}
	}
	if len(here) > 0 && len(there) > 0 && x.stays(c, v, here, n) && x.stays(c, v, there, n) {
		t.Fatalf("%s: %v and %v both go on", c.SplitBrain, here, there)
	}
}

// joins is the law of splits that come while a member joins: each side may know of
// it or not, as far as the leader lets it count, and still at most one goes on.
func joins(t *rapid.T, x making) {
	c := Default()
	c.SplitBrain = rapid.SampledFrom([]string{"keep-majority", "static-quorum", "keep-oldest"}).Draw(t, "rule")
	c.DownIfAlone = rapid.Bool().Draw(t, "down if alone")
	n := net.ID(rapid.IntRange(1, 8).Draw(t, "members"))
	leader := New(0, 0, int(n)+1, c)
	v := Found(0, leader.life)
	for id := net.ID(1); id < n; id++ {
		v = v.With(id, 0).Settled()
	}
	leader.Adopt(0, v)
	v = v.With(n, 0)
	leader.Adopt(0, v)
	stages := make([]View, n) // what each of the others knows
	for id := range stages {
		stages[id] = v.Without(n)
	}
	for id := net.ID(1); id < n; id++ {
		if rapid.IntRange(0, 9).Draw(t, "told") > 0 {
			stages[id] = v
			x.hear(leader, 0, Claim{From: id, Joined: true, Leader: v.Members[0], Size: int(n) + 1, Version: v.Version, Knows: true})
		}
	}
	if settled, ok := x.settle(leader); ok {
		leader.Adopt(0, settled)
		for id := net.ID(1); id < n; id++ {
			if rapid.Bool().Draw(t, "told again") {
				stages[id] = settled
			}
		}
	}
	stages[0] = leader.View()
	var sides [2][]net.ID
	for id := range n + 1 {
		i := rapid.IntRange(0, 1).Draw(t, "side")
		sides[i] = append(sides[i], id)
	}
	stays := func(side []net.ID) bool {
		return slices.ContainsFunc(side, func(id net.ID) bool { return id < n && x.stays(c, stages[id], side, int(n)+1) })
	}
	if stays(sides[0]) && stays(sides[1]) {
		t.Fatalf("%s: %v and %v both go on, %+v", c.SplitBrain, sides[0], sides[1], stages)
	}
}

// steady is the law of the machine: a member that is heard of stays, whatever it
// said before it joined, and one that is silent is gone after the timeout and the
// margin, and not before.
func steady(t *rapid.T, x making) {
	c := Default()
	leader := New(0, 0, 3, c)
	v := Found(0, leader.life)
	for id := net.ID(1); id < 3; id++ {
		v = v.With(id, 7)
	}
	leader.Adopt(0, v)
	silent := sim.Time(rapid.Int64Range(0, int64(5*time.Second)).Draw(t, "silent from"))
	for now := sim.Time(0); now < silent.Add(c.Suspect+c.Margin+c.Heartbeat); now = now.Add(c.Heartbeat) {
		for id := net.ID(1); id < 3; id++ {
			claim := Claim{From: id, Life: 7, Joined: true, Number: int64(id + 1), Leader: v.Members[0], Size: 3, Version: v.Version, Knows: true}
			if rapid.IntRange(0, 9).Draw(t, "stale") == 0 {
				x.hear(leader, now, Claim{From: id, Life: rapid.Int64Range(0, 7).Draw(t, "life")})
			}
			if id != 1 || now < silent {
				x.hear(leader, now, claim)
			}
		}
		verdict, gone := leader.Tick(now)
		if verdict == Go || verdict == Remove && (!slices.Equal(gone, []net.ID{1}) || now < silent.Add(c.Suspect+c.Margin-2*c.Heartbeat)) {
			t.Fatalf("at %v, silent from %v: verdict %v, gone %v", now, silent, verdict, gone)
		}
	}
}

// once is the law of stores: a write that was made is known for ever, whoever leads by
// then and however many were made since.
func once(t *rapid.T, x making) {
	s := NewStore()
	var made []Write
	for token := range rapid.Int64Range(1, 60).Draw(t, "writes") {
		w := Write{rapid.Int64Range(0, 1).Draw(t, "item"), token + 1}
		s.Merge(w.Item, s.Next(w.Token))
		made = append(made, w)
		x.forget(s, made)
		if rapid.IntRange(0, 9).Draw(t, "takeover") == 0 {
			s = x.back(s)
		}
		if w := rapid.SampledFrom(made).Draw(t, "again"); !s.Has(w.Item, w.Token) {
			t.Fatalf("%+v was made, and the store of %d writes does not know", w, len(made))
		}
	}
}

// backUp returns a backup's copy of a store.
func backUp(s *Store) *Store {
	backup := NewStore()
	cells, done := s.Copy()
	for item, c := range sorted(cells) {
		backup.Merge(item, c)
	}
	backup.Done(done)
	return backup
}

// mutants have one mistake each, and the law that finds it out.
var mutants = []property.Mutant[making]{
	{"the memory of writes is bounded", "a write is made once", func(x *making) {
		x.forget = func(s *Store, made []Write) {
			for _, old := range made[:max(0, len(made)-16)] {
				delete(s.done, old)
			}
		}
	}},
	{"a backup is not told which writes were made", "a write is made once", func(x *making) {
		x.back = func(s *Store) *Store {
			backup := NewStore()
			cells, _ := s.Copy()
			for item, c := range sorted(cells) {
				backup.Merge(item, c)
			}
			return backup
		}
	}},
	{"a number is the count of members", "numbers are given once, and the oldest leads", func(x *making) {
		x.join = func(v View, id net.ID, life int64) View {
			v = v.Without(id)
			v.Members = append(v.Members, Member{id, int64(len(v.Members) + 1), life})
			return v
		}
	}},
	{"an instance that comes back has its old number", "numbers are given once, and the oldest leads", func(x *making) {
		x.join = func(v View, id net.ID, life int64) View {
			v = v.Without(id)
			v.Members = append(v.Members, Member{id, int64(id + 1), life})
			slices.SortFunc(v.Members, func(a, b Member) int { return int(a.Number - b.Number) })
			return v
		}
	}},
	{"a number is the time by a clock that was set back", "numbers are given once, and the oldest leads", func(x *making) {
		x.join = func(v View, id net.ID, life int64) View {
			v = v.Without(id)
			v.Members = append(v.Members, Member{id, 1000 - life, life})
			slices.SortFunc(v.Members, func(a, b Member) int { return int(a.Number - b.Number) })
			return v
		}
	}},
	{"half of the members are a majority", "one side of a split goes on", func(x *making) {
		x.stays = func(c Config, v View, here []net.ID, n int) bool {
			return c.SplitBrain == "keep-majority" && 2*len(here) >= len(v.Members) || c.Stays(v, here, n)
		}
	}},
	{"the oldest stays even if it is alone, and the others as well", "one side of a split goes on", func(x *making) {
		x.stays = func(c Config, v View, here []net.ID, n int) bool {
			return c.SplitBrain == "keep-oldest" && here[0] == 0 || c.Stays(v, here, n)
		}
	}},
	{"a quorum is half of the instances", "one side of a split goes on", func(x *making) {
		x.stays = func(c Config, v View, here []net.ID, n int) bool {
			c.Quorum = max(n/2, 1)
			return c.Stays(v, here, n)
		}
	}},
	{"a member counts before all know of it", "a member that joins tips no scales", func(x *making) {
		x.stays = func(c Config, v View, here []net.ID, n int) bool { return c.stays(v.Members, here, n) }
	}},
	{"a member counts once the leader knows it", "a member that joins tips no scales", func(x *making) {
		x.settle = func(m *Machine) (View, bool) { return m.view.Settled(), true }
	}},
	{"what was said before it joined counts", "who is heard of stays", func(x *making) {
		x.hear = func(m *Machine, now sim.Time, c Claim) bool {
			if !c.Joined {
				c.Life = 8
			}
			return m.Heard(now, c)
		}
	}},
}
