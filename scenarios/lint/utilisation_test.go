package lint_test

import (
	"math"
	"testing"

	"wavetank/net"
	"wavetank/scenarios"
	"wavetank/scenarios/lint"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// A gauge measures what part of a node's workers is busy. Its links take no time:
// what is delivered to it arrives, what it sends is an answer.
type gauge struct {
	node    *sim.Owner
	workers int64
	warm    sim.Time
	last    sim.Time
	now     int64
	busy    float64 // seconds of workers
}

func (g *gauge) Fact(f *sim.Fact) {
	change := int64(0)
	switch {
	case f.Kind == net.MessageDelivered && f.Peer == g.node:
		change = 1
	case f.Kind == net.MessageSent && f.Owner == g.node:
		change = -1
	default:
		return
	}
	g.pass(f.At)
	g.now += change
}

// pass lets the time until now pass.
func (g *gauge) pass(now sim.Time) {
	if from := max(g.last, g.warm); now > from {
		g.busy += now.Sub(from).Seconds() * float64(min(g.now, g.workers))
	}
	g.last = now
}

// TestUtilisationIsWhatRunsShow holds the utilisations of the measuring sticks of the
// library against what their workers do in a run.
func TestUtilisationIsWhatRunsShow(t *testing.T) {
	for _, name := range []string{"mm1", "mmc", "tandem"} {
		s, err := scenarios.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		w, err := world.Build(s, s.Variants[0].Name, 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		var gauges []*gauge
		for _, n := range s.Nodes {
			if n.Workers > 0 {
				g := &gauge{node: w.Sim.Owner(n.Name), workers: int64(n.Workers), warm: sim.Time(s.Warmup)}
				w.Sim.Attach(sim.SinkFunc(g.Fact))
				gauges = append(gauges, g)
			}
		}
		err = w.Sim.Run(sim.Time(s.Duration))
		w.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range gauges {
			g.pass(sim.Time(s.Duration))
			got := g.busy / float64(g.workers) / (s.Duration - s.Warmup).Seconds()
			want := lint.Utilisation(s, s.Variants[0], g.node.Name())
			t.Logf("%s: %s is busy %.4f of the time, by arithmetic %.4f", name, g.node.Name(), got, want)
			if want < .4 || math.Abs(got-want) > .02 {
				t.Errorf("%s: %s is busy %.4f of the time, by arithmetic %.4f", name, g.node.Name(), got, want)
			}
		}
	}
}

// TestUtilisationCountsRepeatsProbabilitiesAndRounds works through calls in a row, by
// chance, in parallel, and round in circles.
func TestUtilisationCountsRepeatsProbabilitiesAndRounds(t *testing.T) {
	s, err := scenarios.Parse("x.toml", []byte(`title = "x"
duration = "100s"
[nodes.front]
workers = 100
routes.get = { work = "10ms", calls = [{ to = "store.get", repeat = 3 }, { to = "cache.get", probability = "50%" }, [{ to = "store.get", repeat = 2 }, "cache.get"]] }
routes.put = { work = "30ms" }
[nodes.store]
workers = 10
instances = 2
routes.get = { work = "20ms" }
[nodes.cache]
workers = 10
routes.get = { work = "1ms", calls = [{ to = "cache.get", probability = "50%" }] }
[loads.a]
to = { "front.get" = 1, "front.put" = 3 }
rate = "80/s"
[loads.b]
to = "front.put"
steps = [{ at = "0s", rate = "10/s" }, { at = "50s", rate = "30/s" }]
`))
	if err != nil {
		t.Fatal(err)
	}
	cache := 20 * 1.5 * 2.0 // requests a second: a round is followed by another every second time
	for node, want := range map[string]float64{
		"store": 20 * 5 * .020 / 20,
		"front": (20*(.010+3*.020+.5*.002+.020) + (60+20)*.030) / 100,
	} {
		if got := lint.Utilisation(s, s.Variants[0], node); math.Abs(got-want) > .001 {
			t.Errorf("%s: %.4f, want %.4f", node, got, want)
		}
	}
	if got := lint.Utilisation(s, s.Variants[0], "cache"); math.Abs(got-cache*.002/10) > .001 {
		t.Errorf("cache: %.4f, want %.4f", got, cache*.002/10)
	}
}
