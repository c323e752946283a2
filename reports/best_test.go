package reports

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wavetank/sim"
)

// sweptRuns is a sweep of one knob in which a variant has, at each point and seed, so many
// errors of a hundred requests, and so long a latency.
func sweptRuns(t *testing.T, errors, latencies [][]int) *Sweep {
	t.Helper()
	s := &Sweep{Info: Info{Variants: []Arm{{Name: "with"}}}, Axes: []Axis{{Key: "nodes.shop.workers"}}}
	for k := range errors {
		s.Axes[0].Values = append(s.Axes[0].Values, []string{"1", "2", "4", "8", "16"}[k])
		var runs []*Summary
		for seed := range errors[k] {
			tape := newTape()
			for i := range 100 {
				end := sim.RequestOK
				if i < errors[k][seed] {
					end = sim.RequestFailed
				}
				tape.request("users", time.Duration(i)*sec/10, time.Duration(latencies[k][seed])*time.Millisecond, end, 20*sec)
			}
			sum := tape.play(Options{Duration: 20 * sec, Loads: []string{"users"}})
			sum.Variant, sum.Seed = "with", uint64(seed)
			runs = append(runs, sum)
		}
		c, err := Compare(s.Info, runs)
		if err != nil {
			t.Fatal(err)
		}
		s.Points = append(s.Points, c)
	}
	return s
}

func repeated(n int, values ...int) (rows [][]int) {
	for _, v := range values {
		var row []int
		for seed := range n {
			row = append(row, v+seed%3)
		}
		rows = append(rows, row)
	}
	return rows
}

func TestTheBestOfASweepIsTestedAndNotPicked(t *testing.T) {
	noisy := [][]int{{10, 20, 30, 12, 22, 31}, {11, 19, 29, 13, 21, 30}, {40, 50, 60, 41, 52, 60}}
	for name, x := range map[string]struct {
		sweep  *Sweep
		points []int
		best   int
		says   string
	}{
		"one value":              {sweptRuns(t, repeated(6, 9, 3, 20), repeated(6, 10, 20, 30)), []int{1}, 1, "shop.workers = 2 is best: error rate"},
		"a tie falls to p99":     {sweptRuns(t, repeated(6, 0, 0, 0), repeated(6, 90, 40, 200)), []int{1}, 1, "(p99 decides, as the error rate alone does not tell)"},
		"a plateau":              {sweptRuns(t, repeated(6, 0, 0, 0, 9), repeated(6, 40, 40, 40, 40)), []int{0, 1, 2}, 0, "shop.workers = 1 to 4 are equally good"},
		"no difference is shown": {sweptRuns(t, noisy, repeated(6, 40, 40, 40)), []int{0, 1}, 1, "shop.workers = 1 and 2 are equally good"},
		"the first value":        {sweptRuns(t, repeated(6, 3, 9, 20), repeated(6, 10, 20, 30)), []int{0}, 0, "shop.workers = 1 is best, at an end of the sweep: error rate"},
		"the last value":         {sweptRuns(t, repeated(6, 20, 9, 3), repeated(6, 10, 20, 30)), []int{2}, 2, "shop.workers = 4 is best, at an end of the sweep: error rate"},
		"one of two values":      {sweptRuns(t, repeated(6, 20, 9), repeated(6, 10, 20)), []int{1}, 1, "shop.workers = 2 is best: error rate"},
		"all the same":           {sweptRuns(t, repeated(6, 5, 5), repeated(6, 40, 40)), []int{0, 1}, 0, "no value of shop.workers is shown to be better than another"},
		"a single seed":          {sweptRuns(t, repeated(1, 5, 3, 3), repeated(1, 40, 40, 40)), []int{1, 2}, 1, "in the one seed that ran"},
	} {
		b, ok := x.sweep.Best("with")
		if !ok || !slices.Equal(b.Points, x.points) || b.Point != x.best {
			t.Errorf("%s: best is %d of %v, %v", name, b.Point, b.Points, ok)
		}
		if text := x.sweep.Finding(); !strings.Contains(text, x.says) {
			t.Errorf("%s: the finding does not say %q: %s", name, x.says, text)
		}
	}
}

// TestOnlyWhatKeepsTheSLOCanBeBest: the fastest point breaks it, by its errors; and which
// points keep it is said.
func TestOnlyWhatKeepsTheSLOCanBeBest(t *testing.T) {
	for says, x := range map[string]struct {
		errors, latencies [][]int
		points            []int
	}{
		"the SLO (errors 5 %, p99 100 ms) is kept with shop.workers = 2 to 8; of these shop.workers = 2 and 4 are equally good: error rate": {repeated(6, 9, 1, 1, 1), repeated(6, 10, 40, 40, 80), []int{1, 2}},
		"shop.workers = 2 is best, and alone keeps the SLO (errors 5 %, p99 100 ms): error rate":                                            {repeated(6, 9, 1, 0), repeated(6, 10, 40, 200), []int{1}},
		"shop.workers = 2 and 4 are equally good, and alone keep the SLO (errors 5 %, p99 100 ms): error rate":                              {repeated(6, 9, 1, 1), repeated(6, 10, 40, 40), []int{1, 2}},
		"the SLO (errors 5 %, p99 100 ms) is kept at every point; shop.workers = 1 is best, at an end of the sweep: error rate":             {repeated(6, 0, 1, 3), repeated(6, 10, 40, 50), []int{0}},
		"the SLO (errors 5 %, p99 100 ms) is always kept at no point; shop.workers = 1 is best, at an end of the sweep: error rate":         {repeated(6, 6, 7, 9), repeated(6, 10, 40, 50), []int{0}},
	} {
		s := sweptRuns(t, x.errors, x.latencies)
		for _, c := range s.Points {
			c.SLO, c.Stated = &SLO{ErrorRate: 0.05, P99: 100 * time.Millisecond}, true
		}
		if b, _ := s.Best("with"); !slices.Equal(b.Points, x.points) {
			t.Errorf("best is %v, want %v", b.Points, x.points)
		}
		if text := s.Finding(); !strings.Contains(text, says) {
			t.Errorf("the finding does not say %q: %s", says, text)
		}
	}
}

// TestASweepIsRankedByWhatIsClaimed: by what has to be better or none, of all loads together,
// before the usual metrics; but nothing that only the answered have goes before the errors.
func TestASweepIsRankedByWhatIsClaimed(t *testing.T) {
	for claims, want := range map[string]string{
		"":                                        "error_rate p99 goodput",
		"with.stale_reads == 0":                   "stale_reads error_rate p99 goodput",
		"with.p999 < without.p999 / 2":            "error_rate latency_ok_p999 p99 goodput",
		"with.p99 < without.p99 / 2":              "error_rate p99 goodput",
		"with.facts.order.doubled == 0":           "facts.order.doubled error_rate p99 goodput",
		"with.facts.order.doubled > 9":            "error_rate p99 goodput",
		"with.browsers.lost_writes == 0":          "error_rate p99 goodput",
		"with.attempts < without.attempts":        "error_rate p99 goodput",
		"with.nodes.db.utilisation < 0.5":         "error_rate p99 goodput",
		"with.lost_writes <= without.lost_writes": "error_rate p99 goodput",
	} {
		if got := strings.Join(RankedBy([]string{claims}), " "); got != want {
			t.Errorf("%s: %s, want %s", claims, got, want)
		}
	}
}

// TestTheBestOfAGridSaysWhichKnobIsAtItsEnd: of numbers, three at least, that touch the arm.
func TestTheBestOfAGridSaysWhichKnobIsAtItsEnd(t *testing.T) {
	s := &Sweep{Axes: []Axis{{Key: "nodes.shop.workers", Values: []string{"1", "2", "4"}}, {Key: "patterns.limit.rule", Values: []string{"gradient", "vegas", "aimd"}}, {Key: "nodes.shop.queue", Values: []string{"10", "20", "30"}}}}
	for point, want := range map[int]string{0: ", at an end of shop.workers and shop.queue", 9 + 2: ", at an end of shop.queue", 18 + 1: ", at an end of shop.workers", 9 + 4: ""} {
		if got := s.margin("with", point); got != want {
			t.Errorf("point %d: %q", point, got)
		}
	}
	s.Still = map[string][]bool{"with": {true, true, false}}
	if got := s.margin("with", 0); got != ", at an end of shop.queue" {
		t.Errorf("untouched: %q", got)
	}
}

func TestASweepTellsAnUntouchedArmOnce(t *testing.T) {
	s := sweptRuns(t, repeated(3, 5, 5), repeated(3, 40, 40))
	s.Still = map[string][]bool{"with": {true}}
	var b strings.Builder
	if err := s.WriteTable(&b, Screen{Width: 120}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "\nany      with") || strings.Count(b.String(), "with") != 1 {
		t.Errorf("the table is\n%s", &b)
	}
	if !strings.HasPrefix(s.Finding(), "It makes no difference with the pattern (error rate") {
		t.Error(s.Finding())
	}
}

// TestASweepFitsTheTerminal: its columns fold, each block with its axes and its arm.
func TestASweepFitsTheTerminal(t *testing.T) {
	s := sweptRuns(t, repeated(6, 0, 0, 9), repeated(6, 40, 40, 40))
	var b strings.Builder
	if err := s.WriteTable(&b, Screen{Width: 60}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if utf8.RuneCountInString(line) > 61 {
			t.Errorf("too wide: %s", line)
		}
	}
	if n := strings.Count(b.String(), "\nworkers  variant"); n != 3 {
		t.Errorf("%d blocks in\n%s", n, &b)
	}
}
