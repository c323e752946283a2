package selection

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestTheAllocationAgreesWithTheTextbook: the example of Chen's algorithm in the manual of
// SPOT, five designs and a hundred observations more.
func TestTheAllocationAgreesWithTheTextbook(t *testing.T) {
	means, variances, sizes := []float64{1.2, 2.1, 3.4, 4.87, 6.05}, []float64{3.3, 2, 4.5, 5.3, 6.9}, []int{12, 6, 5, 5, 4}
	var samples []Sample
	for i := range means {
		samples = append(samples, Sample{means[i], variances[i], sizes[i]})
	}
	if got, want := Allocate(samples, 100), []int{48, 38, 11, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, the textbook says %v", got, want)
	}
}

// TestTheContinuationRegionIsThatOfKimAndNelson: with c = 1 their eta solves
// (1 + 2 eta)^(-(n-1)/2) / 2 = risk / (k-1).
func TestTheContinuationRegionIsThatOfKimAndNelson(t *testing.T) {
	for _, c := range []struct{ k, n int }{{2, 10}, {10, 10}, {4, 5}, {100, 20}} {
		df := float64(c.n - 1)
		eta := Continuation(c.k, c.n, 0.05) / (2 * df)
		if got, want := math.Pow(1+2*eta, -df/2)/2, 0.05/float64(c.k-1); math.Abs(got-want) > 1e-12 {
			t.Errorf("k=%d n=%d: g(eta) = %g, not %g", c.k, c.n, got, want)
		}
	}
}

// A truth is a constructed problem: its values without noise, the constraints behind.
type truth struct {
	Problem
	name   string
	of     func(Design) []float64
	noise  float64              // of each design on each instance; ten times as much is common to all
	louder func(Design) float64 // by how much it is more for a design; nil is not
	same   bool
}

// observe answers a question of a repetition: the noise belongs to design and instance.
func (c truth) observe(q Question, repetition uint64) []float64 {
	key := uint64(q.Instance)
	for _, level := range q.Design {
		key = key*131 + uint64(level) + 1
	}
	own := rand.New(rand.NewPCG(repetition, key))
	common := 10 * c.noise * rand.New(rand.NewPCG(repetition, uint64(q.Instance)<<32)).NormFloat64()
	values, noise := c.of(q.Design), c.noise
	if c.louder != nil {
		noise *= c.louder(q.Design)
	}
	for k := range values {
		values[k] += noise * own.NormFloat64()
		if k < len(c.Objectives) {
			values[k] += common
		}
	}
	return values
}

func (c truth) race(t *testing.T, repetition uint64) Result {
	t.Helper()
	c.Seed = repetition
	r, err := c.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for q := r.Ask(); q != nil; q = r.Ask() {
		var answers [][]float64
		for _, q := range q {
			answers = append(answers, c.observe(q, repetition))
		}
		r.Tell(answers)
	}
	return r.Result()
}

// least returns the least value of the first objective that keeps the constraints.
func (c truth) least() float64 {
	least := math.Inf(1)
	var walk func(Design)
	walk = func(d Design) {
		if len(d) < len(c.Knobs) {
			for level := c.Knobs[len(d)].Low; level <= c.Knobs[len(d)].High; level++ {
				walk(append(d[:len(d):len(d)], level))
			}
			return
		}
		if v := c.of(d); slices.Max(append(v[1:], 0)) <= 0 {
			least = min(least, v[0])
		}
	}
	walk(nil)
	return least
}

func square(x int, from, scale float64) float64 {
	d := (float64(x) - from) / scale
	return d * d
}

func knobs(levels ...int) []Knob {
	var list []Knob
	for _, n := range levels {
		list = append(list, Knob{Levels: n, High: n - 1, Ordered: true})
	}
	return list
}

var truths = []truth{
	{name: "a U in one knob", noise: 0.3, Problem: Problem{Knobs: knobs(41), Start: []Design{{2}}, Objectives: []Zone{{Fixed: 0.1}}, Budget: 1500},
		of: func(d Design) []float64 { return []float64{square(d[0], 27, 10)} }},
	{name: "ties on either side of the optimum", noise: 0.2, Problem: Problem{Knobs: knobs(12), Start: []Design{{0}}, Objectives: []Zone{{Fixed: 0.1}}, Budget: 1500},
		of: func(d Design) []float64 { return []float64{float64(min(max(d[0], 9-d[0]), 7))} }},
	{name: "an optimum at the border", noise: 0.3, Problem: Problem{Knobs: knobs(31, 31), Start: []Design{{15, 15}}, Objectives: []Zone{{Fixed: 0.2}}, Budget: 2000},
		of: func(d Design) []float64 { return []float64{float64(d[0])/10 + float64(30-d[1])/10} }},
	{name: "two knobs that interact", noise: 0.2, Problem: Problem{Knobs: knobs(21, 21), Start: []Design{{3, 3}}, Objectives: []Zone{{Fixed: 0.2}}, Budget: 2000},
		of: func(d Design) []float64 { return []float64{square(d[0]-d[1], 6, 3) + square(d[0]+d[1], 22, 8)} }},
	{name: "a constraint that the best breaks", noise: 0.2, Problem: Problem{Knobs: knobs(21), Start: []Design{{1}}, Objectives: []Zone{{Fixed: 0.25}}, Constraints: 1, Budget: 1500},
		of: func(d Design) []float64 { return []float64{square(d[0], 15, 5), float64(d[0]-11) - 0.5} }},
	{name: "a word among the numbers", noise: 0.2, Problem: Problem{Knobs: append(knobs(16), Knob{Levels: 4, High: 3}), Start: []Design{{3, 0}}, Objectives: []Zone{{Fixed: 0.2}}, Budget: 2000},
		of: func(d Design) []float64 {
			return []float64{square(d[0], float64(4+3*d[1]), 4) + []float64{1, 0.6, 0, 1.2}[d[1]]}
		}},
	{name: "all the same", noise: 0.3, same: true, Problem: Problem{Knobs: knobs(9, 9), Start: []Design{{4, 4}}, Objectives: []Zone{{Fixed: 0.2}}, Budget: 1500},
		of: func(d Design) []float64 { return []float64{1} }},
	{name: "all the same to the last bit", same: true, Problem: Problem{Knobs: knobs(9), Start: []Design{{4}}, Objectives: []Zone{{Share: 0.02}}, Budget: 1500},
		of: func(d Design) []float64 { return []float64{1} }},
}

// TestTheRaceFindsWhatIsBest: in 95 % of 200 repetitions it ends within the zone of the
// least value that keeps the constraints, and says that all are the same only where they are.
func TestTheRaceFindsWhatIsBest(t *testing.T) {
	for _, c := range truths {
		t.Run(c.name, func(t *testing.T) {
			const repetitions = 200
			least, found, told, spent := c.least(), 0, 0, 0
			for n := range uint64(repetitions) {
				got := c.race(t, n+1)
				if best := c.of(got.Standings[got.Best[0]].Design); best[0] <= least+c.Objectives[0].Fixed+1e-9 && slices.Max(append(best[1:], 0)) <= 0 {
					found++
				}
				if got.Same == c.same {
					told++
				}
				spent += got.Spent
				if got.Spent > c.Budget {
					t.Fatalf("repetition %d: %d of %d observations", n+1, got.Spent, c.Budget)
				}
			}
			t.Logf("found in %d, told in %d of %d, with %d observations each", found, told, repetitions, spent/repetitions)
			if found < 190 || told < 190 {
				t.Errorf("found in %d, told in %d of %d repetitions", found, told, repetitions)
			}
		})
	}
}

// TestTheBestOfTenIsKept: the slippage configuration of Kim and Nelson, where all others
// are worse by just the zone and nothing is common to them.
func TestTheBestOfTenIsKept(t *testing.T) {
	c := truth{noise: 1, Problem: Problem{Knobs: []Knob{{Levels: 10, High: 9}}, Start: []Design{{0}}, Objectives: []Zone{{Fixed: 0.8}}, Budget: 4000},
		of: func(d Design) []float64 {
			if d[0] == 6 {
				return []float64{0}
			}
			return []float64{0.8}
		}}
	kept, decided := 0, 0
	for n := range uint64(200) {
		got := c.race(t, n+1)
		if got.Standings[got.Best[0]].Design[0] == 6 {
			kept++
		}
		if got.Decided {
			decided++
		}
	}
	if kept < 190 || decided < 200 {
		t.Errorf("kept in %d of 200 repetitions, decided in %d", kept, decided)
	}
}

// TestSeveralObjectivesLeaveAFront: of a trade from (0,20) to (20,0) with a bend, what is
// beaten in both goes, and the bend is the knee.
func TestSeveralObjectivesLeaveAFront(t *testing.T) {
	c := truth{noise: 0.05, Problem: Problem{Knobs: knobs(11, 3), Start: []Design{{0, 1}}, Objectives: []Zone{{Fixed: 0.3}, {Fixed: 0.3}}, Budget: 3000},
		of: func(d Design) []float64 {
			x := float64(d[0])
			return []float64{x + 2*float64(d[1]), square(d[0], 10, 3.2) + 2*float64(d[1])}
		}}
	knees := 0
	for n := range uint64(50) {
		got := c.race(t, n+1)
		for _, i := range got.Best {
			if d := got.Standings[i].Design; d[1] != 0 {
				t.Fatalf("repetition %d: %v is beaten in both and still in", n+1, d)
			}
		}
		if len(got.Best) < 4 {
			t.Fatalf("repetition %d: %d are left of a front of eleven", n+1, len(got.Best))
		}
		if x := got.Standings[got.Best[0]].Design[0]; x >= 3 && x <= 6 {
			knees++
		}
	}
	if knees < 48 {
		t.Errorf("the knee was found in %d of 50 repetitions", knees)
	}
}

// TestWhatIsInfiniteLoses: a design that never recovers in most instances goes out, and
// two that never do are the same.
func TestWhatIsInfiniteLoses(t *testing.T) {
	c := truth{noise: 0.1, Problem: Problem{Knobs: knobs(6), Start: []Design{{0}}, Objectives: []Zone{{Share: 0.02, Fixed: 0.05}}, Budget: 900},
		of: func(d Design) []float64 {
			if d[0] < 3 {
				return []float64{math.Inf(1)}
			}
			return []float64{float64(d[0])}
		}}
	if got := c.race(t, 1); got.Standings[got.Best[0]].Design[0] != 3 || got.Standings[0].Fate != Beaten && got.Standings[0].Fate != Tied {
		t.Errorf("%+v", got)
	}
}

// TestTheRaceIsAFunctionOfWhatItIsTold: the same answers make the same questions.
func TestTheRaceIsAFunctionOfWhatItIsTold(t *testing.T) {
	a, b := truths[3].race(t, 7), truths[3].race(t, 7)
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("two races that were told the same differ")
	}
}

// TestABudgetIsSpentOrRefused: one that cannot give the designs of the beginning their first
// instances is told so; any other ends with a best design.
func TestABudgetIsSpentOrRefused(t *testing.T) {
	for _, knobs := range [][]Knob{knobs(2), knobs(6), knobs(9, 9)} {
		refused, raced := 0, 0
		for budget := 1; budget <= 60; budget++ {
			c := truth{noise: 0.1, Problem: Problem{Knobs: knobs, Start: []Design{make(Design, len(knobs))}, Objectives: []Zone{{Fixed: 0.1}, {Fixed: 0.1}}, Budget: budget},
				of: func(d Design) []float64 { return []float64{float64(d[0]), -float64(d[0])} }}
			if _, err := c.Begin(); err != nil {
				refused++
				continue
			}
			if got := c.race(t, 1); got.Spent == 0 || got.Spent > budget || len(got.Best) == 0 {
				t.Errorf("%d knobs, a budget of %d: %d spent, best %v", len(knobs), budget, got.Spent, got.Best)
			}
			raced++
		}
		if refused == 0 || raced == 0 {
			t.Errorf("%d knobs: %d budgets refused, %d raced", len(knobs), refused, raced)
		}
	}
}
