package selection

import (
	"math"
	"slices"
	"testing"
)

// further are constructed problems of other kinds, each with its own noise.
var further = []truth{
	{name: "a corner where two knobs have to agree", noise: 0.2, Problem: Problem{Knobs: knobs(21, 21), Start: []Design{{15, 3}}, Objectives: []Zone{{Fixed: 0.25}}, Budget: 2000},
		of: func(d Design) []float64 { return []float64{0.3*math.Abs(float64(d[0]-d[1])) + 0.1*float64(d[0])} }},
	{name: "noise that grows with the knob", noise: 0.1, Problem: Problem{Knobs: knobs(25), Start: []Design{{20}}, Objectives: []Zone{{Fixed: 0.2}}, Budget: 1500},
		of: func(d Design) []float64 { return []float64{square(d[0], 8, 5)} }, louder: func(d Design) float64 { return 1 + float64(d[0])/4 }},
	{name: "a word and a logarithmic time, of which one word makes the time idle", noise: 0.15, Problem: Problem{Knobs: append([]Knob{{Levels: 4, High: 3}}, knobs(25)...), Start: []Design{{0, 12}}, Objectives: []Zone{{Fixed: 0.2}}, Budget: 2000},
		of: func(d Design) []float64 {
			return []float64{[]float64{1.1, 0.8 + square(d[1], 20, 6), 0.2 + square(d[1], 5, 6), 0.6 + square(d[1], 12, 6)}[d[0]]}
		}},
	{name: "a step at the border, far from many designs to begin with", noise: 0.02, Problem: Problem{Knobs: knobs(5, 25), Objectives: []Zone{{Fixed: 0.02}}, Budget: 200,
		Start: []Design{{3, 10}, {2, 10}, {2, 17}, {3, 17}, {3, 23}, {1, 4}, {2, 20}, {4, 1}}},
		of: func(d Design) []float64 {
			if d[0] == 0 {
				return []float64{0.1}
			}
			return []float64{0.8}
		}},
	{name: "a ridge behind a constraint", noise: 0.15, Problem: Problem{Knobs: knobs(16, 16), Start: []Design{{2, 2}}, Objectives: []Zone{{Fixed: 0.3}}, Constraints: 1, Budget: 2500},
		of: func(d Design) []float64 {
			return []float64{4 - 0.2*float64(d[0]) - 0.1*float64(d[1]), 0.25*float64(d[0]+d[1]-16) - 0.125}
		}},
}

func TestTheRaceFindsWhatIsBestOfOtherKinds(t *testing.T) {
	for _, c := range further {
		t.Run(c.name, func(t *testing.T) {
			const repetitions = 100
			least, found, spent := c.least(), 0, 0
			for n := range uint64(repetitions) {
				got := c.race(t, n+1)
				if best := c.of(got.Standings[got.Best[0]].Design); best[0] <= least+c.Objectives[0].Fixed+1e-9 && slices.Max(append(best[1:], 0)) <= 0 {
					found++
				}
				spent += got.Spent
			}
			t.Logf("found in %d of %d, with %d observations each", found, repetitions, spent/repetitions)
			if found < 95 {
				t.Errorf("found in %d of %d repetitions", found, repetitions)
			}
		})
	}
}

// TestThreeObjectivesLeaveWhatNothingBeats: the front of a plane that bends towards the ideal,
// and a fourth knob that only harms.
func TestThreeObjectivesLeaveWhatNothingBeats(t *testing.T) {
	c := truth{noise: 0.03, Problem: Problem{Knobs: knobs(7, 7, 3), Start: []Design{{0, 0, 1}}, Objectives: []Zone{{Fixed: 0.3}, {Fixed: 0.3}, {Fixed: 0.3}}, Budget: 4000},
		of: func(d Design) []float64 {
			a, b, harm := float64(d[0]), float64(d[1]), 2*float64(d[2])
			return []float64{a + harm, b + harm, square(12-d[0]-d[1], 0, 3) + harm}
		}}
	harmed, good := 0, 0
	for n := range uint64(50) {
		got := c.race(t, n+1)
		for _, i := range got.Best {
			if got.Standings[i].Design[2] != 0 {
				harmed++
			}
		}
		if knee := c.of(got.Standings[got.Best[0]].Design); knee[0] <= 3 && knee[1] <= 3 && knee[2] <= 9.1 {
			good++
		}
	}
	if harmed > 0 || good < 48 {
		t.Errorf("%d beaten designs are left, and the knee lies in the bend in %d of 50 repetitions", harmed, good)
	}
}
