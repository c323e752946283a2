package storm

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// mesh has all that faults can strike: groups, single machines, disks, routes.
const mesh = `
title    = "All that faults can strike"
duration = "5s"

[nodes.kv]
instances = 5
disk      = { write = "1ms", fsync = "2ms" }
routes.get = { work = "exp 1ms", op = "read" }
routes.put = { work = "exp 1ms", op = "write", disk = "fsync" }

[nodes.cache]
routes.get = { work = "1ms", calls = ["kv.get"], timeout = "100ms" }

[links."*"]
latency   = "exp 1ms"
transport = "datagram"

[loads.users]
to      = { "cache.get" = 3, "kv.put" = 1 }
rate    = "100/s"
timeout = "200ms"
keys    = 10

[patterns.kept]
kind = "cache"
on   = "cache -> kv"

[variants]
with = ["kept"]
`

func meshRunner(t *testing.T, p Plan) *runner {
	t.Helper()
	s, err := scenarios.Parse("mesh.toml", []byte(mesh))
	if err != nil {
		t.Fatal(err)
	}
	p.Scenario = s
	p.Policy.Triggers = append(p.Policy.Triggers, language.FactKind("node.crashed"), language.FactKind("request.ok"))
	if p.Properties == nil {
		p.Properties = []Property{Eventually(sim.RequestOK, time.Second)}
	}
	r, err := newRunner(p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryDrawnStormIsAFile(t *testing.T) {
	r := meshRunner(t, Plan{Policy: Policy{Most: 20, Kinds: fault.KindNames()}})
	seen := map[string]bool{}
	for seed := range uint64(300) {
		s := *r.plan.Scenario
		s.Faults = r.storms.drawSeed(seed)
		again, err := scenarios.Parse("mesh.toml", s.Marshal())
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if string(again.Marshal()) != string(s.Marshal()) {
			t.Fatalf("seed %d is read as another storm:\n%s", seed, s.Marshal())
		}
		for _, f := range s.Faults {
			seen[f.Kind] = true
			if x, ok := f.Effect.(*fault.Throttle); ok && (x.Buffer == 0 || float64(x.Buffer) > x.Bandwidth) {
				t.Fatalf("seed %d: %s holds messages back for more than a second, far into the calm", seed, f.Sentence())
			}
		}
	}
	for _, kind := range fault.KindNames() {
		if !seen[kind] {
			t.Errorf("no storm has the kind %s", kind)
		}
	}
}

// TestAStormIsOverWhenTheCalmBegins runs storms to the end: the engine refuses
// those whose calm is none.
func TestAStormIsOverWhenTheCalmBegins(t *testing.T) {
	r := meshRunner(t, Plan{Policy: Policy{Most: 20, Down: Anything}})
	for seed := range uint64(60) {
		x, err := r.trial(seed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.run(x); err != nil {
			t.Fatal(err)
		}
	}
}

func TestALastingFaultIsNoCalm(t *testing.T) {
	r := meshRunner(t, Plan{})
	at := time.Second
	x := r.with(1, []scenarios.Fault{{Kind: "hang", Schedule: fault.Schedule{At: &at}, Effect: &fault.Hang{Machines: fault.On("kv-1")}}})
	if _, err := r.run(x); err == nil || !strings.Contains(err.Error(), "the calm cannot begin at 3s: hang #1 is still acting") {
		t.Errorf("the error is %v", err)
	}
}

// TestAPolicyIsKept counts by hand what is out of action at each instant.
func TestAPolicyIsKept(t *testing.T) {
	r := meshRunner(t, Plan{Policy: Policy{Most: 30, Kinds: []string{"crash", "pause", "hang", "partition"}, Spare: []string{"kv-5"}}})
	for seed := range uint64(300) {
		storm := r.storms.drawSeed(seed)
		for _, f := range storm {
			if f.Schedule.At == nil {
				continue
			}
			down := map[string]bool{}
			for _, g := range storm {
				if g.Schedule.At == nil || *g.Schedule.At > *f.Schedule.At || *g.Schedule.At+g.Schedule.For.Mean() < *f.Schedule.At {
					continue
				}
				for _, v := range victimsOf(g) {
					if strings.HasPrefix(v, "kv-") {
						down[v] = true
					}
				}
			}
			if len(down) > 2 || down["kv-5"] {
				t.Fatalf("seed %d: %v of five are down at %v", seed, down, *f.Schedule.At)
			}
		}
	}
}

// TestSomeFaultsStrikeTheLeader: it counts as a machine, whichever it will be.
func TestSomeFaultsStrikeTheLeader(t *testing.T) {
	r := meshRunner(t, Plan{Policy: Policy{Most: 30, Kinds: []string{"crash", "pause", "hang", "partition"}, Leaders: []string{"kv"}}})
	leaders := 0
	for seed := range uint64(300) {
		storm := r.storms.drawSeed(seed)
		for _, f := range storm {
			if f.Schedule.At == nil {
				continue
			}
			down, unknown := map[string]bool{}, 0
			for _, g := range storm {
				if g.Schedule.At == nil || *g.Schedule.At > *f.Schedule.At || *g.Schedule.At+g.Schedule.For.Mean() < *f.Schedule.At {
					continue
				}
				if leaderOf(g) {
					unknown++
					continue
				}
				for _, v := range victimsOf(g) {
					if strings.HasPrefix(v, "kv-") {
						down[v] = true
					}
				}
			}
			if len(down)+unknown > 2 {
				t.Fatalf("seed %d: %v and %d leaders of five are down at %v", seed, down, unknown, *f.Schedule.At)
			}
			leaders += unknown
		}
	}
	if leaders == 0 {
		t.Error("no fault strikes a leader")
	}
}

func leaderOf(f scenarios.Fault) bool {
	return slices.ContainsFunc(fault.Named(f.Effect), func(v fault.Victim) bool { return v.Leader })
}

// victimsOf returns the machines that a fault takes out of action for certain.
func victimsOf(f scenarios.Fault) []string {
	if e, cut := f.Effect.(*fault.Partition); cut && e.Isolate != "" {
		return []string{e.Isolate}
	}
	var names []string
	for _, v := range f.Effect.Victims() {
		names = append(names, v.Name)
	}
	return names
}

func TestTheDiagramIsWellFormed(t *testing.T) {
	r := meshRunner(t, Plan{Properties: []Property{Never(language.FactKind("node.crashed"))}, Policy: Policy{Kinds: []string{"crash", "loss"}}})
	report, err := r.hunt(context.Background())
	if err != nil || report.Failure == nil {
		t.Fatal(err)
	}
	r.story(report.Failure)
	d := xml.NewDecoder(strings.NewReader(string(report.Failure.diagram.SVG)))
	var words []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok {
			words = append(words, string(text))
		}
	}
	for _, want := range []string{"crashed", "users"} {
		if !slices.Contains(words, want) {
			t.Errorf("the diagram does not say %q", want)
		}
	}
}

// stories of items: each is a history as loads tell it, and what it is.
func TestHistoriesOfItems(t *testing.T) {
	w := sim.New(sim.Config{})
	defer w.Close()
	o := w.Owner("load")
	wr := func(key sim.Key, token int64, from, to sim.Time) []sim.Fact {
		facts := []sim.Fact{{Kind: sim.RequestStarted, Key: key, At: from}, {Kind: sim.ItemWriting, Key: key, Extra: token, At: from}}
		if to > 0 {
			facts = append(facts, sim.Fact{Kind: sim.ItemWritten, Key: key, Extra: token, At: to})
		}
		return facts
	}
	rd := func(key sim.Key, token int64, from, to sim.Time) []sim.Fact {
		return []sim.Fact{{Kind: sim.RequestStarted, Key: key, At: from}, {Kind: sim.ItemRead, Key: key, Extra: token, At: to}}
	}
	for _, x := range []struct {
		name            string
		facts           [][]sim.Fact
		linear, durable bool
	}{
		{"a read finds the write before it", [][]sim.Fact{wr(1, 7, 1, 2), rd(2, 7, 20, 30)}, true, true},
		{"a read misses the write before it", [][]sim.Fact{wr(1, 7, 1, 2), rd(2, 0, 20, 30)}, false, false},
		{"a read in the storm misses it", [][]sim.Fact{wr(1, 7, 1, 2), rd(2, 0, 5, 6), rd(3, 7, 20, 21)}, false, true},
		{"a write without an answer shows late", [][]sim.Fact{wr(1, 7, 1, 0), rd(2, 0, 20, 21), rd(3, 7, 30, 31)}, true, true},
		{"an older write comes back", [][]sim.Fact{wr(1, 7, 1, 2), wr(2, 8, 3, 4), rd(3, 7, 20, 21)}, false, false},
		{"overlapping writes may end either way", [][]sim.Fact{wr(1, 7, 1, 5), wr(2, 8, 2, 4), rd(3, 7, 20, 21)}, true, true},
		{"a request wrote it on its way", [][]sim.Fact{wr(1, 7, 1, 2), {{Kind: sim.RequestStarted, Key: 5, At: 3}}, rd(2, nodes.TokenOf(5), 20, 21), rd(3, 7, 30, 31)}, true, true},
		{"beside that, a read misses the write before it", [][]sim.Fact{{{Kind: sim.RequestStarted, Key: 5, At: 0}}, wr(1, 7, 1, 2), rd(2, nodes.TokenOf(5), 20, 21), rd(3, 0, 30, 31)}, false, false},
		{"nobody wrote that", [][]sim.Fact{rd(1, 9, 20, 21)}, false, false},
	} {
		var facts []sim.Fact
		for _, f := range x.facts {
			facts = append(facts, f...)
		}
		slices.SortStableFunc(facts, func(a, b sim.Fact) int { return int(a.At - b.At) })
		for _, p := range []struct {
			Property
			want bool
		}{{Linearizable(), x.linear}, {Durable(), x.durable}} {
			judge := p.New(&Run{Calm: 10, End: 100})
			var err error
			for i := range facts {
				facts[i].Owner = o
				if err == nil {
					err = judge.Fact(&facts[i])
				}
			}
			if err == nil && judge.End != nil {
				err = judge.End()
			}
			if (err == nil) != p.want {
				t.Errorf("%s: %s is %v (%v), want %v", x.name, p.Name, err == nil, err, p.want)
			}
		}
	}
}
