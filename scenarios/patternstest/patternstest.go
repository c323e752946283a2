// Package patternstest is the conformance suite of patterns, as testing/fstest
// is that of file systems: every pattern's tests call Run with its door.
package patternstest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// Run checks that a pattern keeps the contract: its defaults are legal and its
// knobs documented; unknown keys are refused; a seed gives one digest; a crash at
// any instant leaks nothing; where nothing goes wrong it changes nothing; and the
// scenarios that show it helping and losing put it to the test.
func Run(t *testing.T, p patterns.Pattern) { Suite{Pattern: p}.Run(t) }

// A Suite is the conformance suite for one pattern, and what it must know of a
// pattern that is at work even where nothing goes wrong.
type Suite struct {
	Pattern   patterns.Pattern
	Footprint Footprint
	Rest      time.Duration // from the end of the loads until all has come to rest; 0 is 192s
}

// A Footprint is what a pattern changes where nothing goes wrong.
type Footprint uint8

const (
	// Nothing is of patterns that only wait for trouble: no fact but their own is
	// another without them.
	Nothing Footprint = iota
	// Messages is of patterns whose parts talk to each other, as by heartbeats, and
	// leave alone what happens on behalf of requests.
	Messages
	// Requests is of patterns through which every request goes, as through a
	// replicated log: it may take longer, but is answered as well as without.
	Requests
)

// Run is the suite. Of a group that begins by choosing a leader, what happens in
// the scenario's warm-up does not count.
func (c Suite) Run(t *testing.T) {
	if c.Rest == 0 {
		c.Rest = 192 * time.Second
	}
	p := c.Pattern
	t.Run("defaults are legal", func(t *testing.T) { defaults(t, p) })
	t.Run("every knob is documented", func(t *testing.T) { documented(t, p) })
	t.Run("an unknown key is refused", func(t *testing.T) { strict(t, p) })
	t.Run("a seed gives one digest", func(t *testing.T) { deterministic(t, p) })
	t.Run("a crash at any instant leaks nothing", func(t *testing.T) { c.tidy(t) })
	t.Run("without a fault it changes nothing", func(t *testing.T) { c.harmless(t) })
	if p.Flagship == p.Hurts {
		t.Errorf("%s shows the pattern both helping and losing, which takes two scenarios", p.Hurts)
	}
	for _, name := range []string{p.Flagship, p.Hurts} {
		t.Run(name+" shows it", func(t *testing.T) { shown(t, p, name) })
	}
}

func defaults(t *testing.T, p patterns.Pattern) {
	for _, k := range knob.Describe(p.Config()) {
		if k.Required && !strings.Contains(k.Key, ".") {
			t.Skipf("there is no default for %s", k.Key)
		}
	}
	if err := knob.Check(p.Config()); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
}

func documented(t *testing.T, p patterns.Pattern) {
	knobs := knob.Describe(p.Config())
	if len(knobs) == 0 {
		t.Error("there are none")
	}
	if err := knob.Sound(p.Config()); err != nil {
		t.Error(err)
	}
	for _, k := range knobs {
		empty := k.Required || strings.HasPrefix(k.Kind, "list of") || strings.Contains(k.Doc, "absent: ")
		if k.Doc == "" || k.Default == "" && !empty {
			t.Errorf("%s lacks words or a default: %+v", k.Key, k)
		}
	}
	for _, f := range p.Facts {
		if f.Words() == "" {
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

// flagship returns the pattern's flagship, its last variant that has the pattern,
// and the same variant without it.
func flagship(t testing.TB, p patterns.Pattern) (s *scenarios.Scenario, without, with string) {
	s, err := scenarios.Open(p.Flagship)
	if err != nil {
		t.Fatal(err)
	}
	own := make(map[string]bool)
	for _, q := range s.Patterns {
		own[q.Name] = q.Kind == p.Kind
	}
	bare := scenarios.Variant{Name: "bare"}
	for _, v := range s.Variants {
		if slices.ContainsFunc(v.Patterns, func(name string) bool { return own[name] }) {
			with = v.Name
			bare.Patterns = slices.DeleteFunc(slices.Clone(v.Patterns), func(name string) bool { return own[name] })
		}
	}
	if with == "" {
		t.Fatalf("no variant of %s has a pattern of kind %s", p.Flagship, p.Kind)
	}
	s.Variants = append(slices.Clone(s.Variants), bare)
	return s, bare.Name, with
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
func (c Suite) tidy(t *testing.T) {
	s, _, with := flagship(t, c.Pattern)
	s.Faults = nil
	c.rest(s)
	_, usual := leftovers(t, s, with)
	names := machines(s)
	rapid.Check(t, func(rt *rapid.T) {
		crashed := *s
		crashed.Faults = nil
		for i := range rapid.IntRange(1, 3).Draw(rt, "crashes") {
			at := time.Duration(rapid.Int64Range(0, int64(5*time.Second)).Draw(rt, "at"))
			crashed.Faults = append(crashed.Faults, scenarios.Fault{
				Index: i, Kind: "crash",
				Schedule: fault.Schedule{At: &at, For: sim.Constant(rapid.Int64Range(1, int64(3*time.Second)).Draw(rt, "for"))},
				Effect: &fault.Crash{
					Machines: fault.On(rapid.SampledFrom(names).Draw(rt, "node")),
					Silent:   rapid.Bool().Draw(rt, "silent"),
				},
			})
		}
		left, _ := leftovers(rt, &crashed, with)
		if left.events > usual.events || left.procs > usual.procs || left.held > usual.held {
			rt.Fatalf("left over: %+v; without a crash %+v", left, usual)
		}
	})
}

// rest makes the loads of a scenario stop long before its end.
func (c Suite) rest(s *scenarios.Scenario) {
	const stop = 8 * time.Second
	s.Duration, s.Warmup = stop+c.Rest, 0
	s.Loads = slices.Clone(s.Loads)
	for i := range s.Loads {
		l := &s.Loads[i]
		l.Until = stop
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

// A remainder is what a world that has come to rest still holds.
type remainder struct {
	events      int
	procs, held int64
}

// leftovers returns the least and the most that is left in the last second of a
// scenario: a pattern that is at work for ever, as by heartbeats, has now more
// and now less under way.
func leftovers(t rapid.TB, s *scenarios.Scenario, variant string) (least, most remainder) {
	w, err := world.Build(s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	const looks = 50
	for i := range looks + 1 {
		if err := w.Sim.Run(sim.Time(s.Duration - time.Second*time.Duration(looks-i)/looks)); err != nil {
			t.Fatal(err)
		}
		now := remainder{w.Sim.Pending(), w.Sim.Processes(), w.Sim.InFlight()}
		if i == 0 {
			least, most = now, now
		}
		least = remainder{min(least.events, now.events), min(least.procs, now.procs), min(least.held, now.held)}
		most = remainder{max(most.events, now.events), max(most.procs, now.procs), max(most.held, now.held)}
	}
	return least, most
}

// harmless compares the flagship without its faults, with and without the
// pattern: nothing may be another that is not of the pattern's footprint.
func (c Suite) harmless(t *testing.T) {
	s, without, with := flagship(t, c.Pattern)
	s.Faults = nil
	for _, n := range s.Nodes {
		for i := range n.Routes {
			n.Routes[i].Errors = 0
		}
	}
	s.Duration = s.Warmup + 10*time.Second
	bare, wrapped := c.facts(t, s, without), c.facts(t, s, with)
	for i := range bare {
		if i >= len(wrapped) || bare[i] != wrapped[i] {
			t.Fatalf("fact %d without the pattern: %s; with it: %s", i, bare[i], wrapped[min(i, len(wrapped)-1)])
		}
	}
	if len(wrapped) != len(bare) || len(bare) == 0 {
		t.Errorf("%d facts without the pattern, %d with it", len(bare), len(wrapped))
	}
}

// facts returns, as text, what a run's trace says besides the pattern's footprint.
func (c Suite) facts(t *testing.T, s *scenarios.Scenario, variant string) []string {
	w, err := world.Build(s, variant, 1, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	own := make(map[*sim.Kind]bool)
	for _, f := range c.Pattern.Facts {
		own[f.Kind] = true
	}
	var all []string
	w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
		switch {
		case own[f.Kind], c.Footprint == Messages && f.Load == nil:
		case c.Footprint != Requests:
			all = append(all, f.String())
		case ends(f) && sim.Time(f.Extra) >= sim.Time(s.Warmup) && sim.Time(f.Extra) < sim.Time(s.Duration-time.Second):
			all = append(all, fmt.Sprintf("%016x %v", uint64(f.Key), f.Kind))
		}
	}))
	if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	if c.Footprint == Requests {
		slices.Sort(all)
	}
	return all
}

// ends reports whether a fact is the end of a request.
func ends(f *sim.Fact) bool {
	return slices.Contains([]*sim.Kind{sim.RequestOK, sim.RequestFailed, sim.RequestTimedOut, sim.RequestRejected}, f.Kind)
}

// shown checks that a scenario puts the pattern to the test. That its expectations
// hold is tested with those of the whole library.
func shown(t *testing.T, p patterns.Pattern, name string) {
	s, err := scenarios.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Expects) == 0 {
		t.Error("the scenario expects nothing")
	}
	for _, v := range s.Variants {
		for _, used := range v.Patterns {
			for _, q := range s.Patterns {
				if q.Name == used && q.Kind == p.Kind {
					return
				}
			}
		}
	}
	t.Errorf("no variant has a %s", p.Kind)
}
