package cqrs

import (
	"errors"
	"slices"
	"testing"

	"wavetank/patterns/eventsourcing"
)

func TestFolds(t *testing.T) {
	l := eventsourcing.NewLog()
	for i, change := range []int64{5, -2, 10} {
		e, _ := eventsourcing.Decide(eventsourcing.Balance{Amount: 9}, change, 0, int64(100+i))
		l.Append(0, 7, eventsourcing.Any, e)
	}
	for name, want := range map[string]int64{"sum": 13, "count": 3, "last": 10} {
		m := NewModel(FoldOf(name), func(int64) int64 { return 1 })
		for _, e := range l.All(0, 9) {
			take1(m, e)
		}
		if got := m.Row(1); got != (Row{want, 102, 3}) || m.Row(7) != (Row{}) || !slices.Equal(m.Items(), []int64{1}) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTransactions(t *testing.T) {
	all := events(300)
	t.Run("show nothing before they are committed", func(t *testing.T) {
		m := NewModel(FoldOf("sum"), nil)
		tx := m.Begin()
		tx.Take(all[0])
		tx.Take(all[1])
		if m.Checkpoint() != 0 || m.Row(0) != (Row{}) {
			t.Errorf("shows %v up to %d", m.Row(0), m.Checkpoint())
		}
		if tx.Commit(); m.Checkpoint() != 2 || m.Row(1).Value != 1 {
			t.Errorf("shows %v up to %d", m.Row(1), m.Checkpoint())
		}
	})
	t.Run("refuse an event whose predecessor is missing", func(t *testing.T) {
		m := NewModel(FoldOf("sum"), nil)
		tx := m.Begin()
		if err := tx.Take(all[100]); !errors.Is(err, ErrGap) {
			t.Errorf("%v", err)
		}
		if tx.Commit(); m.Checkpoint() != 0 || len(m.Items()) != 0 {
			t.Errorf("took it: %v", m.rows)
		}
	})
	t.Run("go on without what is parked or passed over", func(t *testing.T) {
		m := NewModel(FoldOf("sum"), nil)
		for range 2 {
			tx := m.Begin()
			tx.Park(all[0])
			tx.Skip(all[1])
			tx.Commit()
		}
		if m.Checkpoint() != 2 || len(m.Items()) != 0 || !slices.Equal(m.Parked(), []int64{1}) {
			t.Errorf("up to %d, %v, parked %v", m.Checkpoint(), m.rows, m.Parked())
		}
	})
}

func FuzzRestore(f *testing.F) {
	m := NewModel(FoldOf("sum"), nil)
	for _, e := range events(3) {
		tx := m.Begin()
		tx.Take(e)
		f.Add(tx.Record())
		f.Add(tx.record(withRows))
		tx.Commit()
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		m := NewModel(FoldOf("sum"), nil)
		if err := m.Restore(record); err != nil {
			return
		}
		once := m.Checkpoint()
		if err := m.Restore(record); err != nil || m.Checkpoint() < once {
			t.Errorf("restored again: %v, from %d to %d", err, once, m.Checkpoint())
		}
	})
}
