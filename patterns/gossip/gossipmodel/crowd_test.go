package gossipmodel

import (
	"math"
	"runtime"
	"testing"
	"time"

	"wavetank/patterns/gossip"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// crowded returns a world with a crowd in it, of which one member knows.
func crowded(seed uint64, c CrowdConfig) (*sim.World, *Crowd) {
	w := sim.New(sim.Config{Seed: seed, Limits: sim.Limits{InFlight: int64(4*c.Members) + 1000}})
	crowd := NewCrowd(w.Owner("crowd"), c)
	crowd.Tell(0)
	return w, crowd
}

func lan() sim.Dist { return sim.Uniform{Lo: time.Millisecond, Hi: 5 * time.Millisecond} }

// TestAHundredThousandMembersAllLearnIt is the scale that a test can afford. The
// logarithm of the size to base three, and little more, is what push-pull takes.
func TestAHundredThousandMembersAllLearnIt(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	w, crowd := crowded(1, CrowdConfig{Members: n, Latency: lan()})
	defer w.Close()
	at, err := crowd.Spread(sim.Time(time.Minute))
	if err != nil || crowd.Informed() != n {
		t.Fatalf("%d of %d know it: %v", crowd.Informed(), n, err)
	}
	took := at.Seconds() / 0.2
	if most := math.Log(float64(n))/math.Log(3) + 5; took > most {
		t.Errorf("it took %.1f rounds, more than %.1f", took, most)
	}
	t.Logf("%d members after %.1f rounds, %d events", n, took, w.Events())
}

// TestACrowdWithoutPhasesSpreadsLikeTheModel compares rounds of members that act
// at times of their own with synchronous cycles: they are less, but not by much,
// as what is learned is passed on within the round.
func TestACrowdSpreadsLikeTheModel(t *testing.T) {
	for _, style := range []gossip.Style{gossip.Push, gossip.Pull, gossip.PushPull} {
		var crowdly, cyclic reference.Sample
		for seed := range 40 {
			w, crowd := crowded(uint64(seed), CrowdConfig{Members: 500, Style: style})
			at, err := crowd.Spread(sim.Time(time.Hour))
			if err != nil || crowd.Informed() != 500 {
				t.Fatalf("%s: %d know it: %v", style, crowd.Informed(), err)
			}
			w.Close()
			crowdly.Add(at.Seconds() / 0.2)
			cyclic.Add(float64(len(Epidemic{Members: 500, Style: style}.Run(luck(seed)).Informed) - 1))
		}
		if crowdly.Mean() > cyclic.Mean()+1 || crowdly.Mean() < cyclic.Mean()*0.55 {
			t.Errorf("%s takes %.1f rounds, in cycles %.1f", style, crowdly.Mean(), cyclic.Mean())
		}
	}
}

func TestACrowdSpreadsUnderLoss(t *testing.T) {
	w, crowd := crowded(3, CrowdConfig{Members: 1000, Loss: 0.3, Latency: lan(), Fanout: 2})
	defer w.Close()
	if _, err := crowd.Spread(sim.Time(time.Minute)); err != nil || crowd.Informed() != 1000 {
		t.Errorf("%d know it: %v", crowd.Informed(), err)
	}
}

// TestACrowdIsAsLargeAsItsMembers measures what a member costs, its timer and the
// messages under way included.
func TestACrowdIsAsLargeAsItsMembers(t *testing.T) {
	if testing.Short() {
		t.Skip("measures memory")
	}
	perMember := func(n int) float64 {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		w, crowd := crowded(1, CrowdConfig{Members: n, Latency: lan()})
		defer w.Close()
		if _, err := crowd.Spread(sim.Time(time.Minute)); err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		defer runtime.KeepAlive(crowd)
		return float64(after.HeapAlloc-before.HeapAlloc) / float64(n)
	}
	small, large := perMember(10_000), perMember(80_000)
	if large > 400 || large > 1.5*small {
		t.Errorf("a member costs %.0f bytes among 10,000 and %.0f among 80,000", small, large)
	}
}

func TestACrowdOfOneSeedIsOneCrowd(t *testing.T) {
	var digests [2]sim.Digest
	for i := range digests {
		w, crowd := crowded(9, CrowdConfig{Members: 300, Latency: lan(), Loss: 0.1})
		if _, err := crowd.Spread(sim.Time(time.Minute)); err != nil {
			t.Fatal(err)
		}
		digests[i] = w.Digest()
		w.Close()
	}
	if digests[0] != digests[1] {
		t.Error("two runs of one seed differ")
	}
}

func benchmarkCrowd(b *testing.B, n int) {
	for b.Loop() {
		w, crowd := crowded(1, CrowdConfig{Members: n, Latency: lan()})
		at, err := crowd.Spread(sim.Time(time.Minute))
		if err != nil || crowd.Informed() != n {
			b.Fatalf("%d of %d: %v", crowd.Informed(), n, err)
		}
		b.ReportMetric(at.Seconds()/0.2, "rounds")
		b.ReportMetric(float64(w.Events())/float64(n), "events/member")
		w.Close()
	}
}

func BenchmarkAHundredThousandMembers(b *testing.B) { benchmarkCrowd(b, 100_000) }
func BenchmarkAMillionMembers(b *testing.B)         { benchmarkCrowd(b, 1_000_000) }
