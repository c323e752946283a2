package inbox

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
)

func TestAMemory(t *testing.T) {
	second := nodes.Reading(time.Second)
	fold := func(m *Memory, at nodes.Reading, ids ...sim.Key) {
		for _, id := range ids {
			m.Fold(Record{ID: id, At: at})
		}
	}
	t.Run("for ever", func(t *testing.T) {
		m := NewMemory(0, 0)
		fold(m, 0, 1, 2, 3, 2)
		if m.Len() != 3 || !m.Knows(1e9*second, 1) || m.Knows(0, 4) {
			t.Errorf("%d remembered", m.Len())
		}
	})
	t.Run("within the window, its end included", func(t *testing.T) {
		m := NewMemory(5*time.Second, 0)
		fold(m, 0, 1)
		fold(m, 3*second, 2)
		if !m.Knows(5*second, 1) || m.Knows(5*second+1, 1) || !m.Knows(5*second+1, 2) {
			t.Error("the window is another")
		}
		if n := m.Forget(6 * second); n != 1 || m.Len() != 1 {
			t.Errorf("forgot %d, %d left", n, m.Len())
		}
	})
	t.Run("the latest, if that many", func(t *testing.T) {
		m := NewMemory(0, 2)
		fold(m, 0, 1, 2, 3)
		if m.Knows(0, 1) || !m.Knows(0, 2) || !m.Knows(0, 3) || m.Len() != 2 {
			t.Errorf("%d remembered", m.Len())
		}
	})
	t.Run("one that is dealt with again is new", func(t *testing.T) {
		m := NewMemory(5*time.Second, 0)
		fold(m, 0, 1, 2)
		fold(m, 9*second, 1)
		if !m.Knows(14*second, 1) || m.Knows(9*second, 2) || m.Len() != 1 {
			t.Errorf("%d remembered", m.Len())
		}
	})
	t.Run("an effect alone is not remembered", func(t *testing.T) {
		m := NewMemory(0, 0)
		m.Fold(Record{What: Effect, ID: 1})
		if m.Knows(0, 1) {
			t.Error("it is")
		}
	})
}

func TestLinesSurviveTheirEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := Record{
			What(rapid.IntRange(0, 2).Draw(t, "what")), sim.Key(rapid.Uint64().Draw(t, "id")),
			rapid.Int64().Draw(t, "item"), nodes.Reading(rapid.Int64().Draw(t, "at")),
		}
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
