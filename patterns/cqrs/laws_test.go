package cqrs

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
	"wavetank/sim/property"
)

// A projector is what keeps a read model in a world of pure machines. A twin is a
// projector with a mistake.
type projector struct {
	take    func(*Transaction, eventsourcing.Event) error
	records func(*Transaction) [][]byte // to be made durable, one after the other
	commit  func(*Transaction)
	early   bool                                         // shows before it is durable
	source  func(l *eventsourcing.Log, safe int64) int64 // how far it reads
	behind  func(m *Model, token int64) bool             // whether a query has to wait
	ready   func(live, next *Model) bool                 // whether to switch
}

func soundProjector() projector {
	return projector{
		take:    (*Transaction).Take,
		records: func(t *Transaction) [][]byte { return [][]byte{t.Record()} },
		commit:  (*Transaction).Commit,
		source:  func(_ *eventsourcing.Log, safe int64) int64 { return safe },
		behind:  func(m *Model, token int64) bool { return m.Checkpoint() < token },
		ready:   func(live, next *Model) bool { return next.Checkpoint() >= live.Checkpoint() },
	}
}

// The laws.
const (
	foldLaw    = "a read model is the fold of the log up to its checkpoint"
	crashLaw   = "so it is after a crash"
	repeatLaw  = "what is delivered again changes nothing"
	orderLaw   = "deliveries of different streams may come in any order"
	fallLaw    = "what was shown is not taken back"
	aheadLaw   = "no read model is ahead of the log"
	tokenLaw   = "a query with a token never finds less"
	rebuildLaw = "a read model made anew is the one kept all along"
	quietLaw   = "at rest a read model agrees with the write side"
)

var laws = []string{foldLaw, crashLaw, repeatLaw, orderLaw, fallLaw, aheadLaw, tokenLaw, rebuildLaw, quietLaw}

// A stage is a log that grows, one read model of it, its disk, and perhaps one
// that is made anew.
type stage struct {
	t       *rapid.T
	is      projector
	fold    string
	log     *eventsourcing.Log
	count   int   // events that there ever were
	safe    int64 // events that are durable
	live    *Model
	disk    [][]byte
	next    *Model // or nil
	nextTo  [][]byte
	highest int64 // checkpoint ever shown
	tokens  []int64
	broken  map[string]error // by law
}

// play plays moves and returns the laws that were broken.
func play(t *rapid.T, is projector) map[string]error {
	g := &stage{t: t, is: is, fold: rapid.SampledFrom([]string{"sum", "count", "last"}).Draw(t, "fold"), log: eventsourcing.NewLog(), broken: make(map[string]error)}
	g.live = g.model()
	for range rapid.IntRange(1, 40).Draw(t, "moves") {
		switch rapid.IntRange(0, 9).Draw(t, "move") {
		case 0, 1:
			g.append()
		case 2:
			g.safe, g.tokens = g.log.Len(), append(g.tokens, g.log.Len())
		case 3, 4:
			g.live, g.disk = g.follow(g.live, g.disk, true)
		case 5:
			g.repeat()
		case 6:
			g.shuffle()
		case 7:
			g.query()
		case 8, 9:
			g.rebuild()
		}
		g.look()
	}
	g.safe = g.log.Len()
	for range g.safe {
		g.live, g.disk = g.follow(g.live, g.disk, false)
	}
	g.atRest()
	return g.broken
}

func (g *stage) broke(law, format string, args ...any) {
	if g.broken[law] == nil {
		g.broken[law] = fmt.Errorf(format, args...)
	}
}

func (g *stage) model() *Model { return NewModel(FoldOf(g.fold), nil) }

// folded is what a model should be.
func (g *stage) folded(to int64) *Model {
	m := g.model()
	for _, e := range g.log.All(0, int(to)) {
		t := m.Begin()
		if err := t.Take(e); err != nil {
			panic(err)
		}
		t.Commit()
	}
	return m
}

func (g *stage) append() {
	g.count++ // an event that a crash has taken does not come again
	id := sim.Key(g.count)
	change := rapid.Int64Range(1, 9).Draw(g.t, "change")
	e, _ := eventsourcing.Decide(eventsourcing.Balance{}, change, id, int64(id))
	g.log.Append(0, rapid.Int64Range(1, 3).Draw(g.t, "stream"), eventsourcing.Any, e)
}

// follow takes the next events into a model, as one transaction. A crash may come
// before, between or after the records of it, and takes the end of the log too.
func (g *stage) follow(m *Model, disk [][]byte, risky bool) (*Model, [][]byte) {
	until := min(g.is.source(g.log, g.safe), g.log.Len())
	if until <= m.Checkpoint() {
		return m, disk
	}
	t := m.Begin()
	for _, e := range g.log.All(m.Checkpoint(), min(int(until-m.Checkpoint()), rapid.IntRange(1, 3).Draw(g.t, "batch"))) {
		if err := g.is.take(t, e); err != nil {
			g.t.Fatal(err)
		}
	}
	if g.is.early {
		g.is.commit(t)
		g.look()
	}
	records := g.is.records(t)
	if risky && rapid.IntRange(0, 2).Draw(g.t, "luck") == 0 {
		return g.crash(append(disk, records[:rapid.IntRange(0, len(records)).Draw(g.t, "records that survive")]...))
	}
	if !g.is.early {
		g.is.commit(t)
	}
	return m, append(disk, records...)
}

// crash returns what a disk holds of a model, and takes the end of the log.
func (g *stage) crash(disk [][]byte) (*Model, [][]byte) {
	m := g.model()
	for _, b := range disk {
		if err := m.Restore(b); err != nil {
			g.t.Fatal(err)
		}
	}
	left := eventsourcing.NewLog()
	if err := left.Restore(g.log.All(0, int(g.safe))...); err != nil {
		g.t.Fatal(err)
	}
	g.log = left
	if m.Checkpoint() <= g.log.Len() && !m.Equal(g.folded(m.Checkpoint())) {
		g.broke(crashLaw, "up to %d it shows %v", m.Checkpoint(), m.rows)
	}
	return m, disk
}

// repeat delivers an event that the model has.
func (g *stage) repeat() {
	if g.live.Checkpoint() == 0 || g.live.Checkpoint() > g.log.Len() {
		return
	}
	at := rapid.Int64Range(1, g.live.Checkpoint()).Draw(g.t, "again")
	before := g.live.Row(g.log.All(at-1, 1)[0].Stream)
	t := g.live.Begin()
	if err := g.is.take(t, g.log.All(at-1, 1)[0]); err != nil {
		g.t.Fatal(err)
	}
	g.is.commit(t)
	if after := g.live.Row(g.log.All(at-1, 1)[0].Stream); after != before {
		g.broke(repeatLaw, "event %d came again: %v became %v", at, before, after)
	}
}

// shuffle delivers the whole log to a fresh model, in an order that only keeps
// that of each stream.
func (g *stage) shuffle() {
	m := g.model()
	lanes := make(map[int64][]eventsourcing.Event)
	for stream := int64(1); stream <= 3; stream++ {
		lanes[stream] = g.log.Stream(stream, 0)
	}
	for left := g.log.Len(); left > 0; left-- {
		var open []int64
		for stream := int64(1); stream <= 3; stream++ {
			if len(lanes[stream]) > 0 {
				open = append(open, stream)
			}
		}
		stream := rapid.SampledFrom(open).Draw(g.t, "lane")
		t := m.Begin()
		if err := g.is.take(t, lanes[stream][0]); err != nil {
			g.broke(orderLaw, "%v", err)
			return
		}
		g.is.commit(t)
		lanes[stream] = lanes[stream][1:]
	}
	if want := g.folded(g.log.Len()); !m.Equal(want) {
		g.broke(orderLaw, "shuffled it shows %v up to %d, in order %v up to %d", m.rows, m.Checkpoint(), want.rows, want.Checkpoint())
	}
}

// query asks with the token of something recorded; who has to wait asks later.
func (g *stage) query() {
	if len(g.tokens) == 0 {
		return
	}
	token := rapid.SampledFrom(g.tokens).Draw(g.t, "token")
	if !g.is.behind(g.live, token) && g.live.Checkpoint() < token {
		g.broke(tokenLaw, "token %d was answered from %d", token, g.live.Checkpoint())
	}
}

// rebuild goes on with a model that is made anew, and switches to it.
func (g *stage) rebuild() {
	if g.next == nil {
		g.next, g.nextTo = g.model(), nil
	}
	g.next, g.nextTo = g.follow(g.next, g.nextTo, false)
	if g.is.ready(g.live, g.next) {
		if c := g.next.Checkpoint(); c == g.live.Checkpoint() && !g.next.Equal(g.live) {
			g.broke(rebuildLaw, "up to %d it shows %v, the other %v", c, g.next.rows, g.live.rows)
		}
		g.live, g.disk, g.next = g.next, g.nextTo, nil
	}
}

// look holds what must be so at every moment.
func (g *stage) look() {
	c := g.live.Checkpoint()
	switch {
	case c > g.safe:
		g.broke(aheadLaw, "checkpoint %d, %d are durable", c, g.safe)
	case !g.live.Equal(g.folded(c)):
		g.broke(foldLaw, "up to %d it shows %v, want %v", c, g.live.rows, g.folded(c).rows)
	}
	if c < g.highest {
		g.broke(fallLaw, "the checkpoint fell from %d to %d", g.highest, c)
	}
	g.highest = max(g.highest, c)
}

// atRest compares the model with what the write side knows.
func (g *stage) atRest() {
	if g.fold != "sum" || g.live.Checkpoint() != g.log.Len() {
		return
	}
	for stream := int64(1); stream <= 3; stream++ {
		state, _, _ := eventsourcing.Account(0).Load(g.log, stream, nil)
		if got := g.live.Row(stream); got.Value != state.Amount || got.Token != state.Token {
			g.broke(quietLaw, "stream %d shows %v, the write side knows %v", stream, got, state)
		}
	}
}

func TestReadModelsKeepTheLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for law, err := range play(t, soundProjector()) {
			t.Fatalf("%s: %v", law, err)
		}
	})
}

func TestEveryTwinIsFoundOut(t *testing.T) {
	var brood property.Brood
	caught := make(map[string]bool)
	for _, w := range []struct {
		name    string
		law     string
		mistake func(*projector)
	}{
		{"the checkpoint is saved apart, after the rows", crashLaw, func(is *projector) {
			is.records = func(t *Transaction) [][]byte { return [][]byte{t.record(withRows), t.record(withCheckpoint)} }
		}},
		{"the checkpoint is saved apart, before the rows", crashLaw, func(is *projector) {
			is.records = func(t *Transaction) [][]byte { return [][]byte{t.record(withCheckpoint), t.record(withRows)} }
		}},
		{"the rows are forgotten in the record", crashLaw, func(is *projector) {
			is.records = func(t *Transaction) [][]byte { return [][]byte{t.record(withCheckpoint)} }
		}},
		{"a redelivery counts again", repeatLaw, func(is *projector) {
			is.take = func(t *Transaction, e eventsourcing.Event) error {
				if t.model.versions[e.Stream] >= e.Version {
					t.rows[e.Stream] = t.model.fold(t.model.rows[e.Stream], e)
					return nil
				}
				return t.Take(e)
			}
		}},
		{"what is behind the checkpoint is thought known", orderLaw, func(is *projector) {
			is.commit = func(t *Transaction) {
				t.Commit()
				for p := range t.model.ahead {
					t.model.checkpoint = max(t.model.checkpoint, p)
				}
				t.model.ahead = make(map[int64]bool)
			}
			is.take = func(t *Transaction, e eventsourcing.Event) error {
				if e.Position <= t.model.checkpoint {
					return nil
				}
				return t.Take(e)
			}
		}},
		{"the checkpoint runs ahead of the rows", foldLaw, func(is *projector) {
			is.commit = func(t *Transaction) {
				if len(t.rows) == 1 {
					t.commitRows()
				}
				t.commitCheckpoint()
			}
		}},
		{"it shows what is not durable yet", fallLaw, func(is *projector) { is.early = true }},
		{"it reads what the log may yet lose", aheadLaw, func(is *projector) {
			is.source = func(l *eventsourcing.Log, _ int64) int64 { return l.Len() }
		}},
		{"the token is ignored", tokenLaw, func(is *projector) {
			is.behind = func(*Model, int64) bool { return false }
		}},
		{"the switch comes before the catch-up", fallLaw, func(is *projector) {
			is.ready = func(*Model, *Model) bool { return true }
		}},
		{"what comes in a batch is passed over, every second time", rebuildLaw, func(is *projector) {
			is.take = func(t *Transaction, e eventsourcing.Event) error {
				if e.Version%2 == 0 && len(t.taken) > 0 {
					return t.Skip(e)
				}
				return t.Take(e)
			}
		}},
		{"an event of a batch is passed over", quietLaw, func(is *projector) {
			is.take = func(t *Transaction, e eventsourcing.Event) error {
				if len(t.taken) == 2 {
					return t.Skip(e)
				}
				return t.Take(e)
			}
		}},
	} {
		is := soundProjector()
		w.mistake(&is)
		caught[w.law] = true
		brood.Catch(t, w.name, 5000, func(t *rapid.T) {
			if err := play(t, is)[w.law]; err != nil {
				t.Fatal(err)
			}
		})
	}
	brood.Recorded(t)
	for _, law := range laws {
		if !caught[law] {
			t.Errorf("no twin breaks %q", law)
		}
	}
}

// Every log of up to four events on two streams, cut into transactions in every
// way, crashes at every boundary: before, between and after the records. What the
// disk holds is the fold of the log up to its checkpoint, and going on from there
// makes the whole.
func TestACrashAtEveryBoundaryOfEverySmallRun(t *testing.T) {
	runs := 0
	for n := 1; n <= 4; n++ {
		for streams := range 1 << n {
			g := &stage{fold: "sum", log: eventsourcing.NewLog()}
			for i := range n {
				e, _ := eventsourcing.Decide(eventsourcing.Balance{}, int64(i+1), sim.Key(i+1), int64(i+1))
				g.log.Append(0, int64(streams>>i&1), eventsourcing.Any, e)
			}
			for cuts := range 1 << (n - 1) {
				disk := g.cut(t, cuts)
				for kept := 0; kept <= len(disk); kept++ {
					m := g.model()
					for _, b := range append(slices.Clone(disk[:kept]), disk[:kept]...) { // restored twice is restored once
						if err := m.Restore(b); err != nil {
							t.Fatal(err)
						}
					}
					if !m.Equal(g.folded(m.Checkpoint())) {
						t.Fatalf("%d events, streams %b, cuts %b, %d records: up to %d it shows %v", n, streams, cuts, kept, m.Checkpoint(), m.rows)
					}
					for _, e := range g.log.All(0, n) { // all of them come again
						tx := m.Begin()
						if err := tx.Take(e); err != nil {
							t.Fatal(err)
						}
						tx.Commit()
					}
					if !m.Equal(g.folded(int64(n))) {
						t.Fatalf("%d events, streams %b, cuts %b, %d records: ends with %v", n, streams, cuts, kept, m.rows)
					}
					runs++
				}
			}
		}
	}
	t.Logf("%d crashes", runs)
}

// cut projects the log, a transaction for each part between two cuts, and returns
// the records.
func (g *stage) cut(t *testing.T, cuts int) (disk [][]byte) {
	m := g.model()
	tx := m.Begin()
	for i, e := range g.log.All(0, int(g.log.Len())) {
		if err := tx.Take(e); err != nil {
			t.Fatal(err)
		}
		if cuts>>i&1 == 1 || i+1 == int(g.log.Len()) {
			disk = append(disk, tx.Record())
			tx.Commit()
			tx = m.Begin()
		}
	}
	return disk
}
