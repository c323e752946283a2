package cqrs

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
	"wavetank/sim/property"
)

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

// kept says that a law is kept in a life of a projector.
func kept(law string) property.Law[projector] {
	return property.Law[projector]{law, func(t *rapid.T, is projector) {
		if err := play(t, is)[law]; err != nil {
			t.Fatal(err)
		}
	}}
}

var laws = []property.Law[projector]{
	kept(foldLaw), kept(crashLaw), kept(repeatLaw), kept(orderLaw), kept(fallLaw), kept(aheadLaw), kept(tokenLaw), kept(rebuildLaw), kept(quietLaw),
}

func TestLaws(t *testing.T) {
	property.Suite[projector]{Sound: soundProjector(), Laws: laws, Mutants: mutants}.Run(t)
}

// mutants are projectors with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[projector]{
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
