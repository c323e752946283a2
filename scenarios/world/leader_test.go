package world_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/election"
	"wavetank/scenarios"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// reigns is a group whose leader crashes again and again.
const reigns = `
title    = "Crash whoever leads"
duration = "28s"
[nodes.kv]
instances = 5
routes.put = { op = "write" }
[links."*"]
latency = "1ms"
[loads.clients]
to   = "kv.put"
rate = "10/s"
[patterns.raft]
kind = "election"
on   = ["kv", "clients -> kv"]
[variants]
without = []
with    = ["raft"]
[[faults]]
kind  = "crash"
node  = "kv:leader"
at    = "5s"
every = "5s"
for   = "2s"
`

func TestAFaultStrikesWhoeverLeads(t *testing.T) {
	s, err := scenarios.Parse("reigns.toml", []byte(reigns))
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(5) {
		w, err := world.Build(s, "with", seed, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		var leader *sim.Owner
		var struck []string
		w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
			switch f.Kind {
			case election.Led:
				if leader = f.Owner; f.Value == 0 {
					leader = nil
				}
			case nodes.NodeCrashed:
				if f.Owner != leader {
					t.Errorf("seed %d, %v: %s crashes, and %v leads", seed, f.At, f.Owner.Name(), leader)
				}
				struck = append(struck, f.Owner.Name())
			}
		}))
		if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
			t.Fatal(err)
		}
		slices.Sort(struck)
		if len(struck) != 5 || len(slices.Compact(struck)) < 2 {
			t.Errorf("seed %d: %v crash, want five times whoever leads", seed, struck)
		}
	}
}

// TestWithoutALeaderOneIsDrawn: the variant without the pattern has the same storm,
// of machines that the seed draws.
func TestWithoutALeaderOneIsDrawn(t *testing.T) {
	leader, err := scenarios.Parse("reigns.toml", []byte(reigns))
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := scenarios.Parse("reigns.toml", []byte(strings.Replace(reigns, ":leader", ":any", 1)))
	if err != nil {
		t.Fatal(err)
	}
	crashes := func(s *scenarios.Scenario) (list []string) {
		w, err := world.Build(s, "without", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
			if f.Kind == nodes.NodeCrashed {
				list = append(list, f.At.String()+" "+f.Owner.Name())
			}
		}))
		if err := w.Sim.Run(sim.Time(s.Duration)); err != nil {
			t.Fatal(err)
		}
		return list
	}
	if a, b := crashes(leader), crashes(drawn); len(a) != 5 || !slices.Equal(a, b) {
		t.Errorf("nobody leads, and %v crash; of any, %v would", a, b)
	}
}

func TestALeaderNeedsAPatternThatHasOne(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"no such pattern on the node": {`on   = ["kv", "clients -> kv"]`, `on   = "clients -> kv"`,
			`nothing chooses a leader of "kv"`},
		"one instance": {`"kv:leader"`, `"kv-2:leader"`, `allowed: "kv:leader" or "kv-2"`},
		"a storm's":    {"[variants]", "[storm]\nleaders = [\"kv\", \"clients\"]\n[variants]", `nothing chooses a leader of "clients"`},
		"no such node": {`"kv:leader"`, `"vk:leader"`, `there is no node or instance "vk"`},
		"the kinds that have one": {`on   = ["kv", "clients -> kv"]`, `on   = "clients -> kv"`,
			`one of kind election, lease, emergent-leader, paxos`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := scenarios.Parse("reigns.toml", []byte(strings.Replace(reigns, c.from, c.to, 1)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

// TestTheNetworkStrikesWhoeverLeads: whoever is cut off led then, and another one
// leads soon.
func TestTheNetworkStrikesWhoeverLeads(t *testing.T) {
	for name, fault := range map[string]string{
		"isolated":                   "kind = \"partition\"\nisolate = \"kv:leader\"",
		"apart from the rest":        "kind = \"partition\"\ngroups = [[\"kv:leader\"], [\"kv\"]]",
		"apart from each by name":    "kind = \"partition\"\ngroups = [[\"kv-1\", \"kv-2\", \"kv-3\", \"kv-4\", \"kv-5\"], [\"kv:leader\"]]",
		"heard by nobody":            "kind = \"partition\"\nshape = \"one-way\"\ngroups = [[\"kv:leader\"], [\"kv\"]]",
		"behind a bridge":            "kind = \"partition\"\nshape = \"bridge\"\ngroups = [[\"kv:leader\"], [\"kv\"]]\nbridge = [\"clients\"]",
		"behind a link that loses":   "kind = \"loss\"\nlink = \"kv:leader -> kv\"\nrate = \"100%\"",
		"behind a link that is slow": "kind = \"delay\"\nlink = \"* <-> kv:leader\"\nby = \"5s\"",
	} {
		t.Run(name, func(t *testing.T) {
			text, _, _ := strings.Cut(reigns, "[[faults]]")
			s, err := scenarios.Parse("reigns.toml", []byte(text+"[[faults]]\nat = \"5s\"\nfor = \"5s\"\n"+fault))
			if err != nil {
				t.Fatal(err)
			}
			for seed := range uint64(3) {
				w, err := world.Build(s, "with", seed, sim.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				defer w.Close()
				var leader, struck, next *sim.Owner
				w.Sim.Attach(sim.SinkFunc(func(f *sim.Fact) {
					switch {
					case f.Kind == sim.FaultBegan:
						struck = leader
					case f.Kind == election.Led && f.Value == 1:
						if leader = f.Owner; struck != nil && next == nil && f.At < sim.Time(8*time.Second) {
							next = f.Owner
						}
					}
				}))
				if err := w.Sim.Run(sim.Time(9 * time.Second)); err != nil {
					t.Fatal(err)
				}
				if struck == nil || next == nil || next == struck {
					t.Errorf("seed %d: %v led, and then %v", seed, struck, next)
				}
			}
		})
	}
}
