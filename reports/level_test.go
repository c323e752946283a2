package reports

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
)

var depth = sim.NewKind("queue.deep")

func levels(duration, warmup time.Duration, windows int) Options {
	return Options{Duration: duration, Warmup: warmup, Windows: windows, Told: map[*sim.Kind]*Family{depth: LevelFamily}}
}

func TestALevelIsWeightedByTime(t *testing.T) {
	tape := newTape()
	for _, f := range []struct {
		at    time.Duration
		owner string
		value int64
	}{
		{0, "a", 4}, {6 * sec, "a", 10}, {8 * sec, "a", 0}, // mean of 4..10 s: (4·2 + 10·2 + 0·2) / 6
		{7 * sec, "b", 2},
	} {
		tape.add(f.at, sim.Fact{Kind: depth, Owner: tape.world.Owner(f.owner), Value: f.value})
	}
	s := tape.play(levels(10*sec, 4*sec, 5))
	l := s.Told[0].(*Level)
	if want := (Heights{Mean: 28.0 / 6, Min: 0, Max: 10, Last: 0, Told: true}); l.Owners[0].Heights != want {
		t.Errorf("a: %+v, want %+v", l.Owners[0].Heights, want)
	}
	if want := (Heights{Mean: 34.0 / 9, Min: 0, Max: 10, Last: 1, Told: true}); l.Heights != want {
		t.Errorf("both: %+v, want %+v", l.Heights, want)
	}
	// Windows of 2 s; b joins in the middle of the fourth.
	for i, want := range []LevelWindow{{4, 4, true}, {4, 4, true}, {4, 4, true}, {(20 + 2) / 3.0, 10, true}, {1, 2, true}} {
		if l.Windows[i] != want {
			t.Errorf("window %d: %+v, want %+v", i, l.Windows[i], want)
		}
	}
	for name, want := range map[string]float64{"mean": 34.0 / 9, "min": 0, "max": 10, "last": 1} {
		if x, ok, err := s.Metric("levels.queue.deep."+name, ""); x != want || !ok || err != nil {
			t.Errorf("%s is %v, %v, %v, want %v", name, x, ok, err, want)
		}
	}
}

func TestALevelThatNobodyToldIsUndefined(t *testing.T) {
	tape := newTape()
	tape.add(5*sec, sim.Fact{Kind: depth, Owner: tape.world.Owner("a"), Value: 3})
	s := tape.play(levels(10*sec, 0, 5))
	if w := s.Told[0].(*Level).Windows; w[1].OK || !w[2].OK {
		t.Errorf("there is a level before it was told: %+v", w)
	}
	if _, ok, err := s.Metric("levels.queue.shallow.mean", ""); ok || err != nil {
		t.Errorf("a level of no facts is defined: %v, %v", ok, err)
	}
}

// TestLevelsAreTheIntegral compares the fold with one that looks at every
// millisecond.
func TestLevelsAreTheIntegral(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const run = 100 // milliseconds
		warm := rapid.IntRange(0, run-1).Draw(t, "warm-up")
		tape := newTape()
		value := map[string][run]int64{}
		told := map[string]int{}
		for range rapid.IntRange(1, 30).Draw(t, "facts") {
			at := rapid.IntRange(0, run-1).Draw(t, "at")
			owner := fmt.Sprint("node-", rapid.IntRange(1, 3).Draw(t, "owner"))
			v := rapid.Int64Range(-5, 5).Draw(t, "value")
			tape.add(time.Duration(at)*time.Millisecond, sim.Fact{Kind: depth, Owner: tape.world.Owner(owner), Value: v})
		}
		s := tape.play(levels(run*time.Millisecond, time.Duration(warm)*time.Millisecond, 10))
		for i := range tape.facts { // in order of time by now
			f := &tape.facts[i]
			name, at := f.Owner.Name(), int(f.At.Seconds()*1000+0.5)
			if _, known := told[name]; !known {
				told[name] = at
			}
			line := value[name]
			for ms := at; ms < run; ms++ {
				line[ms] = f.Value
			}
			value[name] = line
		}
		area, n, last := 0.0, 0.0, 0.0
		for name, line := range value {
			last += float64(line[run-1])
			for ms := max(warm, told[name]); ms < run; ms++ {
				area, n = area+float64(line[ms]), n+1
			}
		}
		l := s.Told[0].(*Level)
		if math.Abs(l.Mean-area/n) > 1e-9 || math.Abs(l.Last-last/float64(len(value))) > 1e-9 {
			t.Fatalf("mean %v, last %v; counted %v, %v", l.Mean, l.Last, area/n, last/float64(len(value)))
		}
		for i, w := range l.Windows {
			area, n := 0.0, 0.0
			highest := int64(math.MinInt64)
			for name, line := range value {
				for ms := max(10*i, told[name]); ms < 10*i+10; ms++ {
					area, n, highest = area+float64(line[ms]), n+1, max(highest, line[ms])
				}
			}
			if w.OK != (n > 0) || w.OK && math.Abs(w.Mean-area/n) > 1e-9 {
				t.Fatalf("window %d: %+v, counted a mean of %v over %v ms", i, w, area/n, n)
			}
			if w.OK && w.Max < highest { // above it only by a level that lasted no time
				t.Fatalf("window %d: %+v, but the highest is %v", i, w, highest)
			}
		}
	})
}
