package broker

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

// A system is how a broker is run in a world of pure machines. A mutant is a system
// with a mistake.
type system struct {
	early     bool                       // publishers are told before the sync
	eager     bool                       // a message is delivered before the sync
	hasty     bool                       // positions are noted before the delivery
	careless  bool                       // what failed counts as dealt with
	forgetful bool                       // what is parked is not noted
	scattered func(*Log, Message) int    // where a message goes
	twofold   bool                       // two messages of a partition are under way at once
	apart     bool                       // positions are in a journal of their own, which syncs first
	recover   func(*Log, []Record) error // what is made of a journal
	leave     func(*Roster, int64)       // what becomes of the partitions of a member
}

func soundSystem() system {
	return system{
		scattered: func(l *Log, m Message) int { return l.Partition(m.Item) },
		recover: func(l *Log, lines []Record) error {
			for _, x := range lines {
				l.Fold(x)
			}
			return nil
		},
		leave: func(r *Roster, i int64) { r.Leave(membersOf(3)[i]) },
	}
}

// A stage is where a system plays: one topic, one subscription, a disk that keeps what
// was synced, and a consumer.
type stage struct {
	t       *rapid.T
	system  system
	most    int
	safe    []Record // survive a crash
	written []Record // may survive one, the oldest first
	log     *Log
	cursors []*Cursor
	next    sim.Key
	told    map[sim.Key]bool    // publishers were told that they are there
	sent    map[int64][]sim.Key // by item, in the order of publication
	done    map[int64][]sim.Key // by item, in the order in which they were first dealt with
	seen    map[sim.Key]bool    // dealt with
	ghosts  []sim.Key           // dealt with, and not in the log after a crash
	beyond  error
}

const stageParts = 3

func newStage(t *rapid.T, c system) *stage {
	g := &stage{
		t: t, system: c, most: rapid.IntRange(0, 3).Draw(t, "max deliveries"),
		told: make(map[sim.Key]bool), sent: make(map[int64][]sim.Key), done: make(map[int64][]sim.Key), seen: make(map[sim.Key]bool),
	}
	g.boot()
	return g
}

// boot folds what the disk holds.
func (g *stage) boot() {
	g.log, g.cursors = NewLog(1, 1, stageParts), nil
	g.beyond = g.system.recover(g.log, g.safe)
	for i := range stageParts {
		settled := g.log.Settled(0, i)
		if g.log.End(0, i) < settled && g.beyond == nil {
			g.beyond = fmt.Errorf("partition %d is dealt with up to %d and ends at %d", i, settled, g.log.End(0, i))
		}
		g.cursors = append(g.cursors, NewCursor(settled, g.most))
	}
}

func (g *stage) publish(item int64) {
	g.next++
	m := Message{ID: g.next, Item: item}
	x := Record{What: Published, Partition: g.system.scattered(g.log, m), Message: m}
	g.sent[item] = append(g.sent[item], m.ID)
	g.write(x)
	if g.system.early {
		g.told[m.ID] = true
	}
	if g.system.eager {
		g.log.Fold(x)
	}
}

// write puts a record where a crash may take it.
func (g *stage) write(x Record) {
	if g.system.apart && x.What != Published {
		g.safe = append(g.safe, x)
		g.log.Fold(x)
		return
	}
	g.written = append(g.written, x)
}

// sync makes what was written safe, and takes it to heart.
func (g *stage) sync() {
	for _, x := range g.written {
		if !g.system.eager || x.What != Published {
			g.log.Fold(x)
		}
		if x.What == Published {
			g.told[x.Message.ID] = true
		}
	}
	g.safe = append(g.safe, g.written...)
	g.written = nil
}

func (g *stage) crash() {
	kept := rapid.IntRange(0, len(g.written)).Draw(g.t, "lines that survive")
	g.safe = append(g.safe, g.written[:kept]...)
	for _, x := range g.written[kept:] {
		if id := x.Message.ID; x.What == Published && !g.told[id] { // nobody was told, and nobody misses it
			g.sent[x.Message.Item] = slices.DeleteFunc(g.sent[x.Message.Item], func(k sim.Key) bool { return k == id })
			if g.seen[id] {
				g.ghosts = append(g.ghosts, id)
			}
		}
	}
	g.written = nil
	g.boot()
}

// deliver makes a delivery from a partition, if there is anything in it.
func (g *stage) deliver(partition int, v Verdict, effect bool) {
	c := g.cursors[partition]
	m, at, ok := g.log.At(0, partition, c.Next())
	if !ok {
		return
	}
	c.Skip(at)
	if g.system.hasty {
		g.write(Record{What: Settled, Partition: partition, Offset: at + 1})
	}
	c.Deliver()
	if g.system.twofold && v != Acked { // the one behind it is dealt with meanwhile
		if later, _, ok := g.log.At(0, partition, at+1); ok {
			g.effect(later)
		}
	}
	if effect {
		g.effect(m)
	}
	if g.system.careless {
		v = Acked
	}
	if c.Done(v) {
		g.seen[m.ID] = true // by an operator
		if !g.system.forgetful {
			g.write(Record{What: Parked, Partition: partition, Offset: at})
		} else {
			g.seen[m.ID] = false
		}
	}
}

// effect is the consumer dealing with a message.
func (g *stage) effect(m Message) {
	if !g.seen[m.ID] {
		g.seen[m.ID] = true
		g.done[m.Item] = append(g.done[m.Item], m.ID)
	}
}

// commit notes the positions.
func (g *stage) commit() {
	for i, c := range g.cursors {
		g.write(Record{What: Settled, Partition: i, Offset: c.Next()})
	}
}

// play draws a life of the broker, and then lets everything be delivered.
func play(t *rapid.T, c system) *stage {
	g := newStage(t, c)
	for range rapid.IntRange(1, 60).Draw(t, "steps") {
		switch rapid.IntRange(0, 9).Draw(t, "step") {
		case 0, 1, 2:
			g.publish(rapid.Int64Range(0, 4).Draw(t, "item"))
		case 3, 4:
			g.sync()
		case 5, 6, 7:
			v := rapid.SampledFrom([]Verdict{Acked, Acked, Acked, Failed, Silent, Declined, Away}).Draw(t, "verdict")
			effect := v == Acked || v == Silent && rapid.Bool().Draw(t, "it was dealt with")
			g.deliver(rapid.IntRange(0, stageParts-1).Draw(t, "partition"), v, effect)
		case 8:
			g.commit()
		case 9:
			if g.crash(); g.beyond != nil {
				return g
			}
		}
	}
	g.sync()
	for i := range stageParts {
		for range 200 {
			g.deliver(i, Acked, true)
		}
	}
	return g
}

// lived is a law that can be read off the life of a broker.
func lived(hold func(*stage) error) func(*rapid.T, system) {
	return func(t *rapid.T, c system) {
		if err := hold(play(t, c)); err != nil {
			t.Fatal(err)
		}
	}
}

var laws = []property.Law[system]{
	{"what a publisher was told of is dealt with, or parked", lived(func(g *stage) error {
		for item, ids := range g.sent {
			for _, id := range ids {
				if g.told[id] && !g.seen[id] {
					return fmt.Errorf("message %d about %d was never dealt with", id, item)
				}
			}
		}
		return nil
	})},
	{"messages about one item come in order", lived(func(g *stage) error {
		for item, ids := range g.done {
			if !slices.IsSorted(ids) {
				return fmt.Errorf("messages about %d came in the order %v", item, ids)
			}
		}
		return nil
	})},
	{"nothing comes that was not published", lived(func(g *stage) error {
		if len(g.ghosts) > 0 {
			return fmt.Errorf("messages %v were dealt with, and are not in the log", g.ghosts)
		}
		return nil
	})},
	{"no position is beyond the messages", lived(func(g *stage) error { return g.beyond })},
	{"partitions are shared evenly", func(t *rapid.T, c system) { shared(t, c.leave) }},
}

func TestLaws(t *testing.T) {
	property.Suite[system]{Sound: soundSystem(), Laws: laws, Mutants: mutants}.Run(t)
}

// mutants are systems with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[system]{
	{"a publisher is told before the sync", "what a publisher was told of is dealt with, or parked", func(w *system) { w.early = true }},
	{"a position is durable before its message is dealt with", "what a publisher was told of is dealt with, or parked", func(w *system) { w.hasty = true }},
	{"what failed counts as dealt with", "what a publisher was told of is dealt with, or parked", func(w *system) { w.careless = true }},
	{"what is parked is not noted", "what a publisher was told of is dealt with, or parked", func(w *system) { w.forgetful = true }},
	{"messages about one item are in any partition", "messages about one item come in order", func(w *system) {
		w.scattered = func(_ *Log, m Message) int { return int(m.ID % stageParts) }
	}},
	{"two members deal with one partition", "messages about one item come in order", func(w *system) { w.twofold = true }},
	{"a message is delivered before the sync", "nothing comes that was not published", func(w *system) { w.eager = true }},
	{"positions are in a journal of their own", "no position is beyond the messages", func(w *system) { w.apart, w.eager = true, true }},
	{"a torn journal is read from its end", "messages about one item come in order", func(w *system) {
		w.recover = func(l *Log, lines []Record) error {
			for _, x := range slices.Backward(lines) {
				l.Fold(x)
			}
			return nil
		}
	}},
	{"a member that left keeps its partitions", "partitions are shared evenly", func(w *system) {
		w.leave = func(r *Roster, leaver int64) {
			owners := slices.Clone(r.owners)
			r.Leave(membersOf(3)[leaver])
			r.owners = owners
		}
	}},
}
