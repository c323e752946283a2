package storm_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// ticked is a reading of a wall clock, its Value.
var ticked = sim.NewKind("clock.ticked")

// ring is a world of five machines that look at their clocks and send each other
// messages, ten times a second.
func ring(seed uint64) (*scenarios.World, error) {
	w := sim.New(sim.Config{Seed: seed})
	n := net.New(w, func(net.ID, net.ID) net.LinkConfig {
		return net.LinkConfig{Latency: sim.Constant(time.Millisecond), Transport: net.Datagram}
	})
	var machines []*nodes.Node
	for _, name := range []string{"kv-1", "kv-2", "kv-3", "kv-4", "kv-5"} {
		machines = append(machines, nodes.NewNode(n, name, func(m *nodes.Node) {
			m.Go(func(p *sim.Proc) {
				for i := uint64(1); ; i++ {
					w.Emit(sim.Fact{Kind: ticked, Owner: m.Owner(), Value: int64(m.Clock.Wall())})
					to := net.ID((int(m.ID()) + 1) % 5)
					n.Send(net.Message{From: m.ID(), To: to, Key: m.Owner().Key().Mix(uint64(p.Now()))})
					p.Sleep(100 * time.Millisecond)
				}
			})
		}))
	}
	world := world.Adopt(n, 10*time.Second, machines...)
	for _, m := range machines {
		m.Boot()
	}
	return world, nil
}

// atOnce is broken when so many machines are in a bad state at the same time.
func atOnce(n int, name string, begin, end *sim.Kind) storm.Property {
	return storm.Property{Name: name, New: func(*storm.Run) storm.Judge {
		down := map[string]bool{}
		return storm.Judge{Fact: func(x *sim.Fact) error {
			switch x.Kind {
			case begin:
				down[x.Owner.Name()] = true
			case end:
				delete(down, x.Owner.Name())
			}
			if len(down) >= n {
				return errors.New("too many")
			}
			return nil
		}}
	}}
}

// pausedWhileCrashed is broken when a machine freezes while another is down.
func pausedWhileCrashed() storm.Property {
	return storm.Property{Name: "no pause beside a crash", New: func(*storm.Run) storm.Judge {
		down := 0
		return storm.Judge{Fact: func(x *sim.Fact) error {
			switch {
			case x.Kind == nodes.NodeCrashed:
				down++
			case x.Kind == nodes.NodeBooted && x.At > 0:
				down--
			case x.Kind == nodes.NodePaused && down > 0:
				return errors.New("it froze")
			}
			return nil
		}}
	}}
}

var planted = []struct {
	name  string
	needs int // faults
	holds storm.Property
}{
	{"a crash", 1, storm.Never(nodes.NodeCrashed)},
	{"a clock that goes back", 1, storm.Monotone(ticked, storm.ByNode)},
	{"a message twice", 1, storm.Never(net.MessageDuplicated)},
	{"two crashed at once", 2, atOnce(2, "one down at most", nodes.NodeCrashed, nodes.NodeBooted)},
	{"one frozen while another is down", 2, pausedWhileCrashed()},
	{"three frozen at once", 3, atOnce(3, "two frozen at most", nodes.NodePaused, nodes.NodeResumed)},
}

func TestPlantedBugsShrinkToTheFaultsTheyNeed(t *testing.T) {
	for _, b := range planted {
		t.Run(b.name, func(t *testing.T) {
			plan := storm.Plan{World: ring, Properties: []storm.Property{b.holds}, Runs: 2000, Policy: storm.Policy{Down: storm.Anything, Most: 20}}
			if testing.Short() && b.needs > 2 {
				t.Skip("it takes many storms")
			}
			report, err := storm.Hunt(context.Background(), plan)
			if err != nil {
				t.Fatal(err)
			}
			f := report.Failure
			if f == nil {
				t.Fatalf("%d storms found nothing", report.Runs)
			}
			t.Logf("%d storms; %d faults shrunk to %d in %d runs", report.Runs, len(f.Drawn), len(f.Storm), f.Steps)
			if len(f.Storm) != b.needs {
				t.Errorf("the least storm has %d faults, want %d:\n%s", len(f.Storm), b.needs, f.File())
			}
			plan.Jobs = 4
			again, err := storm.Hunt(context.Background(), plan)
			if err != nil {
				t.Fatal(err)
			}
			if string(again.Failure.File()) != string(f.File()) {
				t.Errorf("hunted again, it shrinks to another file:\n%s\n%s", f.File(), again.Failure.File())
			}
		})
	}
}

func TestAFailureRunsAgainFromItsFile(t *testing.T) {
	plan := storm.Plan{World: ring, Properties: []storm.Property{planted[3].holds}, Policy: storm.Policy{Down: storm.Anything}, Out: t.TempDir()}
	first := verdict(func(t storm.TB) { storm.Check(t, plan) })
	at := cut(t, first, "is violated at ", "\n")
	t.Setenv(storm.Variable, plan.Out+"/failure.toml")
	second := verdict(func(t storm.TB) { storm.Check(t, plan) })
	if !strings.Contains(second, at) {
		t.Errorf("found at %s, and then:\n%s", at, second)
	}
	for _, want := range []string{"The storm:\n  1. At ", "  2. At ", "Without fault ", storm.Variable + "="} {
		if !strings.Contains(first, want) {
			t.Errorf("the story lacks %q:\n%s", want, first)
		}
	}
}

func cut(t *testing.T, text, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, from)
	if !ok {
		t.Fatalf("no %q in:\n%s", from, text)
	}
	found, _, _ := strings.Cut(rest, to)
	return found
}
