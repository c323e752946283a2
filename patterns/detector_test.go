package patterns

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/sim"
	_ "wavetank/sim/property"
	"wavetank/sim/reference"
)

// phiTruth is testdata/fd1.json, of which the times are milliseconds.
type phiTruth []struct {
	Mean, SD, Phi, Z float64
	After            float64 `json:"suspect_after"`
}

func ms(x float64) time.Duration { return time.Duration(x * float64(time.Millisecond)) }

// TestPhiSuspectsWhenTheTailSaysSo feeds intervals of exactly the table's mean and
// standard deviation: half of them one deviation above, half below.
func TestPhiSuspectsWhenTheTailSaysSo(t *testing.T) {
	var known phiTruth
	reference.Table(t, "fd1", &known)
	for _, v := range known {
		p := NewPhi(PhiConfig{Threshold: v.Phi, Window: 100, MinSD: -1})
		now := sim.Time(0)
		p.Heard(now)
		for i := range 100 {
			now = now.Add(ms(v.Mean + v.SD*float64(1-2*(i%2))))
			p.Heard(now)
		}
		after := float64(p.SuspectAt().Sub(now)) / 1e6
		if math.Abs(after/v.After-1) > 0.001 {
			t.Errorf("phi %v: suspected after %.2f ms, want %.2f", v.Phi, after, v.After)
		}
		if z := (after - v.Mean) / v.SD; math.Abs(z/v.Z-1) > 0.001 {
			t.Errorf("phi %v: z is %.5f, want %.5f", v.Phi, z, v.Z)
		}
		if phi := p.Suspicion(now.Add(ms(v.After))); math.Abs(phi/v.Phi-1) > 0.001 {
			t.Errorf("phi is %.4f after %.2f ms, want %.4f", phi, v.After, v.Phi)
		}
	}
}

func TestPhiLearnsFromAWindowOfAThousand(t *testing.T) {
	var known phiTruth
	reference.Table(t, "fd1", &known)
	for _, v := range known {
		const seeds = 20
		var sum float64
		for seed := range uint64(seeds) {
			w := sim.New(sim.Config{Seed: seed})
			luck := w.Draw(1, 1)
			p := NewPhi(PhiConfig{Threshold: v.Phi, Window: 1000, MinSD: -1})
			now := sim.Time(0)
			for range 3000 {
				p.Heard(now)
				now = now.Add(ms(v.Mean + v.SD*sim.NormalQuantile(luck.Open())))
			}
			sum += float64(p.SuspectAt().Sub(p.last)) / 1e6
			w.Close()
		}
		if after := sum / seeds; math.Abs(after/v.After-1) > 0.03 {
			t.Errorf("phi %v: suspected after %.1f ms, want %.1f", v.Phi, after, v.After)
		}
	}
}

func TestExponentialPhiGrowsWithTheSilence(t *testing.T) {
	p := NewPhi(PhiConfig{Expected: time.Second, Exponential: true})
	p.Heard(0)
	want := ms(8 * math.Ln10 * 1000)
	if got := p.SuspectAt().Sub(0); (got - want).Abs() > time.Microsecond {
		t.Errorf("suspected after %v, want %v", got, want)
	}
	if got := p.Suspicion(sim.Time(time.Second)); math.Abs(got-1/math.Ln10) > 1e-9 {
		t.Errorf("phi after one interval is %v", got)
	}
}

// TestDetectorsLaws holds whatever is heard: silence is suspected sooner or later,
// never before it begins, and the two ways to ask agree.
func TestDetectorsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := PhiConfig{
			Threshold:   rapid.Float64Range(0.5, 16).Draw(t, "threshold"),
			Window:      rapid.IntRange(1, 20).Draw(t, "window"),
			Pause:       time.Duration(rapid.Int64Range(0, int64(time.Second)).Draw(t, "pause")),
			Exponential: rapid.Bool().Draw(t, "exponential"),
		}
		phi, beat := NewPhi(c), &Heartbeat{Timeout: time.Second}
		if phi.SuspectAt() != sim.Forever || beat.SuspectAt() != sim.Forever {
			t.Fatal("suspected before it was ever heard")
		}
		now := sim.Time(0)
		for range rapid.IntRange(2, 40).Draw(t, "heartbeats") {
			now = now.Add(time.Duration(rapid.Int64Range(1, int64(3*time.Second)).Draw(t, "interval")))
			for _, d := range []Detector{phi, beat} {
				d.Heard(now)
				d.Heard(now) // twice is once
				d.Heard(now - 1)
			}
			if phi.SuspectAt() < now || beat.SuspectAt() != now.Add(time.Second) {
				t.Fatalf("at %v: suspected at %v and %v", now, phi.SuspectAt(), beat.SuspectAt())
			}
		}
		at := phi.SuspectAt()
		low, high := phi.Suspicion(at-sim.Time(time.Microsecond)), phi.Suspicion(at.Add(time.Microsecond))
		if low > c.Threshold*(1+1e-6) || high < c.Threshold*(1-1e-6) {
			t.Fatalf("phi goes from %v to %v where it should reach %v", low, high, c.Threshold)
		}
	})
}

// Suspicion returns phi. It is zero before two signs of life have come, and grows
// without bound in the silence.
func (p *Phi) Suspicion(now sim.Time) float64 {
	if !p.heard || len(p.intervals) == 0 {
		return 0
	}
	silence := float64(now.Sub(p.last)) - float64(p.config.Pause)
	switch {
	case p.config.Exponential:
		return max(silence, 0) / p.mean / math.Ln10
	case p.sd <= 0 && silence < p.mean:
		return 0
	case p.sd <= 0:
		return math.Inf(1)
	}
	return max(0, -sim.Log(sim.NormalCDF((p.mean-silence)/p.sd))/math.Ln10)
}
