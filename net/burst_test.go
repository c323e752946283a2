package net_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// pulse has a message sent every gap, and returns for each whether it was lost.
func pulse(k *env, count int, gap time.Duration) []bool {
	a, b := k.n.Join("a"), k.n.Join("b")
	owner := k.w.Owner("pulse")
	sent := 0
	var beat sim.Func
	beat = func() {
		k.n.Send(net.Message{From: a, To: b, Key: sim.Key(sent)})
		if sent++; sent < count {
			k.w.After(gap, owner, beat)
		}
	}
	k.w.At(0, owner, beat)
	k.run(time.Duration(count) * gap)
	lost := make([]bool, count)
	for _, f := range k.facts {
		if f.Kind == net.MessageLost && f.Key < sim.Key(count) {
			lost[f.Key] = true
		}
	}
	return lost
}

// bursts returns the share of true, and the mean length of its runs.
func bursts(lost []bool) (share, length float64) {
	var total, runs float64
	for i, l := range lost {
		if l {
			total++
			if i == 0 || !lost[i-1] {
				runs++
			}
		}
	}
	return total / float64(len(lost)), total / runs
}

// TestBurstsAreThoseOfGilbertAndElliott samples the two-state Markov chain every
// millisecond. With leaving rates g = 1/Good and b = 1/Bad and r = g+b, it is bad
// for g/r of the time, and leaves the bad state from one sample to the next with
// probability (1-exp(-r))·b/r, so that a run of losses that are certain in the
// bad state has the inverse of that as its mean length.
func TestBurstsAreThoseOfGilbertAndElliott(t *testing.T) {
	for _, c := range []struct {
		name      string
		good, bad float64 // ms
		lossBad   float64
		lossGood  float64
		loss      float64 // of the link, independent of the storms
	}{
		{"long storms in which all is lost", 100, 20, 1, 0, 0},
		{"short storms in which all is lost", 30, 3, 1, 0, 0},
		{"storms that leave half, and some loss between them", 50, 50, 0.5, 0.1, 0},
		{"storms beside a steady loss", 50, 50, 0.5, 0, 0.3},
	} {
		t.Run(c.name, func(t *testing.T) {
			storm := net.Burst{
				Good: time.Duration(c.good * 1e6), Bad: time.Duration(c.bad * 1e6),
				LossBad: c.lossBad, LossGood: c.lossGood,
			}
			const count = 100_000
			link := net.LinkConfig{Transport: net.Datagram, Burst: &storm, Loss: c.loss}
			share, length := bursts(pulse(newEnv(t, 3, link), count, ms))
			g, b := 1/c.good, 1/c.bad
			bad := g / (g + b)
			want := 1 - (1-bad*c.lossBad-(1-bad)*c.lossGood)*(1-c.loss)
			// A sum over a chain with correlation time 1/r varies 2/r times as much.
			sd := math.Sqrt(bad*(1-bad)*2/(g+b)/count + 0.25/count)
			if math.Abs(share-want) > 4*sd {
				t.Errorf("share lost: %.4f, want %.4f ± %.4f", share, want, 4*sd)
			}
			if c.lossBad < 1 {
				return
			}
			run := 1 / ((1 - math.Exp(-(g + b))) * b / (g + b))
			if spread := 4 * run / math.Sqrt(share*count/length); math.Abs(length-run) > spread {
				t.Errorf("mean burst: %.2f messages, want %.2f ± %.2f", length, run, spread)
			}
		})
	}
}

func TestTrafficDoesNotMoveTheStorm(t *testing.T) {
	c := net.LinkConfig{Transport: net.Datagram, Burst: &net.Burst{Good: 40 * ms, Bad: 10 * ms, LossBad: 1}}
	sparse := pulse(newEnv(t, 5, c), 400, 10*ms)
	dense := pulse(newEnv(t, 5, c), 4000, ms)
	var thinned []bool
	for i := 0; i < len(dense); i += 10 {
		thinned = append(thinned, dense[i])
	}
	if !slices.Equal(sparse, thinned) {
		t.Error("the storm strikes other times when more is sent")
	}
	if !slices.Contains(sparse, true) || !slices.Contains(sparse, false) {
		t.Error("there was no storm, or nothing else")
	}
}

func TestAStormOfNanosecondsEnds(t *testing.T) {
	c := net.LinkConfig{Transport: net.Datagram, Burst: &net.Burst{LossBad: 1}}
	if share, _ := bursts(pulse(newEnv(t, 5, c), 1000, ms+time.Microsecond)); share < 0.4 || share > 0.6 {
		t.Errorf("share lost: %v, want half", share)
	}
}
