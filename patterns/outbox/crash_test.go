package outbox_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/world"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// TestACrashAtAnyInstant crashes each machine in turn at each event of a run of a
// few orders, with and without the loss of power: service, relay, broker, receiver
// and whoever writes to a disk die between any two instructions. What is sound comes
// through every time; each way to get it wrong is found out.
func TestACrashAtAnyInstant(t *testing.T) {
	for _, c := range []struct {
		name          string
		style, dedupe string
		broken        bool
	}{
		{"outbox by log tailing, and inbox", tailing, "transaction", false},
		{"outbox by polling, and inbox", polling, "transaction", false},
		{"write, then publish", `style = "write-then-publish"`, "transaction", true},
		{"publish, then write", `style = "publish-then-write"`, "transaction", true},
		{"no inbox", tailing, "none", true},
		{"remembered before the effect", tailing, "before", true},
		{"remembered after the effect", tailing, "after", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			stride := uint64(1)
			if testing.Short() {
				stride = 13
			} else if c.broken {
				stride = 3
			}
			s := load(t, "4s", "60/s", "100ms", c.style, c.dedupe)
			runs, found := 0, 0
			var last error
			for machine := range 3 {
				for k := uint64(1); ; k += stride {
					over, err := crashAt(t, s, machine, k)
					if over {
						break
					}
					if runs++; err != nil {
						found++
						last = err
					}
					if err != nil && !c.broken {
						t.Fatalf("machine %d crashed at event %d:\n%v", machine, k, err)
					}
				}
			}
			t.Logf("%d of %d crashes leave something wrong", found, runs)
			if c.broken && found == 0 {
				t.Error("it gets away with it")
			} else if c.broken {
				t.Logf("such as:\n%v", last)
			}
		})
	}
}

// crashAt crashes a machine at an event, and reports whether the orders were dealt
// with before.
func crashAt(t *testing.T, s *scenarios.Scenario, machine int, k uint64) (over bool, err error) {
	w, err := world.Build(s, "", 1+k%8, sim.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	a := watch(w)
	for w.Sim.Events() < k {
		if _, more, err := w.Sim.Step(sim.Time(200 * time.Millisecond)); err != nil {
			t.Fatal(err)
		} else if !more {
			return true, nil
		}
	}
	undo := w.Machines[machine].Crash(k%2 == 0)
	w.Sim.After(100*time.Millisecond, w.Sim.Owner("tester"), sim.Func(undo))
	return false, settle(t, w, a)
}

// TestStormsNeitherLoseNorInvent draws crashes, pauses, partitions, loss, duplication
// and full disks.
func TestStormsNeitherLoseNorInvent(t *testing.T) {
	orders := 0
	rapid.Check(t, func(rt *rapid.T) {
		style := rapid.SampledFrom([]string{tailing, polling}).Draw(rt, "relay")
		s := load(rt, "60s", "20/s", "4s", style, "transaction")
		s.Links[0].Transport = rapid.SampledFrom([]string{"stream", "datagram"}).Draw(rt, "transport")
		s.Faults = storm(rt)
		w, err := world.Build(s, "", rapid.Uint64().Draw(rt, "seed"), sim.Limits{})
		if err != nil {
			rt.Fatal(err)
		}
		defer w.Close()
		a := watch(w)
		if err := settle(t, w, a); err != nil {
			rt.Fatal(err)
		}
		orders += a.count()
	})
	if orders == 0 {
		t.Error("no order came in any storm")
	}
}

// storm draws faults that are over after eight seconds.
func storm(t *rapid.T) []scenarios.Fault {
	var faults []scenarios.Fault
	for i := range rapid.IntRange(0, 6).Draw(t, "faults") {
		at := time.Duration(rapid.Int64Range(0, int64(4*time.Second)).Draw(t, "at"))
		f := scenarios.Fault{Index: i, Schedule: fault.Schedule{
			At: &at, For: sim.Constant(rapid.Int64Range(1, int64(2*time.Second)).Draw(t, "for")),
		}}
		who := rapid.SampledFrom([]string{"orders", "broker", "mailer"}).Draw(t, "who")
		victims := fault.On(who)
		f.Kind = rapid.SampledFrom([]string{"crash", "crash", "crash", "pause", "hang", "partition", "loss", "duplicate", "delay", "disk-full"}).Draw(t, "kind")
		switch f.Kind {
		case "crash":
			f.Effect = &fault.Crash{Machines: victims, Silent: rapid.Bool().Draw(t, "silent")}
		case "pause":
			f.Effect = &fault.Pause{Machines: victims}
		case "hang":
			f.Effect = &fault.Hang{Machines: victims}
		case "partition":
			f.Effect = &fault.Partition{Isolate: who}
		case "loss":
			f.Effect = &fault.Loss{OnLink: fault.Everywhere(), Rate: 0.4}
		case "duplicate":
			f.Effect = &fault.Duplicate{OnLink: fault.Everywhere(), Rate: 0.5}
		case "delay":
			f.Effect = &fault.Delay{OnLink: fault.OnLink{Link: fault.Edge{From: who, To: "*"}}, By: sim.Uniform{Hi: 200 * time.Millisecond}}
		case "disk-full":
			f.Effect = &fault.DiskFull{Disks: fault.Disks{Machines: victims}}
		}
		faults = append(faults, f)
	}
	return faults
}
