package nodes_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// TestAMachineIsColdAfterARestartOnly asks before a crash, and at three times after it.
func TestAMachineIsColdAfterARestartOnly(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	n := net.New(w, nil)
	m := nodes.NewNode(n, "web", func(m *nodes.Node) {
		nodes.NewService(m, nodes.ServiceConfig{Queue: -1, Routes: []nodes.Route{{Name: "get", Work: sim.Constant(10 * time.Millisecond)}}}, nil, nil)
	})
	m.WarmUp(nodes.WarmUp{For: 100 * time.Second, Factor: 10})
	m.Boot()
	var took []time.Duration
	ask := func(at time.Duration) {
		w.At(sim.Time(at), m.Owner(), sim.Func(func() {
			began := w.Now()
			m.Local(&nodes.Request{Key: sim.Key(at), Route: "get"}, nodes.DoneFunc(func(_ *nodes.Response, err error) {
				if err != nil {
					t.Errorf("asked at %v: %v", at, err)
				}
				took = append(took, w.Now().Sub(began).Round(time.Microsecond))
			}))
		}))
	}
	ask(time.Second)
	outage := w.Owner("outage")
	w.At(sim.Time(10*time.Second), outage, sim.Func(func() {
		undo := m.Crash(false)
		m.Local(&nodes.Request{Route: "get"}, nodes.DoneFunc(func(_ *nodes.Response, err error) {
			if err != net.ErrRefused {
				t.Errorf("a machine that is down ends a request with %v", err)
			}
		}))
		w.At(sim.Time(20*time.Second), outage, sim.Func(undo))
	}))
	ask(20*time.Second + 1)
	ask(70 * time.Second)
	ask(121 * time.Second)
	if err := w.Run(sim.Time(200 * time.Second)); err != nil {
		t.Fatal(err)
	}
	// A tenth of its speed, 55 % of it half-way, all of it.
	want := []time.Duration{10 * time.Millisecond, 100 * time.Millisecond, 18182 * time.Microsecond, 10 * time.Millisecond}
	for i := range want {
		if i >= len(took) || took[i] != want[i] {
			t.Fatalf("work of 10ms took %v, want %v", took, want)
		}
	}
}
