package throttle

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"wavetank/patterns"
	"wavetank/sim"
	"wavetank/sim/reference"
)

type truth struct {
	Dead   map[string]float64 `json:"dead_backend"`
	Steady []struct {
		Lam, C, K float64
		Sent      float64
		Accepted  float64
		Refused   float64 `json:"backend_rejected"`
		Local     float64 `json:"locally_rejected"`
		Chance    float64 `json:"local_reject_prob"`
	}
}

func known(t *testing.T) (values truth) {
	t.Helper()
	reference.Table(t, "retry3_adaptive_throttle", &values)
	return values
}

// A dead callee sees the n-th call with chance 1/n: of n calls, the n-th harmonic
// number.
func TestTruthOfADeadCallee(t *testing.T) {
	runs := 5000
	if !reference.Whole() {
		runs = 1000
	}
	c := Default()
	c.Window = 24 * time.Hour // as good as infinite
	for size, want := range known(t).Dead {
		n, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		sent := 0
		for run := range runs {
			m, key := New(c), sim.Key(run)
			for i := range n {
				if p, ok := m.Allow(0, key.Mix(uint64(i)).Rand()); ok {
					m.Done(0, p, patterns.Failure)
					sent++
				}
			}
		}
		reference.Near(t, "calls sent of "+size, float64(sent)/float64(runs), want, .02*want*math.Sqrt(5000/float64(runs)))
	}
}

// A callee that accepts C calls a second, evenly, sees min(λ, K·C) of λ. It is
// pushed with Poisson calls, and counts what it accepts by a bucket of one second.
func TestTruthOfAnOverloadedCallee(t *testing.T) {
	for _, want := range known(t).Steady {
		c := Default()
		c.Multiplier, c.Window = want.K, 100*time.Second
		m, luck, now := New(c), rand.New(rand.NewPCG(5, uint64(want.Lam))), sim.Time(0)
		room, last := want.C, now
		var calls, sent, accepted, refused float64
		for i := 0; now < sim.Time(600*time.Second); i++ {
			now = now.Add(time.Duration(luck.ExpFloat64() / want.Lam * 1e9))
			room, last = min(want.C, room+want.C*now.Sub(last).Seconds()), now
			measured := now > sim.Time(300*time.Second)
			if measured {
				calls++
			}
			p, ok := m.Allow(now, sim.Key(i).Mix(3).Rand())
			if !ok {
				continue
			}
			outcome := patterns.Failure
			if room >= 1 {
				room, outcome = room-1, patterns.Success
			}
			m.Done(now, p, outcome)
			if measured {
				sent++
				if outcome == patterns.Success {
					accepted++
				} else {
					refused++
				}
			}
		}
		reference.Near(t, "sent", sent/300, want.Sent, .05*want.Sent)
		reference.Near(t, "accepted", accepted/300, want.Accepted, .05*want.Accepted)
		reference.Near(t, "turned away there", refused/300, want.Refused, .05*want.Sent)
		reference.Near(t, "turned away here", (calls-sent)/300, want.Local, .05*want.Lam)
		reference.Near(t, "chance of it", (calls-sent)/calls, want.Chance, .05)
	}
}
