package scenarios

import (
	"bytes"
	"maps"
	"strings"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/reports"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// TestAComparisonDoesNotDependOnTheNumberOfJobs compares its JSON byte by byte.
func TestAComparisonDoesNotDependOnTheNumberOfJobs(t *testing.T) {
	s := shortened(open(t, "circuit-breaker"), 25*time.Second)
	var texts [][]byte
	for _, jobs := range []int{1, 4} {
		c, err := Compare(t.Context(), s, CompareOptions{Seeds: Seeds(1, 6), Jobs: jobs, Command: "again"})
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if err := reports.JSON(c)(&text); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text.Bytes())
	}
	for _, text := range texts[1:] {
		if !bytes.Equal(texts[0], text) || len(text) < 1000 {
			t.Errorf("another number of jobs, another result:\n%s\n%s", texts[0], text)
		}
	}
}

// digest returns the digest of a variant, having let run go through the world.
func digest(t *testing.T, s *Scenario, variant string, seed uint64, run func(*sim.World, sim.Time) error) sim.Digest {
	t.Helper()
	w, err := world.Build(s, variant, seed, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := run(w.Sim, sim.Time(s.Duration)); err != nil {
		t.Fatal(err)
	}
	return w.Sim.Digest()
}

func atOnce(w *sim.World, until sim.Time) error { return w.Run(until) }

// sliced stops every few milliseconds of virtual time.
func sliced(w *sim.World, until sim.Time) error {
	for at := sim.Time(0); at < until; at = min(at.Add(7*time.Millisecond+1), until) {
		if err := w.Run(at); err != nil {
			return err
		}
	}
	return w.Run(until)
}

// stepped goes event by event.
func stepped(w *sim.World, until sim.Time) error {
	for {
		if _, more, err := w.Step(until); !more || err != nil {
			return err
		}
	}
}

// cut goes event by event for a while, and in slices from there.
func cut(w *sim.World, until sim.Time) error {
	if err := stepped(w, until/3); err != nil {
		return err
	}
	return sliced(w, until)
}

// TestTheDigestIsTheRun takes every library scenario, and a storm: each variant
// has the same digest when it runs again, cut into pieces, and each scenario has
// another with another seed.
func TestTheDigestIsTheRun(t *testing.T) {
	for name, s := range allScenarios(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seldom(t, name == "circuit-breaker" || name == "tandem" || name == "storm")
			s := shortened(s, 4*time.Second)
			for i, v := range s.Variants {
				whole := digest(t, s, v.Name, 1, atOnce)
				if d := digest(t, s, v.Name, 1, cut); d != whole {
					t.Errorf("variant %s has digest %v, but %v when it runs in pieces", v.Name, whole, d)
				}
				if i > 0 {
					continue
				}
				if d := digest(t, s, v.Name, 2, atOnce); d == whole {
					t.Errorf("variant %s: seeds 1 and 2 have the same digest %v", v.Name, d)
				}
			}
		})
	}
}

// TestAVariantIsDeterministic runs the variants of a scenario in lockstep with
// themselves.
func TestAVariantIsDeterministic(t *testing.T) {
	for _, s := range []*Scenario{open(t, "circuit-breaker"), loaded(t, storm)} {
		s := shortened(s, 24*time.Second)
		for _, v := range s.Variants {
			d, err := Verify(t.Context(), s, v.Name, 5, sim.Limits{})
			if err != nil || d != nil {
				t.Errorf("%s, variant %s: %v, %v", s.Title, v.Name, d, err)
			}
		}
	}
}

// culprit returns a world in which a client calls a server every 10 ms, and the
// server's route does something of its own.
func culprit(t *testing.T, serve func(p *sim.Proc, m *nodes.Node)) *sim.World {
	t.Helper()
	w := sim.New(sim.Config{Seed: 1})
	t.Cleanup(w.Close)
	n := net.New(w, func(_, _ net.ID) net.LinkConfig { return net.LinkConfig{Latency: sim.Constant(time.Millisecond)} })
	server := nodes.NewNode(n, "server", func(m *nodes.Node) {
		nodes.NewService(m, nodes.ServiceConfig{Routes: []nodes.Route{{
			Name: "serve",
			Do: nodes.Func(func(p *sim.Proc, _ net.ID, _ *nodes.Request) (*nodes.Response, error) {
				serve(p, m)
				return nil, nil
			}),
		}}}, nil, nil)
	})
	server.Boot()
	arrivals, err := nodes.NewArrivals(w, w.Owner("client").Key(), nodes.ArrivalsConfig{Process: "constant", Rate: 100})
	if err != nil {
		t.Fatal(err)
	}
	to := nodes.Dependency{Name: "server", Route: "serve", Pick: nodes.PickerFunc(func(*nodes.Request) net.ID { return server.ID() })}
	nodes.NewLoad(n, "client", nodes.LoadConfig{Targets: []nodes.Target{{Dependency: to, Weight: 1}}, Arrivals: arrivals}, nil).Start()
	return w
}

// TestLockstepFindsWhoBreaksTheRules runs nodes that are no function of their
// seed beside themselves.
func TestLockstepFindsWhoBreaksTheRules(t *testing.T) {
	calls := 0 // shared by both worlds, as a package variable is
	crowd := map[int]time.Duration{}
	for i := range 1000 {
		crowd[i] = time.Duration(i) * time.Microsecond
	}
	for name, c := range map[string]struct {
		serve func(p *sim.Proc, m *nodes.Node)
		at    string // when the runs part, if that is certain
	}{
		"a counter shared by both worlds": {at: "11.001ms", serve: func(p *sim.Proc, m *nodes.Node) {
			calls++
			m.Work(p, time.Duration(calls)*time.Microsecond)
		}},
		"the order of a map": {serve: func(p *sim.Proc, m *nodes.Node) {
			for _, d := range crowd {
				m.Work(p, d)
				break
			}
		}},
		"the wall clock": {serve: func(p *sim.Proc, m *nodes.Node) {
			m.World().Emit(sim.Fact{Kind: sim.WorkWasted, Owner: m.Owner(), Value: time.Now().UnixNano()})
		}, at: "11ms"},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Lockstep(t.Context(), culprit(t, c.serve), culprit(t, c.serve), sim.Time(time.Second))
			if err != nil || d == nil {
				t.Fatalf("no difference found: %v", err)
			}
			t.Log(d)
			if d.First == d.Second || !strings.Contains(d.String(), "server") || !strings.Contains(d.First+d.Second, c.at) {
				t.Errorf("it should name the server, and %q: %v", c.at, d)
			}
		})
	}
}

// TestLockstepFindsNothingInTheHonest is the other half: a node that looks like
// the culprits and keeps the rules.
func TestLockstepFindsNothingInTheHonest(t *testing.T) {
	honest := func(p *sim.Proc, m *nodes.Node) {
		order := map[int]time.Duration{1: time.Millisecond, 2: 2 * time.Millisecond}
		var sum time.Duration
		for d := range maps.Values(order) {
			sum += d
		}
		m.Work(p, sum+m.World().Stream("honest").Between(0, time.Millisecond))
	}
	if d, err := Lockstep(t.Context(), culprit(t, honest), culprit(t, honest), sim.Time(time.Second)); d != nil || err != nil {
		t.Errorf("%v, %v", d, err)
	}
}
