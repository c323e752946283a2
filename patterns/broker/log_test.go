package broker

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
)

func anyLine(t *rapid.T) Record {
	x := Record{
		What: What(rapid.IntRange(0, 3).Draw(t, "what")), Place: rapid.IntRange(0, 1).Draw(t, "place"),
		Partition: rapid.IntRange(0, 2).Draw(t, "partition"), Offset: rapid.Int64Range(0, 20).Draw(t, "offset"),
	}
	if x.What == Published {
		x.Offset = 0
		x.Message = Message{
			ID: sim.Key(rapid.Uint64().Draw(t, "id")), Root: sim.Key(rapid.Uint64().Draw(t, "root")), Item: rapid.Int64().Draw(t, "item"),
			Size: rapid.Int64().Draw(t, "size"), At: nodes.Reading(rapid.Int64().Draw(t, "at")),
		}
	}
	return x
}

func TestLinesSurviveTheirEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := anyLine(t)
		record := x.Encode()
		if back, err := Decode(record); err != nil || back != x {
			t.Fatalf("%+v came back as %+v, %v", x, back, err)
		}
		if n := rapid.IntRange(0, len(record)-1).Draw(t, "cut"); true {
			if back, err := Decode(record[:n]); err == nil {
				t.Fatalf("%d of %d bytes came back as %+v", n, len(record), back)
			}
		}
		if _, err := Decode(append(record, 0)); err == nil {
			t.Fatal("a byte too many went unnoticed")
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add(Record{What: Published, Message: Message{ID: 1, Item: -2, At: 3}}.Encode())
	f.Add(Record{What: Parked, Place: 1, Partition: 2, Offset: 3}.Encode())
	f.Fuzz(func(t *testing.T, record []byte) {
		x, err := Decode(record)
		if err != nil {
			return
		}
		if back, err := Decode(x.Encode()); err != nil || back != x {
			t.Fatalf("%+v came back as %+v, %v", x, back, err)
		}
	})
}

// TestALogIsTheFoldOfItsLines rewrites a journal at any point: what is folded from
// then on makes the same log.
func TestALogIsTheFoldOfItsLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(anyLine), 0, 60).Draw(t, "lines")
		all, cut := NewLog(2, 2, 3), rapid.IntRange(0, len(lines)).Draw(t, "rewritten after")
		for _, x := range lines[:cut] {
			all.Fold(x)
		}
		again := NewLog(2, 2, 3)
		for _, x := range all.Records() {
			again.Fold(x)
		}
		for _, x := range lines[cut:] {
			all.Fold(x)
			again.Fold(x)
		}
		all.Records()
		again.Records()
		for topic := range 2 {
			for i := range 3 {
				for at := range int64(80) {
					m, o, ok := all.At(topic, i, at)
					m2, o2, ok2 := again.At(topic, i, at)
					if m != m2 || o != o2 || ok != ok2 {
						t.Fatalf("topic %d, partition %d, offset %d: %+v at %d (%v), %+v at %d (%v)", topic, i, at, m, o, ok, m2, o2, ok2)
					}
				}
				if all.Settled(topic, i) != again.Settled(topic, i) || !reflect.DeepEqual(all.Parked(topic, i), again.Parked(topic, i)) {
					t.Fatalf("positions differ in partition %d", i)
				}
			}
		}
		if all.lines != again.lines {
			t.Fatalf("%d lines, %d lines", all.lines, again.lines)
		}
	})
}

func TestWhatIsOldIsForgotten(t *testing.T) {
	l := NewLog(1, 1, 1)
	second := nodes.Reading(time.Second)
	for i := range 10 {
		l.Fold(Record{What: Published, Message: Message{ID: sim.Key(i), At: nodes.Reading(i) * second}})
	}
	if old := l.Old(9*second, 10*time.Second); old != nil {
		t.Errorf("nothing is old, and %+v", old)
	}
	for _, x := range l.Old(9*second, 5*time.Second) {
		l.Fold(x)
	}
	m, at, ok := l.At(0, 0, 0)
	if !ok || at != 4 || m.ID != 4 {
		t.Errorf("the oldest is %+v at %d (%v)", m, at, ok)
	}
	if _, _, ok := l.At(0, 0, 10); ok || l.End(0, 0) != 10 {
		t.Errorf("the end is %d", l.End(0, 0))
	}
	for range 3 {
		for _, x := range l.Old(100*second, time.Second) {
			l.Fold(x)
		}
	}
	if _, at, ok := l.At(0, 0, 0); ok || at != 10 {
		t.Errorf("all is forgotten, and there is something at %d (%v)", at, ok)
	}
}

func TestAJournalIsRewrittenWhenItIsWorthIt(t *testing.T) {
	l := NewLog(1, 1, 1)
	for i := range int64(5000) {
		l.Fold(Record{What: Published, Message: Message{ID: sim.Key(i)}})
		if l.Bloated() {
			t.Fatalf("all %d lines are of use", i+1)
		}
	}
	l.Fold(Record{What: Begins, Offset: 4990})
	if !l.Bloated() {
		t.Fatal("ten messages in 5001 lines are no reason")
	}
	if n := len(l.Records()); n != 12 || l.Bloated() {
		t.Errorf("rewritten it has %d lines", n)
	}
}
