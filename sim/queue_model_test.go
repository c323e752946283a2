package sim

import (
	"math"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// A tag is an action that can be told from all others.
type tag struct{ id uint64 }

func (*tag) Act() {}

// An entry is what the reference knows of an event.
type entry struct {
	at       Time
	seq      uint64
	timer    Timer
	act      *tag
	detached bool
}

// A queueModel drives a queue and the plainest reference there is, a slice that
// is searched from end to end, and compares every answer.
type queueModel struct {
	queue   queue
	now     Time
	seq     uint64
	owner   *Owner
	entries []*entry
	stale   []Timer
}

// earliest returns the scheduled entry that comes first, or nil.
func (m *queueModel) earliest() *entry {
	var first *entry
	for _, e := range m.entries {
		if e.detached {
			continue
		}
		if first == nil || e.at < first.at || e.at == first.at && e.seq < first.seq {
			first = e
		}
	}
	return first
}

func (m *queueModel) add(at Time) { m.put(at, m.queue.add) }

func (m *queueModel) addTimeout(d time.Duration) {
	m.put(m.now.Add(d), func(at Time, seq uint64, o *Owner, a Action) Timer {
		return m.queue.addTimeout(d, at, seq, o, a)
	})
}

func (m *queueModel) put(at Time, add func(Time, uint64, *Owner, Action) Timer) {
	m.seq++
	e := &entry{at: at, seq: m.seq, act: &tag{m.seq}}
	e.timer = add(at, e.seq, m.owner, e.act)
	m.entries = append(m.entries, e)
}

func (m *queueModel) reschedule(t *rapid.T, e *entry, at Time) {
	m.seq++
	if !m.queue.reschedule(e.timer, at, m.seq) {
		t.Fatalf("reschedule %v: stale", e.timer)
	}
	e.at, e.seq, e.detached = at, m.seq, false
}

func (m *queueModel) forget(e *entry) {
	i := slices.Index(m.entries, e)
	m.entries = slices.Delete(m.entries, i, i+1)
	m.stale = append(m.stale, e.timer)
}

// take asks for the next event and checks that it is the right one. It returns
// nil when there is none until limit.
func (m *queueModel) take(t *rapid.T, limit Time) *entry {
	want := m.earliest()
	if want != nil && want.at > limit {
		want = nil
	}
	timer, got := m.queue.next(limit)
	switch {
	case want == nil && got != nil:
		t.Fatalf("next(%d) = %+v, want none", limit, *got)
	case want == nil:
		return nil
	case got == nil:
		t.Fatalf("next(%d) = none, want at %d seq %d", limit, want.at, want.seq)
	}
	if timer != want.timer || *got != (event{want.at, want.seq, m.owner, want.act}) {
		t.Fatalf("next(%d) = %v %+v, want %+v", limit, timer, got, *want)
	}
	want.detached = true
	m.now = want.at
	return want
}

// wait lets time pass as a run does that ends with nothing left to do.
func (m *queueModel) wait(until Time) {
	if until < Forever {
		m.now = until
	}
}

// A span is a law of distances from now, in the mix of which a test lives.
type span func(t *rapid.T, m *queueModel) Time

var spans = map[string]span{
	"at once":   func(*rapid.T, *queueModel) Time { return 0 },
	"next tick": func(_ *rapid.T, m *queueModel) Time { return 1e6 - m.now%1e6 },
	"fixed":     func(*rapid.T, *queueModel) Time { return 1e9 },
	"few ns":    func(t *rapid.T, _ *queueModel) Time { return Time(rapid.IntRange(0, 5).Draw(t, "ns")) },
	"micros":    func(t *rapid.T, _ *queueModel) Time { return Time(rapid.IntRange(0, 50_000).Draw(t, "micros")) },
	"hours": func(t *rapid.T, _ *queueModel) Time {
		return Time(rapid.Int64Range(0, 24*3600).Draw(t, "seconds")) * 1e9
	},
	"any scale": func(t *rapid.T, _ *queueModel) Time {
		return Time(rapid.Int64().Draw(t, "bits") & (1<<rapid.IntRange(0, 62).Draw(t, "scale") - 1))
	},
	"in the past": func(t *rapid.T, m *queueModel) Time {
		return -min(m.now, Time(rapid.IntRange(0, 1_000_000).Draw(t, "ns")))
	},
	"forever": func(*rapid.T, *queueModel) Time { return Forever },
}

// drawAt draws a time by one of the laws.
func (m *queueModel) drawAt(t *rapid.T, laws []string) Time {
	d := spans[rapid.SampledFrom(laws).Draw(t, "law")](t, m)
	if d > Forever-m.now {
		return Forever
	}
	return m.now + d
}

func (m *queueModel) pick(t *rapid.T, ok func(*entry) bool) *entry {
	var some []*entry
	for _, e := range m.entries {
		if ok(e) {
			some = append(some, e)
		}
	}
	if len(some) == 0 {
		t.Skip("nothing to pick from")
	}
	return rapid.SampledFrom(some).Draw(t, "event")
}

func anyEntry(*entry) bool     { return true }
func isDetached(e *entry) bool { return e.detached }

// checkStale uses a stale handle in every way there is.
func (m *queueModel) checkStale(t *rapid.T, timer Timer) {
	m.seq++
	if m.queue.find(timer) != nil || m.queue.remove(timer) || m.queue.reschedule(timer, m.now, m.seq) {
		t.Fatalf("the stale handle %v has an effect", timer)
	}
}

// checkUnused checks that an empty queue has got back every slot and chunk.
func (m *queueModel) checkUnused(t *rapid.T) {
	q := &m.queue
	slots, chunks := 0, 0
	for i := q.free; i != 0; i = q.slots[i].next {
		if s := q.slots[i]; s.act != nil || s.owner != nil {
			t.Fatalf("slot %d still holds on to an event: %+v", i, s.event)
		}
		slots++
	}
	for i := q.freeChunk; i != 0; i = q.chunks[i].next {
		chunks++
	}
	if slots != max(len(q.slots)-1, 0) || chunks != max(len(q.chunks)-1, 0) {
		t.Fatalf("free: %d of %d slots, %d of %d chunks", slots, len(q.slots)-1, chunks, len(q.chunks)-1)
	}
}

// actions returns what can be done to the queue. Times are drawn by the laws;
// crowd is how many events are added, taken or removed in one go, if not one.
func (m *queueModel) actions(laws []string, crowd int) map[string]func(*rapid.T) {
	some := rapid.SampledFrom([]int{1, crowd})
	timeouts := rapid.SampledFrom([]time.Duration{0, 1, 2, 5, 1e6, 1e9, math.MaxInt64}) // more than there are lanes
	return map[string]func(*rapid.T){
		"": func(t *rapid.T) {
			if m.queue.len() != len(m.entries) {
				t.Fatalf("len() = %d, want %d", m.queue.len(), len(m.entries))
			}
		},
		"add": func(t *rapid.T) {
			one := []string{rapid.SampledFrom(laws).Draw(t, "law of all")}
			for range some.Draw(t, "n") {
				m.add(m.drawAt(t, one))
			}
		},
		"add a timeout": func(t *rapid.T) {
			d := timeouts.Draw(t, "span")
			for range some.Draw(t, "n") {
				m.addTimeout(d)
			}
		},
		"take and reschedule": func(t *rapid.T) {
			for range some.Draw(t, "n") {
				if e := m.take(t, Forever); e != nil {
					m.reschedule(t, e, m.drawAt(t, laws))
				}
			}
		},
		"take and release": func(t *rapid.T) {
			for range some.Draw(t, "n") {
				if e := m.take(t, Forever); e != nil {
					m.queue.release(e.timer)
					m.forget(e)
				}
			}
		},
		"take and keep":      func(t *rapid.T) { m.take(t, Forever) },
		"take up to a limit": func(t *rapid.T) { m.takeUntil(t, m.drawAt(t, laws), some.Draw(t, "n")) },
		"reschedule": func(t *rapid.T) {
			m.reschedule(t, m.pick(t, anyEntry), m.drawAt(t, laws))
		},
		"thaw": func(t *rapid.T) {
			m.reschedule(t, m.pick(t, isDetached), m.now)
		},
		"remove": func(t *rapid.T) { m.remove(t, min(some.Draw(t, "n"), len(m.entries))) },
		"use a stale handle": func(t *rapid.T) {
			m.checkStale(t, Timer{})
			if len(m.stale) > 0 {
				m.checkStale(t, rapid.SampledFrom(m.stale).Draw(t, "stale"))
			}
		},
	}
}

func (m *queueModel) takeUntil(t *rapid.T, limit Time, n int) {
	for range n {
		if m.take(t, limit) == nil {
			m.wait(limit)
			return
		}
	}
}

func (m *queueModel) remove(t *rapid.T, n int) {
	for range n {
		e := m.pick(t, anyEntry)
		if !m.queue.remove(e.timer) {
			t.Fatalf("remove %+v: stale", *e)
		}
		m.forget(e)
	}
}
