package nodes

import (
	"math"
	"testing"
)

func TestCrowdingIsTheUniversalScalabilityLaw(t *testing.T) {
	c := Crowding{Contention: .05, Coherence: .002}
	best, most := int64(0), 0.0
	for n := int64(1); n <= 300; n++ {
		x := float64(n)
		want := x / (1 + .05*(x-1) + .002*x*(x-1))
		if got := x / c.Factor(n, 0); math.Abs(got-want) > 1e-12*want {
			t.Fatalf("%d at a time get %v done, want %v", n, got, want)
		} else if got > most {
			best, most = n, got
		}
	}
	if peak := int64(math.Round(math.Sqrt(.95 / .002))); best != peak { // √((1-σ)/κ)
		t.Errorf("most is done at %d, want %d", best, peak)
	}
}

func TestACollectorTakesMoreTheMoreLives(t *testing.T) {
	c := Crowding{Heap: 100, Collector: .1}
	for living, want := range map[int64]float64{0: 1, 50: 1.1, 80: 1.4, 99: 10.9, 100: 10.9, 5000: 10.9, -1: 1} {
		if got := c.Factor(3, living); math.Abs(got-want) > 1e-12 {
			t.Errorf("%d of 100 live: %v times as long, want %v", living, got, want)
		}
	}
	if none := (&Crowding{}).Factor(50, 50); none != 1 {
		t.Errorf("no crowding makes work %v times as long", none)
	}
}
