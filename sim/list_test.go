package sim

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type listed struct {
	name int
	at   Element[listed]
}

// items returns what the list holds, oldest first, and again from the other end.
func (l *List[T]) items() (forth, back []*T) {
	for e := l.first; e != nil; e = e.next {
		forth = append(forth, e.item)
	}
	for e := l.last; e != nil; e = e.prev {
		back = append(back, e.item)
	}
	return forth, back
}

func TestListHoldsWhatASliceHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l List[listed]
		var want []*listed
		t.Repeat(map[string]func(*rapid.T){
			"add": func(t *rapid.T) {
				x := &listed{name: len(want)}
				l.Add(&x.at, x)
				want = append(want, x)
			},
			"remove": func(t *rapid.T) {
				if len(want) == 0 {
					t.Skip("nothing to remove")
				}
				i := rapid.IntRange(0, len(want)-1).Draw(t, "i")
				x := want[i]
				l.Remove(&x.at)
				want = slices.Delete(want, i, i+1)
				if x.at != (Element[listed]{}) {
					t.Fatalf("an item outside has links: %+v", x.at)
				}
			},
			"": func(t *rapid.T) {
				forth, back := l.items()
				slices.Reverse(back)
				if !slices.Equal(forth, want) || !slices.Equal(back, want) || l.Len() != int64(len(want)) {
					t.Fatalf("the list holds %v, from behind %v, of length %d; want %v", forth, back, l.Len(), want)
				}
				var first, last *listed
				if len(want) > 0 {
					first, last = want[0], want[len(want)-1]
				}
				if l.First() != first || l.Last() != last {
					t.Fatalf("first %v, last %v, want %v and %v", l.First(), l.Last(), first, last)
				}
			},
		})
	})
}

func TestListAllocatesNothing(t *testing.T) {
	var l List[listed]
	var x listed
	if n := testing.AllocsPerRun(100, func() { l.Add(&x.at, &x); l.Remove(&x.at) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
