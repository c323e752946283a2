package cache

import (
	"math"
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

// TestTruthOfTheLeastRecentlyUsed holds the share of hits against Che's approximation:
// an item is in the store if it was asked for within T, which is such that as many
// items are as fit.
func TestTruthOfTheLeastRecentlyUsed(t *testing.T) {
	const items, requests = 1000, 300_000
	for _, c := range []struct {
		skew     float64
		capacity int
	}{{.8, 100}, {1, 50}, {1.2, 200}, {0, 300}} {
		weights, sum := make([]float64, items), 0.0
		for i := range weights {
			weights[i] = math.Pow(float64(i+1), -c.skew)
			sum += weights[i]
		}
		inside := func(T float64) (within, hits float64) {
			for _, w := range weights {
				p := -math.Expm1(-w / sum * T)
				within, hits = within+p, hits+w/sum*p
			}
			return within, hits
		}
		low, high := 0.0, 1e9
		for range 200 {
			if within, _ := inside((low + high) / 2); within < float64(c.capacity) {
				low = (low + high) / 2
			} else {
				high = (low + high) / 2
			}
		}
		_, want := inside(low)
		upTo := make([]float64, items)
		so := 0.0
		for i, w := range weights {
			so += w / sum
			upTo[i] = so
		}
		s, luck, hits := NewStore[int, int](c.capacity, 0), sim.KeyOf("che").Rand(), 0.0
		for n := range requests {
			u := luck.Float64()
			key, _ := slices.BinarySearch(upTo, u)
			if _, ok := s.Get(0, key); !ok {
				s.Put(0, key, key, time.Hour)
			} else if n >= requests/10 {
				hits++
			}
		}
		if got := hits / (requests * .9); math.Abs(got-want) > .005 {
			t.Errorf("skew %v, %d of %d items fit: %.4f hits, Che says %.4f", c.skew, c.capacity, items, got, want)
		}
	}
}

// TestTruthOfATimeToLive: of a Poisson stream of the rate λ, an answer that lives for T
// is followed by λT hits on average, and then by a miss.
func TestTruthOfATimeToLive(t *testing.T) {
	const requests = 400_000
	for _, c := range []struct{ perTTL, jitter float64 }{{.2, 0}, {1, 0}, {5, 0}, {1, .5}, {5, 1}} {
		ttl := 100 * ms
		s, luck, now, hits := NewStore[int, int](1, 0), sim.KeyOf("renewal").Rand(), sim.Time(0), 0.0
		for range requests {
			now = now.Add(sim.Exponential(float64(ttl) / c.perTTL).Sample(luck.Fork()))
			if _, ok := s.Get(now, 0); ok {
				hits++
			} else {
				s.Put(now, 0, 0, ttl+luck.Between(0, time.Duration(c.jitter*float64(ttl))+1))
			}
		}
		lives := c.perTTL * (1 + c.jitter/2)
		if got, want := hits/requests, lives/(1+lives); math.Abs(got-want) > .004 {
			t.Errorf("%v requests a life, jitter %v: %.4f hits, renewal theory says %.4f", c.perTTL, c.jitter, got, want)
		}
	}
}
