package cqrs

import (
	"testing"

	"wavetank/patterns/eventsourcing"
	"wavetank/sim"
)

// BenchmarkQuery is a query of a read model: what the pattern adds to a call that
// is answered.
func BenchmarkQuery(b *testing.B) {
	m := NewModel(FoldOf("sum"), nil)
	for _, e := range events(1000) {
		take1(m, e)
	}
	b.ReportAllocs()
	for i := int64(0); b.Loop(); i++ {
		if (Answer{Row: m.Row(i % 100), Checkpoint: m.Checkpoint()}).Checkpoint == 0 {
			b.Fatal("nothing there")
		}
	}
}

// BenchmarkFold is an event without the pattern's bookkeeping: the bare fold.
func BenchmarkFold(b *testing.B) {
	fold, rows, all := FoldOf("sum"), make(map[int64]Row), events(1000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		e := all[i%1000]
		rows[e.Stream] = fold(rows[e.Stream], e)
	}
}

// BenchmarkProject is an event in a transaction of its own, with its record.
func BenchmarkProject(b *testing.B) {
	m, all := NewModel(FoldOf("sum"), nil), events(1000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%1000 == 0 {
			m = NewModel(FoldOf("sum"), nil)
		}
		take1(m, all[i%1000])
	}
}

func take1(m *Model, e eventsourcing.Event) {
	t := m.Begin()
	if err := t.Take(e); err != nil {
		panic(err)
	}
	t.Record()
	t.Commit()
}

func events(n int) []eventsourcing.Event {
	l := eventsourcing.NewLog()
	for i := range n {
		e, _ := eventsourcing.Decide(eventsourcing.Balance{}, 1, sim.Key(i+1), int64(i+1))
		l.Append(0, int64(i%100), eventsourcing.Any, e)
	}
	return l.All(0, n)
}
