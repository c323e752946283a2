package eventsourcing

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"wavetank/sim"
)

func event(id int) Event { return Event{ID: sim.Key(id), Type: "changed", Data: []byte{byte(id)}} }

func TestAppends(t *testing.T) {
	for _, c := range []struct {
		name     string
		before   int   // events in the stream
		expected int64 // of the append
		ok       bool
	}{
		{"to a stream that must not exist and does not", 0, 0, true},
		{"to a stream that must not exist and does", 1, 0, false},
		{"to a stream that must exist and does", 1, Exists, true},
		{"to a stream that must exist and does not", 0, Exists, false},
		{"at the version that was read", 3, 3, true},
		{"at a version that is out of date", 3, 2, false},
		{"at a version to come", 3, 4, false},
		{"to any", 3, Any, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := NewLog()
			for i := range c.before {
				if _, err := l.Append(0, 7, Any, event(i+1)); err != nil {
					t.Fatal(err)
				}
			}
			recorded, err := l.Append(5, 7, c.expected, event(100), event(101))
			if c.ok != (err == nil) || !c.ok && !errors.Is(err, ErrConflict) {
				t.Fatalf("error %v", err)
			}
			want := int64(c.before)
			if c.ok {
				want += 2
				if recorded[1].Version != want || recorded[1].At != 5 {
					t.Errorf("recorded %+v", recorded)
				}
			}
			if l.Version(7) != want || l.Len() != want {
				t.Errorf("version %d, want %d", l.Version(7), want)
			}
		})
	}
}

func TestAnAppendThatComesAgainChangesNothing(t *testing.T) {
	l := NewLog()
	first, _ := l.Append(1, 7, 0, event(1), event(2))
	again, err := l.Append(9, 7, 0, event(1), event(2))
	if err != nil || !reflect.DeepEqual(first, again) || l.Len() != 2 {
		t.Errorf("again %v, error %v, %d events", again, err, l.Len())
	}
	if _, err := l.Append(9, 7, 2, event(2), event(3)); err == nil || l.Len() != 2 {
		t.Errorf("half of it again: error %v, %d events", err, l.Len())
	}
}

func TestUpcastersLeadToTheLatestSchema(t *testing.T) {
	l := NewLog()
	l.Append(0, 1, Any, Event{ID: 1, Type: "named", Data: []byte("Ada Lovelace")})
	l.Append(0, 1, Any, Event{ID: 2, Type: "named", Schema: 2, Data: []byte("Babbage;Charles")})
	l.Upcast("named", 0, func(e Event) Event { e.Schema = 1; return e })
	l.Upcast("named", 1, func(e Event) Event {
		first, last, _ := bytes.Cut(e.Data, []byte(" "))
		e.Schema, e.Data = 2, slices.Concat(last, []byte(";"), first)
		return e
	})
	events := l.Stream(1, 0)
	if string(events[0].Data) != "Lovelace;Ada" || string(events[1].Data) != "Babbage;Charles" || events[0].ID != 1 {
		t.Errorf("read %s, %s", events[0].Data, events[1].Data)
	}
}

func TestThePastCanBeTold(t *testing.T) {
	l, a := NewLog(), Aggregate[int]{Apply: func(n int, e Event) int { return n + int(e.Data[0]) }}
	for i := 1; i <= 4; i++ {
		l.Append(sim.Time(10*i), 1, Any, event(i))
	}
	for at, want := range map[sim.Time]int{0: 0, 9: 0, 10: 1, 29: 3, 30: 6, 1000: 10} {
		if got, _ := a.AsOf(l, 1, at); got != want {
			t.Errorf("as of %d: %d, want %d", at, got, want)
		}
	}
	for version, want := range []int{0, 1, 3, 6, 10, 10} {
		if got := a.At(l, 1, int64(version)); got != want {
			t.Errorf("at version %d: %d, want %d", version, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(Event{ID: 7, Type: "changed", Data: []byte{1}, Stream: -3, Version: 2, Position: 9}.Encode())
	f.Fuzz(func(t *testing.T, record []byte) {
		e, err := Decode(record)
		if err != nil {
			return
		}
		if again, err := Decode(e.Encode()); err != nil || !reflect.DeepEqual(e, again) {
			t.Errorf("%+v became %+v, %v", e, again, err)
		}
	})
}
