package fallback

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
	"wavetank/sim/property"
)

// A machine is a Cache, or a mutant of one.
type machine interface {
	Put(sim.Time, int, int)
	Get(sim.Time, int) (int, time.Duration, bool)
	Len() int
}

// A maker makes a machine of a capacity and a greatest age.
type maker func(int, time.Duration) machine

// memory is the cache in a dozen lines: answers, the latest used last.
type memory struct {
	capacity int
	maxAge   time.Duration
	answers  []answer
}

type answer struct {
	key, value int
	at         sim.Time
}

func (m *memory) find(key int) int {
	return slices.IndexFunc(m.answers, func(a answer) bool { return a.key == key })
}

func (m *memory) put(a answer) {
	if i := m.find(a.key); i >= 0 {
		m.answers = slices.Delete(m.answers, i, i+1)
	} else if len(m.answers) == m.capacity {
		m.answers = m.answers[1:]
	}
	m.answers = append(m.answers, a)
}

func (m *memory) get(now sim.Time, key int) (answer, bool) {
	i := m.find(key)
	if i < 0 || m.maxAge > 0 && now.Sub(m.answers[i].at) > m.maxAge {
		return answer{}, false
	}
	a := m.answers[i]
	m.answers = append(slices.Delete(m.answers, i, i+1), a)
	return a, true
}

// remembers plays at random on a machine and holds it against the dozen lines.
func remembers(t *rapid.T, make maker) {
	m := &memory{capacity: rapid.IntRange(1, 4).Draw(t, "capacity"), maxAge: time.Duration(rapid.IntRange(0, 5).Draw(t, "max age"))}
	c := make(m.capacity, m.maxAge)
	now := sim.Time(0)
	for i := range rapid.IntRange(1, 50).Draw(t, "steps") {
		now += sim.Time(rapid.IntRange(0, 2).Draw(t, "pause"))
		key := rapid.IntRange(0, 5).Draw(t, "key")
		if rapid.Bool().Draw(t, "put") {
			c.Put(now, key, i)
			m.put(answer{key, i, now})
		} else {
			value, age, ok := c.Get(now, key)
			want, okay := m.get(now, key)
			if ok != okay || ok && (value != want.value || age != now.Sub(want.at)) {
				t.Fatalf("about %d: %d, %v old, %v; want %v, %v", key, value, age, ok, want, okay)
			}
		}
		if c.Len() != len(m.answers) || c.Len() > m.capacity {
			t.Fatalf("holds %d of %d, should hold %d", c.Len(), m.capacity, len(m.answers))
		}
	}
}

func sound(capacity int, maxAge time.Duration) machine { return NewCache[int, int](capacity, maxAge) }

type neverOld struct{ *Cache[int, int] }

func (n neverOld) Get(now sim.Time, key int) (int, time.Duration, bool) {
	n.maxAge = 0
	return n.Cache.Get(now, key)
}

type firstWins struct{ *Cache[int, int] }

func (f firstWins) Put(now sim.Time, key, value int) {
	if f.entries[key] == nil {
		f.Cache.Put(now, key, value)
	}
}

type forgetsTheOldest struct{ *Cache[int, int] }

func (f forgetsTheOldest) Get(now sim.Time, key int) (int, time.Duration, bool) {
	e := f.entries[key]
	if e == nil || f.maxAge > 0 && now.Sub(e.at) > f.maxAge {
		return 0, 0, false
	}
	return e.value, now.Sub(e.at), true // reading is no use
}

func TestLaws(t *testing.T) {
	property.Suite[maker]{
		Sound: sound,
		Laws:  []property.Law[maker]{{"a cache remembers the latest", remembers}},
		Mutants: []property.Mutant[maker]{
			{"no answer is too old", "", property.Instead[maker](func(c int, a time.Duration) machine { return neverOld{NewCache[int, int](c, a)} })},
			{"the first answer stays", "", property.Instead[maker](func(c int, a time.Duration) machine { return firstWins{NewCache[int, int](c, a)} })},
			{"the oldest goes, not the one without use", "", property.Instead[maker](func(c int, a time.Duration) machine { return forgetsTheOldest{NewCache[int, int](c, a)} })},
			{"there is one place more", "", property.Instead[maker](func(c int, a time.Duration) machine { return NewCache[int, int](c+1, a) })},
			{"an answer of exactly the age is too old", "", property.Instead[maker](func(c int, a time.Duration) machine { return NewCache[int, int](c, max(0, a-1)) })},
		},
	}.Run(t)
}

func BenchmarkMachine(b *testing.B) {
	c := NewCache[int, int](1000, 0)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		c.Put(sim.Time(i), i%2000, i)
		c.Get(sim.Time(i), i%2000)
	}
}
