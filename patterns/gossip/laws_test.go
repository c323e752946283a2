package gossip

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim/property"
)

// An actor is a member as the laws see it: the machine, or a mutant.
type actor interface {
	Write(item, token int64) Update
	Rounds() bool
	Round()
	Reconcile()
	Hear(from int, l *Message, learned func(Update, bool))
	Out() []Message
	Get(item int64) (Update, bool)
	Hot() int
}

// A maker makes one member.
type maker func(c Config, self, members int, seed int) actor

func newActor(c Config, self, members, seed int) actor {
	return New(c, self, members, luck(seed))
}

// laws are properties of a group of members.
var laws = []property.Law[maker]{
	{"in a calm all come to know the same", convergence},
	{"what a member shows of an item never gets older", monotony},
	{"a writer sees what it wrote", ownWrites},
	{"a round contacts so many distinct others and no more", bounded},
	{"interest in every rumour is lost", interest},
	{"the counter counts useless contacts in a row", counting},
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: newActor, Laws: laws, Mutants: mutants}.Run(t)
}

// A town is a group of members whose messages lie about until they are delivered,
// lost or delivered twice, in any order.
type town struct {
	members []actor
	letters []envelope
	made    int64
	newest  map[[2]int64]Version // shown by a member, of an item
}

type envelope struct {
	from int
	Message
}

const items = 3

func drawTown(t *rapid.T, make maker) (*town, Config) {
	c := Default()
	c.Style = rapid.SampledFrom([]string{"push", "pull", "push-pull"}).Draw(t, "style")
	c.Fanout = rapid.IntRange(1, 3).Draw(t, "fanout")
	c.Stop = rapid.SampledFrom([]string{"never", "counter", "coin"}).Draw(t, "stop")
	c.K = rapid.IntRange(1, 4).Draw(t, "k")
	c.Feedback = rapid.Bool().Draw(t, "feedback")
	return newTown(c, rapid.IntRange(2, 6).Draw(t, "members"), rapid.IntRange(0, 1000).Draw(t, "seed"), make), c
}

func newTown(c Config, members, seed int, make maker) *town {
	w := &town{newest: map[[2]int64]Version{}}
	for i := range members {
		w.members = append(w.members, make(c, i, members, seed*100+i))
	}
	return w
}

// collect takes the messages of a member, and returns how many there were.
func (w *town) collect(i int) int {
	out := w.members[i].Out()
	for _, l := range out {
		w.letters = append(w.letters, envelope{i, l})
	}
	return len(out)
}

func (w *town) deliver(k int) {
	l := w.letters[k]
	w.members[l.To].Hear(l.from, &l.Message, func(Update, bool) {})
	w.collect(l.To)
}

// storm does whatever may happen.
func (w *town) storm(t *rapid.T, steps int, after func()) {
	for range rapid.IntRange(1, steps).Draw(t, "steps") {
		i := rapid.IntRange(0, len(w.members)-1).Draw(t, "member")
		switch act := rapid.IntRange(0, 9).Draw(t, "act"); {
		case act == 0:
			w.made++
			w.members[i].Write(int64(rapid.IntRange(0, items-1).Draw(t, "item")), w.made)
			w.collect(i)
		case act == 1:
			w.members[i].Reconcile()
			w.collect(i)
		case act <= 3:
			w.members[i].Round()
			w.collect(i)
		case len(w.letters) > 0:
			k := rapid.IntRange(0, len(w.letters)-1).Draw(t, "letter")
			if act != 4 { // lost
				w.deliver(k)
			}
			if act != 5 { // delivered again, later
				w.letters = slices.Delete(w.letters, k, k+1)
			}
		}
		after()
	}
}

// settle delivers all messages, and those that they cause.
func (w *town) settle(t *rapid.T) {
	for n := 0; len(w.letters) > 0; n++ {
		if n > 10_000 {
			t.Fatalf("letters beget letters without end")
		}
		w.deliver(0)
		w.letters = w.letters[1:]
	}
}

func convergence(t *rapid.T, make maker) {
	w, _ := drawTown(t, make)
	w.storm(t, 40, func() {})
	w.settle(t)
	for range 60 {
		for i := range w.members {
			w.members[i].Reconcile()
			w.collect(i)
		}
		w.settle(t)
	}
	for item := range int64(items) {
		want, _ := w.members[0].Get(item)
		for i, m := range w.members {
			if got, _ := m.Get(item); got != want {
				t.Fatalf("of item %d member %d knows %+v, member 0 %+v", item, i, got, want)
			}
		}
	}
}

func monotony(t *rapid.T, make maker) {
	w, _ := drawTown(t, make)
	w.storm(t, 60, func() {
		for i, m := range w.members {
			for item := range int64(items) {
				u, _ := m.Get(item)
				place := [2]int64{int64(i), item}
				if u.Version.Compare(w.newest[place]) < 0 {
					t.Fatalf("member %d went back from %v to %v of item %d", i, w.newest[place], u.Version, item)
				}
				w.newest[place] = u.Version
			}
		}
	})
}

func ownWrites(t *rapid.T, make maker) {
	w, _ := drawTown(t, make)
	w.storm(t, 30, func() {})
	i := rapid.IntRange(0, len(w.members)-1).Draw(t, "writer")
	item := int64(rapid.IntRange(0, items-1).Draw(t, "written"))
	w.members[i].Write(item, 999)
	if u, _ := w.members[i].Get(item); u.Token != 999 {
		t.Fatalf("the writer sees %+v", u)
	}
}

func bounded(t *rapid.T, make maker) {
	w, c := drawTown(t, make)
	w.storm(t, 30, func() {})
	for i, m := range w.members {
		m.Out()
		m.Round()
		var to []int
		for _, l := range m.Out() {
			to = append(to, l.To)
		}
		slices.Sort(to)
		if most := min(c.Fanout, len(w.members)-1); len(to) > most {
			t.Fatalf("a round contacts %d members, more than %d", len(to), most)
		}
		if slices.Contains(to, i) || len(slices.Compact(to)) != len(to) {
			t.Fatalf("member %d contacts %v", i, to)
		}
	}
}

func interest(t *rapid.T, make maker) {
	w, c := drawTown(t, make)
	if c.Stop == "never" {
		return
	}
	w.storm(t, 30, func() {})
	for range 400 {
		w.settle(t)
		for i, m := range w.members {
			m.Round()
			w.collect(i)
		}
	}
	w.settle(t)
	for i, m := range w.members {
		if m.Hot() > 0 {
			t.Fatalf("member %d still tells %d rumours", i, m.Hot())
		}
	}
}

// counting holds the machine against the rule in three lines.
func counting(t *rapid.T, make maker) {
	c := Default()
	c.K = rapid.IntRange(1, 4).Draw(t, "k")
	m := make(c, 0, 5, 1)
	u := m.Write(1, 1)
	row := 0
	for _, useful := range rapid.SliceOfN(rapid.Bool(), 1, 20).Draw(t, "verdicts") {
		m.Hear(1, &Message{Heard: []Verdict{{Stamp{u.Item, u.Version}, useful}}}, func(Update, bool) {})
		row++
		if useful {
			row = 0
		}
		if hot := m.Hot() > 0; hot != (row < c.K) {
			t.Fatalf("after %d useless contacts in a row, of %d, it is hot: %v", row, c.K, hot)
		}
		if row >= c.K {
			return
		}
	}
}

// TestMergeIsALattice checks the algebra on the store alone: any order, any
// repetition gives the same.
func TestMergeIsALattice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Update
		for i := range rapid.IntRange(1, 12).Draw(t, "updates") {
			all = append(all, Update{
				Item:    int64(rapid.IntRange(0, 2).Draw(t, "item")),
				Version: Version{int64(rapid.IntRange(1, 3).Draw(t, "count")), int32(i)},
				Token:   int64(i) + 1,
			})
		}
		var a, b Store
		for _, u := range all {
			a.Merge(u)
		}
		for _, u := range rapid.Permutation(all).Draw(t, "order") {
			b.Merge(u)
			b.Merge(rapid.SampledFrom(all).Draw(t, "again"))
		}
		for _, u := range all {
			b.Merge(u)
			if b.Merge(u) {
				t.Fatal("the same update was news twice")
			}
		}
		for item := range int64(3) {
			x, _ := a.Get(item)
			if y, _ := b.Get(item); x != y {
				t.Fatalf("item %d is %+v or %+v", item, x, y)
			}
		}
		if they, we := a.Compare(b.Digest()); they != nil || we != nil {
			t.Fatalf("equal stores differ by %v and %v", they, we)
		}
	})
}
