package cqrs

import (
	"fmt"

	"pgregory.net/rapid"

	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// A projector is what keeps a read model in a world of pure machines. A mutant is
// a projector with a mistake.
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
