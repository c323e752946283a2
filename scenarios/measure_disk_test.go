package scenarios_test

import (
	"math"
	"testing"

	"wavetank/scenarios"
	"wavetank/sim"
)

// TestADiskWithTooMuchToDoIsTheBottleneck has disks that are at work for 15 ms of each request:
// at 40 a second for three fifths of the time, at 80 more than they can be. Each of two
// machines gets half of the requests.
func TestADiskWithTooMuchToDoIsTheBottleneck(t *testing.T) {
	for rate, want := range map[string]struct {
		use    float64
		told   string
		atEase bool
	}{
		"80/s":  {0.6, "Bottleneck: none: the busiest is store, disk 60.0 % busy.", true},
		"160/s": {1, "Bottleneck: store (disk 100 % busy).", false},
	} {
		s, err := scenarios.Parse("disk.toml", []byte(`
title = "A store"
duration = "60s"
warmup = "10s"
[nodes.web]
workers = 200
routes.get = { calls = ["store.put"] }
[nodes.store]
instances = 2
disk = { write = "5ms", fsync = "10ms" }
routes.put = { op = "write", disk = "fsync" }
[loads.customers]
to = "web.get"
timeout = "2s"
arrivals = "constant"
rate = "`+rate+`"
`))
		if err != nil {
			t.Fatal(err)
		}
		s.Measure = true
		c, err := scenarios.Compare(t.Context(), s, scenarios.CompareOptions{Seeds: scenarios.Seeds(1, 2)})
		if err != nil {
			t.Fatal(err)
		}
		sum, err := scenarios.Run(t.Context(), s, "", 1, sim.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		use, ok, err := sum.Metric("nodes.store.disk_utilisation", "")
		if err != nil || !ok || math.Abs(use-want.use) > 0.01 {
			t.Errorf("%s: the disk is %v busy (%v, %v)", rate, use, ok, err)
		}
		if told := c.Bottlenecks(); told != want.told || sum.AtEase != want.atEase {
			t.Errorf("%s: %s; at ease in the end: %v", rate, told, sum.AtEase)
		}
		if _, ok, err := sum.Metric("nodes.web.disk_utilisation", ""); ok || err != nil {
			t.Errorf("a machine without a disk has one that is used (%v)", err)
		}
	}
}
