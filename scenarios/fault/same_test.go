package fault_test

import (
	"context"
	"strings"
	"testing"

	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/sim"
)

// lively has three machines, of which one is first to restart, and a rule of
// what happens to whoever does.
const lively = `
title    = "Who comes back is struck again"
duration = "10s"

[nodes.kv]
instances  = 3
disk       = { fsync = "1ms" }
routes.get = { work = "1ms" }

[nodes.web]
routes.get = { work = "1ms", calls = ["kv.get"], timeout = "100ms" }

[loads.users]
to      = "web.get"
rate    = "50/s"
timeout = "1s"

[[faults]]
kind = "crash"
at   = "2s"
for  = "1s"
node = "kv:any"

[[faults]]
name  = "again"
when  = { fact = "node.booted", node = "kv", count = 4 }
after = "500ms"
for   = "1s"
`

func TestAFaultStrikesWhereTheFactHappened(t *testing.T) {
	struck := map[string]bool{}
	for _, kind := range []string{"crash", "disk-lost"} {
		s, err := scenarios.Parse("lively.toml", []byte(lively+"kind = \""+kind+"\"\nnode = \"same\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if words := s.Faults[1].Sentence(); !strings.Contains(words, "the machine where that happened crashes") {
			t.Errorf("it says %q", words)
		}
		for seed := range uint64(10) {
			var crashed []string
			_, err := scenarios.Run(context.Background(), s, "", seed, sim.Limits{}, func(w *scenarios.World) {
				w.Sim.Attach(sim.SinkFunc(func(x *sim.Fact) {
					if x.Kind == nodes.NodeCrashed {
						crashed = append(crashed, x.Owner.Name()+" at "+x.At.String())
					}
				}))
			})
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(crashed[0], " ")
			if len(crashed) != 2 || crashed[1] != first+" at 3.5s" {
				t.Errorf("%s, seed %d: %v", kind, seed, crashed)
			}
			struck[first] = true
		}
	}
	if len(struck) < 2 {
		t.Errorf("only %v are ever struck", struck)
	}
}

// TestAFactAtNoMachineSetsNothingOff: requests end at loads.
func TestAFactAtNoMachineSetsNothingOff(t *testing.T) {
	text := strings.Replace(lively, `fact = "node.booted", node = "kv", count = 4`, `fact = "request.ok"`, 1)
	s, err := scenarios.Parse("lively.toml", []byte(text+"kind = \"pause\"\nnode = \"same\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = scenarios.Run(context.Background(), s, "", 1, sim.Limits{}, func(w *scenarios.World) {
		w.Sim.Attach(sim.SinkFunc(func(x *sim.Fact) {
			if x.Kind == nodes.NodePaused {
				t.Errorf("%s is paused", x.Owner.Name())
			}
		}))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSameNeedsAPlace(t *testing.T) {
	for _, test := range []struct{ name, old, new, keys, want string }{
		{"a fault at a time", "", "", "[[faults]]\nkind = \"hang\"\nat = \"5s\"\nnode = \"same\"\n", "and there is none"},
		{"a fact at a load", `node = "kv"`, `node = "users"`, "kind = \"hang\"\nnode = \"same\"\n", "and there is none"},
		{"a node of that name", "nodes.web", "nodes.same", "kind = \"hang\"\nnode = \"same\"\n", "also a node of this scenario"},
		{"twice", "", "", "kind = \"hang\"\nnode = [\"same\", \"same\"]\n", `"same" is hit twice`},
		{"where not all have a disk", `, node = "kv"`, "", "kind = \"disk-full\"\nnode = \"same\"\n", `node "web" has no disk`},
	} {
		text := strings.Replace(lively, test.old, test.new, 1)
		text = strings.Replace(text, `to      = "web.get"`, `to = "kv.get"`, 1)
		if strings.HasPrefix(test.keys, "[[") {
			text, _, _ = strings.Cut(text, "[[faults]]")
		}
		_, err := scenarios.Parse("lively.toml", []byte(text+test.keys))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: want %q, got %v", test.name, test.want, err)
		}
	}
}

func TestVictimsAreReadAsTheyAreWritten(t *testing.T) {
	for _, text := range []string{"a", "a-2", "a:any", "a:leader", "same"} {
		if got := fault.ParseVictim(text).String(); got != text {
			t.Errorf("%q is written as %q", text, got)
		}
	}
}
