package fault_test

import (
	"context"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/scenarios"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/storm"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// found tells how many bytes a store finds on its disk when it boots.
var found = sim.NewKind("test.found")

// store returns the world of a machine that makes a record durable every 100ms.
func store(seed uint64) (*scenarios.World, error) {
	w := sim.New(sim.Config{Seed: seed})
	n := net.New(w, nil)
	m := nodes.NewNode(n, "store", func(m *nodes.Node) {
		w.Emit(sim.Fact{Kind: found, Owner: m.Owner(), Value: m.Disk.Size("log")})
		m.Go(func(p *sim.Proc) {
			for {
				p.Sleep(100 * time.Millisecond)
				if m.Disk.Append(p, "log", []byte("record")) == nil {
					m.Disk.Sync(p, "log")
				}
			}
		})
	})
	m.Disk = nodes.NewDisk(m.Owner(), nodes.DiskConfig{Write: sim.Constant(time.Millisecond), Fsync: sim.Constant(5 * time.Millisecond)})
	world := world.Adopt(n, 5*time.Second, m)
	m.Boot()
	return world, nil
}

func TestAMachineThatLostItsDiskComesBackWithNothing(t *testing.T) {
	at := time.Second
	for _, test := range []struct {
		kind   string
		effect fault.Effect
		synced bool // is still there after the fault
	}{
		{"crash", &fault.Crash{Machines: fault.On("store")}, true},
		{"disk-lost", &fault.DiskLost{Disks: fault.Disks{Machines: fault.On("store")}}, false},
	} {
		w, err := store(1)
		if err != nil {
			t.Fatal(err)
		}
		var boots []int64
		w.Sim.Attach(sim.SinkFunc(func(x *sim.Fact) {
			if x.Kind == found {
				boots = append(boots, x.Value)
			}
		}))
		w.Arm([]fault.Fault{{Kind: test.kind, Schedule: fault.Schedule{At: &at, For: sim.Constant(time.Second)}, Effect: test.effect}})
		if err := w.Sim.Run(sim.Time(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		w.Close()
		if len(boots) != 1 || boots[0] > 0 != test.synced {
			t.Errorf("after %s the machine finds %d bytes", test.kind, boots)
		}
	}
}

// TestOnlyALostDiskLosesWhatWasSynced: no other fault that a storm draws does,
// and a storm draws this one only if it is asked to.
func TestOnlyALostDiskLosesWhatWasSynced(t *testing.T) {
	plan := storm.Plan{World: store, Properties: []storm.Property{storm.Monotone(found, storm.ByNone)}, Runs: 60}
	if report, err := storm.Hunt(context.Background(), plan); err != nil || report.Failure != nil {
		t.Errorf("%v, %+v", err, report)
	}
	plan.Policy.Kinds = []string{"crash", "disk-lost"}
	report, err := storm.Hunt(context.Background(), plan)
	if err != nil || report.Failure == nil {
		t.Fatalf("no storm loses what was synced: %v", err)
	}
	kinds := map[string]bool{}
	for _, f := range report.Failure.Storm {
		kinds[f.Kind] = true
	}
	if !kinds["disk-lost"] {
		t.Errorf("another fault loses it: %v", report.Failure.Storm)
	}
}
