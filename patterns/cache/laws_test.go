package cache

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

const ms = time.Millisecond

// A machine is a Store, or a mutant of one.
type machine interface {
	Get(now sim.Time, key int) (Answer[int], bool)
	Put(now sim.Time, key, value int, fresh time.Duration) bool
	Remove(key int) bool
	Len() int
}

// A maker makes a machine.
type maker func(capacity int, stale time.Duration) machine

func sound(capacity int, stale time.Duration) machine { return NewStore[int, int](capacity, stale) }

// A fact is what the law remembers of an answer; the latest used is the last.
type fact struct {
	key, value int
	at, until  sim.Time
}

// obey plays at random on a machine, beside a list that is searched from end to end.
func obey(t *rapid.T, make maker) {
	capacity, stale := rapid.IntRange(1, 4).Draw(t, "capacity"), ms*time.Duration(rapid.IntRange(0, 10).Draw(t, "stale"))
	m, now := make(capacity, stale), sim.Time(0)
	var all []fact
	find := func(key int) int { return slices.IndexFunc(all, func(f fact) bool { return f.key == key }) }
	for step := range rapid.IntRange(1, 60).Draw(t, "steps") {
		now = now.Add(ms * time.Duration(rapid.IntRange(0, 5).Draw(t, "pause")))
		key := rapid.IntRange(0, 5).Draw(t, "key")
		i := find(key)
		switch rapid.IntRange(0, 4).Draw(t, "act") {
		case 0:
			if was := m.Remove(key); was != (i >= 0) {
				t.Fatalf("it removed %v, held %v", was, i >= 0)
			}
			if i >= 0 {
				all = slices.Delete(all, i, i+1)
			}
		case 1, 2:
			fresh := ms * time.Duration(rapid.IntRange(1, 10).Draw(t, "fresh"))
			full := i < 0 && len(all) == capacity
			if evicted := m.Put(now, key, step, fresh); evicted != full {
				t.Fatalf("another was given up: %v, should be %v", evicted, full)
			}
			switch {
			case i >= 0:
				all = slices.Delete(all, i, i+1)
			case full:
				all = all[1:]
			}
			all = append(all, fact{key, step, now, now.Add(fresh)})
		default:
			a, ok := m.Get(now, key)
			held := i >= 0 && now < all[i].until.Add(stale)
			if ok != held {
				t.Fatalf("at %v it answers %v, should be %v: %v", now, ok, held, all)
			}
			if i < 0 {
				continue
			}
			f := all[i]
			all = slices.Delete(all, i, i+1)
			if !held {
				continue
			}
			all = append(all, f)
			if a.Value != f.value || a.Age != now.Sub(f.at) || (a.Stale <= 0) != (now < f.until) {
				t.Fatalf("at %v it answers %+v, should be %+v", now, a, f)
			}
		}
		if m.Len() != len(all) {
			t.Fatalf("it holds %d, should be %d", m.Len(), len(all))
		}
	}
}

type unused struct{ *Store[int, int] } // a use is no reason to stay

func (u unused) Get(now sim.Time, key int) (Answer[int], bool) {
	e := u.entries[key]
	if e == nil || now.Sub(e.until)+1 > u.stale {
		return u.Store.Get(now, key)
	}
	return Answer[int]{Value: e.value, Age: now.Sub(e.at), Stale: now.Sub(e.until) + 1}, true
}

type late struct{ *Store[int, int] } // an answer is still fresh when its time ends

func (l late) Get(now sim.Time, key int) (Answer[int], bool) { return l.Store.Get(now-1, key) }

type keeps struct{ *Store[int, int] } // a write takes nothing out

func (k keeps) Remove(key int) bool { return k.entries[key] != nil }

type ages struct{ *Store[int, int] } // a new answer has the age of the one before

func (a ages) Put(now sim.Time, key, value int, fresh time.Duration) bool {
	if e := a.entries[key]; e != nil {
		e.value, e.until = value, now.Add(fresh)
		return false
	}
	return a.Store.Put(now, key, value, fresh)
}

func TestLaws(t *testing.T) {
	as := func(wrap func(*Store[int, int]) machine) func(*maker) {
		return property.Instead[maker](func(capacity int, stale time.Duration) machine { return wrap(NewStore[int, int](capacity, stale)) })
	}
	property.Suite[maker]{
		Sound: sound,
		Laws:  []property.Law[maker]{{"it answers as a list would", obey}},
		Mutants: []property.Mutant[maker]{
			{"the oldest is given up, used or not", "", as(func(s *Store[int, int]) machine { return unused{s} })},
			{"an answer is fresh when its time ends", "", as(func(s *Store[int, int]) machine { return late{s} })},
			{"a write takes nothing out", "", as(func(s *Store[int, int]) machine { return keeps{s} })},
			{"a new answer is as old as the one before", "", as(func(s *Store[int, int]) machine { return ages{s} })},
			{"one more fits", "", as(func(s *Store[int, int]) machine { s.capacity++; return s })},
		},
	}.Run(t)
}

// TestALeaseIsLostByAWrite goes through what leases know: more than they remember makes
// them refuse, and never hold too much.
func TestALeaseIsLostByAWrite(t *testing.T) {
	l := NewLeases[int](10, 2)
	for _, c := range []struct {
		write, asked sim.Time
		key          int
		holds        bool
	}{
		{0, 9, 1, false}, {0, 10, 1, true}, // nobody knows what was before
		{20, 19, 1, false}, {0, 20, 1, false}, {0, 21, 1, true},
		{22, 21, 2, false}, {0, 21, 1, true},
		{23, 23, 3, false}, {0, 22, 1, false}, {0, 24, 1, true}, // a third one, and no room
	} {
		if c.write > 0 {
			l.Revoke(c.write, c.key)
		}
		if got := l.Holds(c.asked, c.key); got != c.holds {
			t.Errorf("what was asked for at %d about %d may be kept: %v, want %v", c.asked, c.key, got, c.holds)
		}
	}
}
