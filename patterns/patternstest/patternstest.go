// Package patternstest is the conformance suite of patterns, as testing/fstest
// is that of file systems: every pattern's tests call Run with its door.
package patternstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// Run checks that a pattern keeps the contract: its defaults are legal and its
// knobs documented; unknown keys are refused; a seed gives one digest; a crash at
// any instant leaks nothing; where nothing goes wrong it changes nothing; and the
// scenarios that show it helping and losing show just that.
func Run(t *testing.T, p patterns.Pattern) {
	t.Run("defaults are legal", func(t *testing.T) { defaults(t, p) })
	t.Run("every knob is documented", func(t *testing.T) { documented(t, p) })
	t.Run("an unknown key is refused", func(t *testing.T) { strict(t, p) })
	t.Run("a seed gives one digest", func(t *testing.T) { deterministic(t, p) })
	t.Run("a crash at any instant leaks nothing", func(t *testing.T) { tidy(t, p) })
	t.Run("without a fault it changes nothing", func(t *testing.T) { harmless(t, p) })
	for _, name := range []string{p.Flagship, p.Hurts} {
		t.Run("the expectations of "+name+" hold", func(t *testing.T) { holds(t, name) })
	}
}

func defaults(t *testing.T, p patterns.Pattern) {
	c, ok := p.Config().(interface{ Validate() error })
	if !ok {
		t.Skip("the configuration has nothing to validate")
	}
	if err := c.Validate(); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
}

func documented(t *testing.T, p patterns.Pattern) {
	knobs := scenarios.Knobs(p.Config())
	if len(knobs) == 0 {
		t.Error("there are none")
	}
	for _, k := range knobs {
		if k.Doc == "" || k.Default == "" && !k.Required {
			t.Errorf("%s lacks words or a default: %+v", k.Key, k)
		}
	}
	for _, f := range p.Facts {
		if f.Words == "" {
			t.Errorf("the fact %v lacks words", f.Kind)
		}
	}
	if !slices.ContainsFunc(p.Facts, func(f patterns.Fact) bool { return f.Acts }) {
		t.Error("no fact shows that the pattern acts")
	}
}

func strict(t *testing.T, p patterns.Pattern) {
	text := fmt.Sprintf("title = \"x\"\nduration = \"1s\"\n[nodes.a]\nroutes.r = { calls = [\"b.r\"] }\n[nodes.b]\nroutes.r = {}\n"+
		"[loads.l]\nto = \"a.r\"\nrate = \"1/s\"\n[patterns.x]\nkind = %q\non = \"a -> b\"\nno_such_knob = 1\n", p.Kind)
	_, err := scenarios.Parse("strict.toml", []byte(text))
	var problems scenarios.Problems
	if !errors.As(err, &problems) || !strings.Contains(err.Error(), "no_such_knob") {
		t.Errorf("an unknown key gave %v", err)
	}
}

// flagship returns the pattern's flagship, and the variants that lack and have
// the pattern.
func flagship(t testing.TB, p patterns.Pattern) (s *scenarios.Scenario, without, with string) {
	s, err := scenarios.Open(p.Flagship)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range s.Variants {
		if len(v.Patterns) == 0 {
			without = v.Name
		} else {
			with = v.Name
		}
	}
	return s, without, with
}

func deterministic(t *testing.T, p patterns.Pattern) {
	s, _, with := flagship(t, p)
	d, err := scenarios.Verify(t.Context(), s, with, 1, sim.Limits{})
	if err != nil || d != nil {
		t.Errorf("error %v, divergence %v", err, d)
	}
}

// tidy crashes machines of the flagship at random and lets all come to rest: the
// loads stop, and nothing may be left that is not left without a crash.
func tidy(t *testing.T, p patterns.Pattern) {
	s, _, with := flagship(t, p)
	s.Faults = nil
	rest(s)
	events, procs, held := leftovers(t, s, with)
	names := machines(s)
	rapid.Check(t, func(rt *rapid.T) {
		crashed := *s
		crashed.Faults = nil
		for i := range rapid.IntRange(1, 3).Draw(rt, "crashes") {
			at := time.Duration(rapid.Int64Range(0, int64(5*time.Second)).Draw(rt, "at"))
			crashed.Faults = append(crashed.Faults, scenarios.Fault{
				Index: i, Kind: "crash",
				Schedule: scenarios.Schedule{At: &at, For: sim.Constant(rapid.Int64Range(1, int64(3*time.Second)).Draw(rt, "for"))},
				Effect: &scenarios.Crash{
					Nodes:  []scenarios.Victim{{Name: rapid.SampledFrom(names).Draw(rt, "node")}},
					Silent: rapid.Bool().Draw(rt, "silent"),
				},
			})
		}
		e, p, h := leftovers(rt, &crashed, with)
		if e > events || p > procs || h > held {
			rt.Fatalf("left over: %d events, %d processes, %d things in flight; without a crash %d, %d, %d", e, p, h, events, procs, held)
		}
	})
}

// rest makes the loads of a scenario stop long before its end.
func rest(s *scenarios.Scenario) {
	s.Duration, s.Warmup = 200*time.Second, 0
	s.Loads = slices.Clone(s.Loads)
	for i := range s.Loads {
		l := &s.Loads[i]
		l.Until = 8 * time.Second
		l.Rate = min(l.Rate, 50)
	}
}

func machines(s *scenarios.Scenario) []string {
	var names []string
	for _, n := range s.Nodes {
		names = append(names, n.InstanceNames()...)
	}
	return names
}

func leftovers(t rapid.TB, s *scenarios.Scenario, variant string) (events int, procs, held int64) {
	w, err := scenarios.Build(s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return w.Sim.Pending(), w.Sim.Processes(), w.Sim.InFlight()
}

// harmless compares the facts of the flagship without its faults, with and
// without the pattern: only the pattern's own facts may be new.
func harmless(t *testing.T, p patterns.Pattern) {
	s, without, with := flagship(t, p)
	s.Faults = nil
	s.Duration, s.Warmup = 10*time.Second, 0
	own := make(map[*sim.Kind]bool)
	for _, f := range p.Facts {
		own[f.Kind] = true
	}
	bare, wrapped := facts(t, s, without, own), facts(t, s, with, own)
	for i := range bare {
		if i >= len(wrapped) || bare[i] != wrapped[i] {
			t.Fatalf("fact %d without the pattern: %s; with it: %s", i, bare[i], wrapped[min(i, len(wrapped)-1)])
		}
	}
	if len(wrapped) != len(bare) || len(bare) == 0 {
		t.Errorf("%d facts without the pattern, %d with it", len(bare), len(wrapped))
	}
}

// facts returns the trace of a run as text, but for kinds to leave out.
func facts(t *testing.T, s *scenarios.Scenario, variant string, leaveOut map[*sim.Kind]bool) []string {
	w, err := scenarios.Build(s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	var all []string
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		if !leaveOut[f.Kind] {
			all = append(all, f.String())
		}
	}))
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return all
}

// holds runs a scenario's comparison and holds its expectations against it.
func holds(t *testing.T, name string) {
	s, err := scenarios.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := scenarios.Compare(context.Background(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, s.Seeds)})
	if err != nil {
		t.Fatal(err)
	}
	s.Judge(c)
	if len(c.Expectations) == 0 {
		t.Error("the scenario expects nothing")
	}
	for _, e := range c.Expectations {
		if e.Verdict.Status != reports.Pass {
			t.Errorf("%s: %s: %s", e.Verdict.Status, e.That, e.Verdict.Words)
		}
	}
}
