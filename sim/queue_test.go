package sim

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The queue gives the same answers as a slice that is searched from end to end,
// whatever the mix of operations and of time scales.
func TestQueueAnswersAsASortedSlice(t *testing.T) {
	names := make([]string, 0, len(spans))
	for name := range spans {
		names = append(names, name)
	}
	slices.Sort(names)
	rapid.Check(t, func(t *rapid.T) {
		m := &queueModel{owner: new(Owner)}
		laws := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID).Draw(t, "laws")
		crowd := rapid.SampledFrom([]int{1, 20, 150}).Draw(t, "crowd")
		t.Repeat(m.actions(laws, crowd))
		for m.take(t, Forever) != nil {
			continue
		}
		for len(m.entries) > 0 {
			e := m.entries[0]
			m.queue.remove(e.timer)
			m.forget(e)
		}
		if m.queue.len() != 0 {
			t.Fatalf("len() = %d after all was released", m.queue.len())
		}
		m.checkUnused(t)
	})
}

// A large crowd is drawn without rapid, which would take too long over it: here
// only the order is checked, which next must make by itself.
func TestQueueKeepsTheOrderOfALargeCrowd(t *testing.T) {
	cases := append(laws[:len(laws):len(laws)], struct {
		name string
		span law
	}{"a few at forever", func(x *xorshift, _ Time) Time {
		if x.next()%64 == 0 {
			return Forever
		}
		return x.exponential()
	}})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			const n = 20_000
			x := newXorshift()
			var q queue
			var seq uint64
			for range n {
				seq++
				q.add(c.span(x, 0), seq, nil, nil)
			}
			var last event
			for i := range 10 * n {
				timer, next := q.next(Forever)
				if next == nil {
					t.Fatalf("step %d: the queue ran dry", i)
				}
				e := *next
				if !inOrder(last, e) {
					t.Fatalf("step %d: (%d, %d) came after (%d, %d)", i, e.at, e.seq, last.at, last.seq)
				}
				last = e
				seq++
				q.reschedule(timer, e.at.Add(time.Duration(c.span(x, e.at))), seq)
			}
		})
	}
}

// A crowd is spread over a rung that starts with it. What comes up late lies
// below the start of that rung.
func TestQueueKeepsTheOrderOfCrowdsThatComeEverEarlier(t *testing.T) {
	var q queue
	var seq uint64
	for start := Time(1 << 40); start > 0; start >>= 4 {
		for i := range Time(1000) {
			seq++
			q.add(start+i*i*7%1009, seq, nil, nil)
		}
		for i := range 100 {
			timer, e := q.next(start + 1009)
			if e == nil {
				t.Fatalf("the crowd at %d ends after %d", start, i)
			}
			q.release(timer)
		}
	}
	var last event
	for q.len() > 0 {
		timer, next := q.next(Forever)
		e := *next
		if !inOrder(last, e) {
			t.Fatalf("(%d, %d) came after (%d, %d)", e.at, e.seq, last.at, last.seq)
		}
		last = e
		q.release(timer)
	}
}

// inOrder reports whether a comes before b.
func inOrder(a, b event) bool { return a.at < b.at || a.at == b.at && a.seq < b.seq }

func TestQueueHasNothingBeforeALimitThatLiesInThePast(t *testing.T) {
	var q queue
	q.add(5, 1, nil, nil)
	first, _ := q.next(5)
	q.reschedule(first, 5, 2)
	if _, e := q.next(4); e != nil {
		t.Fatalf("next(4) = %+v, want none", *e)
	}
	if timer, e := q.next(5); e == nil || timer != first {
		t.Fatalf("next(5) = %v, %v, want %v", timer, e, first)
	}
}

func TestQueueReusesASlotWithoutHonouringItsOldHandle(t *testing.T) {
	var q queue
	old := q.add(5, 1, nil, &tag{1})
	q.remove(old)
	fresh := q.add(5, 2, nil, &tag{2})
	if fresh.slot != old.slot {
		t.Fatalf("slot %d was not reused, but slot %d taken", old.slot, fresh.slot)
	}
	if q.remove(old) || q.find(old) != nil {
		t.Fatal("the old handle reaches the new event")
	}
	if q.find(fresh) == nil || q.len() != 1 {
		t.Fatal("the new event is lost")
	}
}

func TestQueueDoesNotAllocateInSteadyState(t *testing.T) {
	for _, n := range []int{10, 1000, 20_000} {
		t.Run(fmt.Sprint(n, " timers"), func(t *testing.T) {
			h := newHold(n)
			h.run(20 * n)
			if got := testing.AllocsPerRun(10*n, func() { h.run(1) }); got != 0 {
				t.Errorf("%v allocations a step", got)
			}
			if got := testing.AllocsPerRun(10*n, h.timeout); got != 0 {
				t.Errorf("%v allocations a timeout", got)
			}
		})
	}
}

func TestQueueDoesNotGrowWithTimeoutsThatWereRemoved(t *testing.T) {
	h := newHold(100)
	for range 100_000 {
		h.run(1)
		h.timeout()
	}
	if slots, chunks := len(h.queue.slots), len(h.queue.chunks); slots > 200 || chunks > 300 {
		t.Errorf("%d slots and %d chunks for 100 timers", slots, chunks)
	}
}
