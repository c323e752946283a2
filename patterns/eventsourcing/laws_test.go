package eventsourcing

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

// A maker makes logs: the sound one, or a mutant.
type maker struct {
	append func(l *Log, stream, expected int64, e Event) ([]Event, error)
	load   func(a Aggregate[int], l *Log, stream int64, s *Snapshot[int]) int
	apply  func(int, Event) int
	undone func(*Log) // what a reader does to what it was given
}

func sound() maker {
	return maker{
		append: func(l *Log, stream, expected int64, e Event) ([]Event, error) {
			return l.Append(0, stream, expected, e)
		},
		load: func(a Aggregate[int], l *Log, stream int64, s *Snapshot[int]) int {
			state, _, _ := a.Load(l, stream, s)
			return state
		},
		apply:  func(n int, e Event) int { return 31*n + int(e.Data[0]) },
		undone: func(*Log) {},
	}
}

// drawn is a law that says what is wrong.
func drawn(hold func(*rapid.T, maker) error) func(*rapid.T, maker) {
	return func(t *rapid.T, m maker) {
		if err := hold(t, m); err != nil {
			t.Fatal(err)
		}
	}
}

// draw plays appends, some of which conflict, and returns the log and what each
// event was when it was recorded.
func draw(t *rapid.T, m maker) (l *Log, recorded []Event, wins map[[2]int64]int) {
	l, wins = NewLog(), make(map[[2]int64]int)
	for i := range rapid.IntRange(1, 40).Draw(t, "appends") {
		stream := rapid.Int64Range(1, 3).Draw(t, "stream")
		expected := max(0, l.Version(stream)-rapid.Int64Range(0, 2).Draw(t, "versions behind"))
		id := i + 1
		if rapid.IntRange(0, 4).Draw(t, "again") == 0 {
			id = rapid.IntRange(1, i+1).Draw(t, "which")
		}
		before := l.Len()
		events, err := m.append(l, stream, expected, event(id))
		if err == nil && l.Len() > before {
			for _, e := range events {
				e.Data = bytes.Clone(e.Data)
				recorded = append(recorded, e)
			}
			wins[[2]int64{stream, expected}]++
		}
	}
	return l, recorded, wins
}

var laws = []property.Law[maker]{
	{"versions and positions have no gaps", drawn(func(t *rapid.T, m maker) error {
		l, _, _ := draw(t, m)
		next := make(map[int64]int64)
		for i, e := range l.All(0, 1000) {
			if next[e.Stream]++; e.Version != next[e.Stream] || e.Position != int64(i+1) {
				return fmt.Errorf("event %d is %+v", i+1, e)
			}
		}
		return nil
	})},
	{"of two appends with one expected version one wins", drawn(func(t *rapid.T, m maker) error {
		_, _, wins := draw(t, m)
		for at, n := range wins {
			if n > 1 {
				return fmt.Errorf("%d appends expected %v", n, at)
			}
		}
		return nil
	})},
	{"an ID is recorded once", drawn(func(t *rapid.T, m maker) error {
		l, _, _ := draw(t, m)
		seen := make(map[sim.Key]bool)
		for _, e := range l.All(0, 1000) {
			if seen[e.ID] {
				return fmt.Errorf("event %d stands there twice", e.ID)
			}
			seen[e.ID] = true
		}
		return nil
	})},
	{"what was recorded stays as it was", drawn(func(t *rapid.T, m maker) error {
		l, recorded, _ := draw(t, m)
		m.undone(l)
		if got := l.All(0, 1000); !reflect.DeepEqual(got, recorded) {
			return fmt.Errorf("recorded %v, read %v", recorded, got)
		}
		return nil
	})},
	{"a snapshot and the tail make what all events make", drawn(func(t *rapid.T, m maker) error {
		l, _, _ := draw(t, m)
		a := Aggregate[int]{Apply: m.apply, Schema: 2}
		for stream := int64(1); stream <= 3; stream++ {
			want := m.load(a, l, stream, nil)
			if again := m.load(a, l, stream, nil); again != want {
				return fmt.Errorf("replayed twice: %d, then %d", want, again)
			}
			for k := int64(0); k <= l.Version(stream); k++ {
				for _, schema := range []int{1, 2} {
					snap := a.Take(a.At(l, stream, k), k)
					if snap.Schema = schema; schema == 1 {
						snap.State = -1
					}
					if got := m.load(a, l, stream, snap); got != want {
						return fmt.Errorf("snapshot at %d, schema %d: %d, want %d", k, schema, got, want)
					}
				}
			}
		}
		return nil
	})},
	{"a stored log comes back as it was", drawn(func(t *rapid.T, m maker) error {
		l, _, _ := draw(t, m)
		back := NewLog()
		for _, e := range l.All(0, 1000) {
			d, err := Decode(e.Encode())
			if err == nil {
				err = back.Restore(d)
			}
			if err != nil {
				return err
			}
		}
		if !reflect.DeepEqual(back.All(0, 1000), l.All(0, 1000)) {
			return fmt.Errorf("came back as %v", back.All(0, 1000))
		}
		return nil
	})},
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{Sound: sound(), Laws: laws, Mutants: mutants}.Run(t)
}

// mutants are logs with one mistake each, and the law that finds it out.
var mutants = []property.Mutant[maker]{
	{"an append expects anything", "of two appends with one expected version one wins", func(m *maker) {
		m.append = func(l *Log, stream, _ int64, e Event) ([]Event, error) { return l.Append(0, stream, Any, e) }
	}},
	{"an append that comes again is recorded again", "an ID is recorded once", func(m *maker) {
		m.append = func(l *Log, stream, expected int64, e Event) ([]Event, error) {
			delete(l.seen, e.ID)
			return l.Append(0, stream, expected, e)
		}
	}},
	{"apply has a side effect", "a snapshot and the tail make what all events make", func(m *maker) {
		apply := m.apply
		effects := 0
		m.apply = func(n int, e Event) int { effects++; return apply(n, e) + effects }
	}},
	{"a snapshot of an old schema is used", "a snapshot and the tail make what all events make", func(m *maker) {
		load := m.load
		m.load = func(a Aggregate[int], l *Log, stream int64, s *Snapshot[int]) int {
			if s != nil {
				s.Schema = a.Schema
			}
			return load(a, l, stream, s)
		}
	}},
	{"the event of the snapshot is applied twice", "a snapshot and the tail make what all events make", func(m *maker) {
		load := m.load
		m.load = func(a Aggregate[int], l *Log, stream int64, s *Snapshot[int]) int {
			if s != nil && s.Version > 0 {
				s.Version--
			}
			return load(a, l, stream, s)
		}
	}},
	{"history is edited", "what was recorded stays as it was", func(m *maker) {
		m.undone = func(l *Log) {
			if len(l.all) > 1 {
				l.all[0].Data[0]++
			}
		}
	}},
}
