package net_test

import (
	"slices"
	"testing"
	"time"

	"wavetank/net"
)

func TestRegionsAreAsFarApartAsPublished(t *testing.T) {
	table := net.NewRegionTable()
	names := table.Regions()
	if len(names) != 30 || !slices.IsSorted(names) {
		t.Fatalf("%d regions: %v", len(names), names)
	}
	for _, c := range []struct {
		name, from, to string
		want           time.Duration
		known          bool
	}{
		{"one way", "australiaeast", "brazilsouth", 295 * ms, true},
		{"there", "germanywestcentral", "uaenorth", 118 * ms, true},
		{"and back another way", "uaenorth", "germanywestcentral", 100 * ms, true},
		{"the same region", "westeurope", "westeurope", net.WithinRegion, true},
		{"an unknown region", "atlantis", "westeurope", 0, false},
		{"an unknown region and itself", "atlantis", "atlantis", net.WithinRegion, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, known := table.RTT(c.from, c.to); got != c.want && c.known || known != c.known {
				t.Errorf("RTT(%s, %s) = %v, %v", c.from, c.to, got, known)
			}
		})
	}
	if table.Regions()[0] = "x"; table.Regions()[0] == "x" {
		t.Error("who is given the names can change them")
	}
}

func TestTheTableIsCompleteAndUnrepaired(t *testing.T) {
	table := net.NewRegionTable()
	names := table.Regions()
	rtt := func(a, b string) time.Duration {
		d, ok := table.RTT(a, b)
		if !ok || d < net.WithinRegion || d > 400*ms {
			t.Fatalf("RTT(%s, %s) = %v, %v", a, b, d, ok)
		}
		return d
	}
	detours, skewed := 0, 0
	for _, a := range names {
		for _, b := range names {
			if rtt(a, b) != rtt(b, a) {
				skewed++
			}
			for _, via := range names {
				if via != a && via != b && a != b && rtt(a, via)+rtt(via, b)+2*ms < rtt(a, b) {
					detours++
				}
			}
		}
	}
	if detours != 107 {
		t.Errorf("%d detours are shorter than the direct way by 2 ms, the source has 107", detours)
	}
	if skewed != 2*241 {
		t.Errorf("%d pairs differ by direction, the source has 241", skewed/2)
	}
}
