package meter

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"wavetank/sim"
)

// list is a Distribution that keeps what it is given, and Levels by time.
type list struct {
	spans  []time.Duration
	levels map[int64]time.Duration
}

func (l *list) AddAll(spans []time.Duration) { l.spans = append(l.spans, spans...) }

func (l *list) AddFor(level int64, span time.Duration) { l.levels[level] += span }

const warm, end = sim.Time(400), sim.Time(4000)

// A clock looks at a machine at every instant.
type clock struct {
	queued, serving           []sim.Time // since when
	worked, waited            []time.Duration
	held, used, atOnce, tasks int64
	stood                     map[int64]time.Duration
}

// tick does something at a machine, or nothing, and tells its meter.
func (c *clock) tick(luck *rand.Rand, now sim.Time, s *Service) {
	late := now >= warm
	switch n := luck.IntN(60); {
	case n < 20 && len(c.queued) < 2*lowLevels:
		s.Queue(now)
		c.queued = append(c.queued, now)
	case n < 28:
		s.Begin(now)
		c.serving = append(c.serving, now)
		if late {
			c.atOnce++
		}
	case n < 38 && len(c.queued) > 0:
		wait := now.Sub(c.queued[0])
		if n < 36 {
			s.Take(now, wait)
			c.serving = append(c.serving, now)
		} else {
			s.Leave(now, wait)
		}
		c.queued = c.queued[1:]
		if late {
			c.waited = append(c.waited, wait)
		}
	case n < 54 && len(c.serving) > 0:
		s.End(now, now.Sub(c.serving[0]), 1)
		if late {
			c.worked = append(c.worked, now.Sub(c.serving[0]))
		}
		c.serving = c.serving[1:]
	case n == 54 && luck.IntN(5) == 0:
		s.Stop(now)
		c.queued, c.serving = nil, nil
	case n > 56:
		c.tasks = luck.Int64N(6)
		s.Run(now, c.tasks)
	}
	if late {
		c.held, c.used = c.held+int64(len(c.serving)), c.used+min(c.tasks, 3)
		if len(c.queued) > 0 {
			c.stood[int64(len(c.queued))]++
		}
	}
}

// TestAServiceIsMeasuredAsByAClock has a machine with a warm-up and crashes.
func TestAServiceIsMeasuredAsByAClock(t *testing.T) {
	luck := rand.New(rand.NewPCG(1, 1))
	levels := list{levels: make(map[int64]time.Duration)}
	c := clock{stood: make(map[int64]time.Duration)}
	var work, waits list
	s := NewService(warm, 3, &work, &waits, &levels)
	for now := sim.Time(0); now < end; now++ {
		c.tick(luck, now, s)
	}
	if got := s.Held(end); got != (Area{0, uint64(c.held)}) {
		t.Errorf("workers are held for %v, by the clock for %d", got, c.held)
	}
	if got := s.Used(end); got != (Area{0, uint64(c.used)}) || !s.Shares() {
		t.Errorf("cores are used for %v, by the clock for %d", got, c.used)
	}
	if int(s.Waiting()) != len(c.queued) || s.AtOnce != c.atOnce || int(s.Calling.Lo) != len(c.worked) {
		t.Errorf("%d wait, %d began at once, calls took %d; by the clock %d, %d, %d", s.Waiting(), s.AtOnce, s.Calling.Lo, len(c.queued), c.atOnce, len(c.worked))
	}
	s.Flush(end)
	sameSpans(t, "work", work.spans, c.worked)
	sameSpans(t, "waits", waits.spans, c.waited)
	for level := range int64(2*lowLevels + 1) {
		if levels.levels[level] != c.stood[level] {
			t.Errorf("%d wait for %v, by the clock for %v", level, levels.levels[level], c.stood[level])
		}
	}
	if c.stood[lowLevels+1] == 0 {
		t.Error("the queue never grows above the low levels")
	}
}

func sameSpans(t *testing.T, of string, got, want []time.Duration) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) || len(got) < 300 {
		t.Errorf("%s: %d spans, by the clock %d, or others", of, len(got), len(want))
	}
}

// TestAnAreaIsExact adds what 64 bits do not hold.
func TestAnAreaIsExact(t *testing.T) {
	var a Area
	for range 3 {
		a.Add(1<<33, 1<<31)
		a.rise(-1 << 63)
	}
	if a != (Area{4, 1 << 63}) {
		t.Errorf("got %v", a)
	}
	for range 3 {
		a.fall(1 << 62)
	}
	if a != (Area{3, 3 << 62}) || a.Float() != 3.75*(1<<64) {
		t.Errorf("got %v, which is %v", a, a.Float())
	}
}
