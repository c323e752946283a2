package outbox

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

// A system is how a service and its relay are run in a world of pure machines. A
// mutant is a system with a mistake.
type system struct {
	apart     bool                          // the message is kept in memory, beside the row
	early     bool                          // a message is published before its row is durable
	marked    bool                          // sent is noted before the message is published
	assuming  bool                          // no answer is taken for an acknowledgement
	overtakes bool                          // after a failure, those behind it go on
	lanes     func([][]Message) [][]Message // what goes side by side
	fold      func(*Table, []Record)        // what is made of a journal
	next      func(*Table, int) [][]Message // what is to be published
}

func soundSystem() system {
	return system{
		lanes: func(lanes [][]Message) [][]Message { return lanes },
		next:  func(t *Table, most int) [][]Message { return t.Next(most) },
		fold: func(t *Table, lines []Record) {
			for _, x := range lines {
				t.Fold(x)
			}
		},
	}
}

// A stage is where a system plays: a disk that keeps what was synced, a table, and a
// broker that keeps whatever reaches it.
type stage struct {
	t         *rapid.T
	system    system
	safe      []Record // survive a crash
	written   []Record // may survive one, the oldest first
	table     *Table
	next      sim.Key
	published map[int64][]sim.Key // by item, the first time each, in order
	there     map[sim.Key]bool
	twice     int // messages that were published again
}

func (g *stage) boot() {
	g.table = NewTable()
	g.system.fold(g.table, g.safe)
}

// request writes the row of a request, which may have come before.
func (g *stage) request(item int64) {
	g.next++
	m := Message{ID: g.next, Item: item}
	if rows := len(g.safe); rows > 0 && rapid.IntRange(0, 4).Draw(g.t, "it comes again") == 0 {
		m = g.safe[rapid.IntRange(0, rows-1).Draw(g.t, "which")].Message
	}
	if g.table.Has(m.ID) {
		return
	}
	x := Record{Pending, m}
	if g.system.apart {
		x.What = Row
	}
	g.written = append(g.written, x)
	if g.system.early {
		g.table.Fold(x)
	}
}

func (g *stage) sync() {
	for _, x := range g.written {
		g.table.Fold(x)
		if g.system.apart && x.What == Row {
			g.table.pending = append(g.table.pending, x.Message)
		}
	}
	g.safe = append(g.safe, g.written...)
	g.written = nil
}

func (g *stage) crash() {
	kept := rapid.IntRange(0, len(g.written)).Draw(g.t, "lines that survive")
	g.safe = append(g.safe, g.written[:kept]...)
	g.written = nil
	g.boot()
}

// relay publishes a batch. Messages that are lost, or whose acknowledgement is, and
// crashes come between any two of its steps.
func (g *stage) relay(calm bool) {
	for _, lane := range g.system.lanes(g.system.next(g.table, rapid.IntRange(1, 4).Draw(g.t, "batch"))) {
		for _, m := range lane {
			fate := "heard"
			if !calm {
				fate = rapid.SampledFrom([]string{"heard", "heard", "heard", "lost", "unheard", "crash before", "crash after"}).Draw(g.t, "fate")
			}
			if g.system.marked {
				g.sent(m)
				g.sync()
			}
			if fate == "crash before" {
				g.crash()
				return
			}
			if fate != "lost" {
				g.reach(m)
			}
			if fate == "crash after" {
				g.crash()
				return
			}
			if fate == "heard" || g.system.assuming {
				g.sent(m)
			} else if !g.system.overtakes {
				break
			}
		}
	}
}

func (g *stage) sent(m Message) {
	g.table.Fold(Record{What: Sent, Message: m})
	g.written = append(g.written, Record{What: Sent, Message: m})
}

// reach is the broker.
func (g *stage) reach(m Message) {
	if g.there[m.ID] {
		g.twice++
		return
	}
	g.there[m.ID] = true
	g.published[m.Item] = append(g.published[m.Item], m.ID)
}

// play draws a life of the service, and then lets the relay finish.
func play(t *rapid.T, c system) *stage {
	g := &stage{t: t, system: c, published: make(map[int64][]sim.Key), there: make(map[sim.Key]bool)}
	g.boot()
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		switch rapid.IntRange(0, 5).Draw(t, "step") {
		case 0, 1:
			g.request(rapid.Int64Range(0, 2).Draw(t, "item"))
		case 2:
			g.sync()
		case 3, 4:
			g.relay(false)
		case 5:
			g.crash()
		}
	}
	g.sync()
	for range 200 {
		g.relay(true)
	}
	return g
}

// rows returns the rows that are there, by item and in order.
func (g *stage) rows() map[int64][]sim.Key {
	rows := make(map[int64][]sim.Key)
	for _, x := range g.safe {
		if m := x.Message; x.What != Sent && !slices.Contains(rows[m.Item], m.ID) {
			rows[m.Item] = append(rows[m.Item], m.ID)
		}
	}
	return rows
}

// lived is a law that can be read off the life of a service.
func lived(hold func(*stage) error) func(*rapid.T, system) {
	return func(t *rapid.T, c system) {
		if err := hold(play(t, c)); err != nil {
			t.Fatal(err)
		}
	}
}

var laws = []property.Law[system]{
	{"no row without a message", lived(func(g *stage) error {
		for item, rows := range g.rows() {
			for _, id := range rows {
				if !g.there[id] {
					return fmt.Errorf("row %d about %d was never published", id, item)
				}
			}
		}
		return nil
	})},
	{"no message without a row", lived(func(g *stage) error {
		rows := g.rows()
		for item, ids := range g.published {
			for _, id := range ids {
				if !slices.Contains(rows[item], id) {
					return fmt.Errorf("message %d about %d has no row", id, item)
				}
			}
		}
		return nil
	})},
	{"messages about one item in the order of their rows", lived(func(g *stage) error {
		for item, rows := range g.rows() {
			if !slices.Equal(rows, g.published[item]) {
				return fmt.Errorf("rows about %d: %v, published: %v", item, rows, g.published[item])
			}
		}
		return nil
	})},
}

func TestLaws(t *testing.T) {
	property.Suite[system]{Sound: soundSystem(), Laws: laws, Mutants: mutants}.Run(t)
}

// TestCrashesHaveMessagesPublishedTwice: the lives of the laws are eventful.
func TestCrashesHaveMessagesPublishedTwice(t *testing.T) {
	again := 0
	rapid.Check(t, func(t *rapid.T) { again += play(t, soundSystem()).twice })
	if again == 0 {
		t.Error("nothing was published twice: the crashes show nothing")
	}
}

// mutants are systems with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[system]{
	{"the message is kept in memory", "no row without a message", func(w *system) { w.apart = true }},
	{"sent is noted before the message is published", "no row without a message", func(w *system) { w.marked = true }},
	{"no answer is taken for an acknowledgement", "no row without a message", func(w *system) { w.assuming = true }},
	{"a message is published before its row is durable", "no message without a row", func(w *system) { w.early = true }},
	{"those behind a failure go on", "messages about one item in the order of their rows", func(w *system) { w.overtakes = true }},
	{"all messages go side by side", "messages about one item in the order of their rows", func(w *system) {
		w.lanes = func(lanes [][]Message) (wide [][]Message) {
			for _, m := range slices.Concat(lanes...) {
				wide = append(wide, []Message{m})
			}
			return wide
		}
	}},
	{"the newest goes first", "messages about one item in the order of their rows", func(w *system) {
		w.next = func(t *Table, most int) [][]Message {
			slices.Reverse(t.pending)
			defer slices.Reverse(t.pending)
			return t.Next(most)
		}
	}},
	{"the first line of a batch is taken for the whole", "no row without a message", func(w *system) {
		w.fold = func(t *Table, lines []Record) {
			for i, x := range lines {
				if i == 0 || x.What != lines[i-1].What {
					t.Fold(x)
				}
			}
		}
	}},
}

func TestLinesSurviveTheirEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := Record{What(rapid.IntRange(0, 2).Draw(t, "what")), Message{
			ID: sim.Key(rapid.Uint64().Draw(t, "id")), Root: sim.Key(rapid.Uint64().Draw(t, "root")), Item: rapid.Int64().Draw(t, "item"),
		}}
		record := x.Encode()
		if back, err := Decode(record); err != nil || back != x {
			t.Fatalf("%+v came back as %+v, %v", x, back, err)
		}
		if _, err := Decode(record[:rapid.IntRange(0, len(record)-1).Draw(t, "cut")]); err == nil {
			t.Fatal("a part of a record went unnoticed")
		}
		if _, err := Decode(append(record, 0)); err == nil {
			t.Fatal("a byte too many went unnoticed")
		}
	})
}
