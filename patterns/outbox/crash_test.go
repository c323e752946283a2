package outbox_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns/outbox"
	"wavetank/scenarios/patternstest"
	"wavetank/scenarios/storm"
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
			runs, wrong := patternstest.Crash{
				Scenario: load(t, "4s", "60/s", "100ms", c.style, c.dedupe), Machines: 3, Stride: stride,
				Until: 200 * time.Millisecond, Down: 100 * time.Millisecond, Witness: newObserver,
			}.Everywhere(t)
			if c.broken == (len(wrong) == 0) || runs < 10 {
				t.Errorf("%d of %d crashes show it: %v", len(wrong), runs, errors.Join(wrong[:min(1, len(wrong))]...))
			}
		})
	}
}

// TestStormsNeitherLoseNorInvent draws crashes, pauses, partitions, loss, duplication
// and full disks. A storm may let no order come, but not all of them.
func TestStormsNeitherLoseNorInvent(t *testing.T) {
	orders := 0
	count := storm.Always("counted", func(*sim.Fact) error { orders++; return nil }, outbox.Recorded)
	rapid.Check(t, func(t *rapid.T) {
		s := load(t, "60s", "20/s", "4s", rapid.SampledFrom([]string{tailing, polling}).Draw(t, "relay"), "transaction")
		s.Links[0].Transport = rapid.SampledFrom([]string{"stream", "datagram"}).Draw(t, "transport")
		storm.Check(t, storm.Plan{
			Scenario: s, Seed: rapid.Uint64().Draw(t, "seed"),
			Policy: storm.Policy{
				Kinds: []string{"crash", "pause", "hang", "partition", "loss", "duplicate", "delay", "disk-full"},
				Most:  6, Until: 6 * time.Second, Down: storm.Anything,
			},
			Properties: []storm.Property{count, patternstest.Judged("nothing is lost or invented", newObserver)},
		})
	})
	if orders == 0 {
		t.Error("no order came in any storm")
	}
}
