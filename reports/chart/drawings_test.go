package chart

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/reports"
	"wavetank/sim"
)

// told is a comparison of one seed whose second variant has a leader, a level
// and no recovery.
func told(t *testing.T) *reports.Comparison {
	led, deep, took := sim.NewKind("raft.led"), sim.NewKind("queue.deep"), sim.NewKind("saga.decided")
	var runs []*reports.Summary
	for _, name := range []string{"without", "with"} {
		w := sim.New(sim.Config{})
		c := reports.NewCollector(reports.Options{Duration: 10 * time.Second, Windows: 10, Counted: []string{"facts.saga.decided"}, Told: map[*sim.Kind]*reports.Family{deep: reports.LevelFamily, led: reports.SpanFamily, took: reports.DelayFamily}})
		fact := func(at time.Duration, k *sim.Kind, owner string, value, extra int64) {
			c.Fact(&sim.Fact{At: sim.Time(at), Kind: k, Owner: w.Owner(owner), Value: value, Extra: extra})
		}
		fact(0, sim.FaultBegan, "fault cut", 0, 0)
		fact(time.Second, sim.FaultEnded, "fault cut", 1, 0)
		if name == "with" {
			fact(2*time.Second, led, "node-10", 1, 0)
			fact(2*time.Second, led, "node-2", 1, 0)
			fact(4*time.Second, led, "node-10", 0, 0)
			fact(5*time.Second, deep, "node-2", 6, 0)
			fact(5*time.Second, took, "node-2", int64(20*time.Millisecond), 0)
			fact(6*time.Second, took, "node-2", 0, 0)
		}
		for at := time.Duration(0); at < 10*time.Second; at += 10 * time.Millisecond {
			fact(at, sim.RequestStarted, "users", 0, 0)
			kind := sim.RequestOK
			if name == "with" && at > 0 {
				kind = sim.RequestFailed
			}
			fact(at, kind, "users", 0, int64(at))
		}
		s := c.Finish(name, 3, 0, 0, sim.Time(10*time.Second))
		runs = append(runs, s)
	}
	c, err := reports.Compare(reports.Info{Scenario: "x", Title: "Who leads", Variants: []reports.Arm{{Name: "without"}, {Name: "with"}}}, runs)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryComparisonHasItsDrawings(t *testing.T) {
	names := func(c *reports.Comparison) (all []string) {
		for _, d := range Drawings(c) {
			all = append(all, d.Name)
		}
		return all
	}
	if got, want := names(told(t)), []string{"error-rate", "latency", "differences", "recovery", "level-queue-deep", "count-facts-saga-decided", "spans-raft-led", "delay-saga-decided"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := names(compared()), []string{"error-rate", "latency", "differences"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTheDrawingsOfATale(t *testing.T) {
	c := told(t)
	line, height, back, so := timelineOf(c, "raft.led"), levelOf(c, "queue.deep"), recoveryOf(c), countOf(c, "facts.saga.decided")
	for _, test := range []struct{ got, want string }{
		{line.Title, "Led (raft), share of the time: with\u00a080.0\u00a0%; by two or more at once for: with\u00a02.00\u00a0s"},
		{line.Runs[0].Note, "seed 3: 2 spans, 80.0 % of the time, two at once for 2.00 s"},
		{line.Runs[0].Owners[0].Name + " " + line.Runs[0].Owners[1].Name, "node-2 node-10"},
		{line.Runs[0].Shades[0].Label, "fault cut"},
		{height.Title, "Queue.deep, on average: with\u00a06\u00a0(peak\u00a06)"},
		{back.Title, "Did not recover: with in 1 of 1 seed; always did: without"},
		{so.Title, "No difference in how often saga.decided is shown: without\u00a00, with\u00a02"},
		{so.YLabel, "How often saga.decided, so far"},
		{fmt.Sprint(so.Curves[1].Median[4:8], so.Curves[0].Median[9]), "[0 1 2 2] 0"},
		{line.Footer[0], "scenario x, hash  · 1 seed: 3 · digest of without, seed 3: 0000000000000000"},
	} {
		if test.got != test.want {
			t.Errorf("%s\nwant %s", test.got, test.want)
		}
	}
	if len(line.Runs) != 1 || line.Runs[0].Baseline || line.Duration != 10 {
		t.Errorf("%+v", line)
	}
	if !strings.HasPrefix(line.Subtitle, "Who leads. A row") {
		t.Errorf("%s", line.Subtitle)
	}
	c.Meanings = map[string]string{"raft.led": "who leads", "queue.deep": "requests that wait"}
	if words := timelineOf(c, "raft.led").Subtitle; !strings.Contains(words, " raft.led: who leads. A row") {
		t.Errorf("%s", words)
	}
	if words := levelOf(c, "queue.deep").YLabel; words != "Requests that wait (queue.deep)" {
		t.Errorf("%s", words)
	}
}

func TestSweepsAreDrawn(t *testing.T) {
	for _, axes := range [][]reports.Axis{
		{{Key: "patterns.breaker.failure_rate", Values: []string{"10%", "a value that is much longer than its place on the axis has room for", "90%"}}},
		{{Key: "patterns.breaker.failure_rate", Values: []string{"10%", "50%"}}, {Key: "nodes.checkout.workers", Values: []string{"1", "2", "a long value that has no room"}}},
	} {
		s := &reports.Sweep{Info: reports.Info{Scenario: "x", Title: "Who leads", Variants: told(t).Info.Variants}, Axes: axes}
		for range len(axes[0].Values) * len(axes[len(axes)-1].Values) {
			s.Points = append(s.Points, told(t))
		}
		if len(axes) == 1 {
			s.Points = s.Points[:len(axes[0].Values)]
		}
		for _, flaw := range flaws(Sweep(s)) {
			t.Errorf("%d axes: %s", len(axes), flaw)
		}
	}
}

func TestTheEffectsOfAFactorialAreDrawn(t *testing.T) {
	f, err := reports.NewFactorial(told(t), []string{"a pattern whose name is longer than its column is wide"})
	if err != nil {
		t.Fatal(err)
	}
	for _, flaw := range flaws(Effects(f)) {
		t.Error(flaw)
	}
}

func TestEightArmsHaveEightColours(t *testing.T) {
	var p palette
	seen := map[any]bool{}
	for i := range 8 {
		seen[p.of(string(rune('a'+i)), i == 0)] = true
	}
	if len(seen) != 8 {
		t.Errorf("%d colours", len(seen))
	}
}

// TestTheTableOfASweepHasAnUntouchedArmOnce: and before the points of the others.
func TestTheTableOfASweepHasAnUntouchedArmOnce(t *testing.T) {
	s := sweetSpot()
	s.Still = map[string][]bool{"with": {true}}
	var got []string
	for _, row := range SweepDrawings(s)[0].Table() {
		got = append(got, row[0]+" "+row[1])
	}
	want := []string{"patterns.breaker.failure_rate variant", "any with", "10% without", "20% without", "50% without", "90% without"}
	if !slices.Equal(got, want) {
		t.Errorf("the table is %q", got)
	}
}
