package clockbound

import (
	"math"
	"slices"
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// table is testdata/clock1_commit_wait.json, which names its sources.
type table struct {
	Sawtooth struct {
		Low  float64 `json:"eps_min"`
		High float64 `json:"eps_max"`
		Mean float64 `json:"mean_wait"`
		P50  float64
		P99  float64
		Min  float64
		Max  float64
	}
	Inversion []struct {
		E     float64
		Wait  float64 `json:"w"`
		Delta float64
		P     float64
	}
}

func known(t *testing.T) (values table) {
	t.Helper()
	reference.Table(t, "clock1_commit_wait", &values)
	return values
}

func ms(x float64) time.Duration { return time.Duration(x * float64(time.Millisecond)) }

// TestTruthOfCommitWait lets the bound grow in a sawtooth, from 1 ms to 7 ms in the
// 30 s between two syncs, and looks how long writes wait.
func TestTruthOfCommitWait(t *testing.T) {
	want := known(t).Sawtooth
	c := Default()
	c.Epsilon, c.SyncEvery, c.Drift, c.Skew = ms(want.Low), 30*time.Second, 200, 0
	g := newGroup(t, 1, c, 1)
	luck := sim.KeyOf("sawtooth").Rand()
	g.client(t, func(p *sim.Proc) {
		for range 20_000 {
			p.Sleep(luck.Between(0, 7*time.Second))
			g.ask(t, p, 0, nodes.Write, 0)
		}
	})
	waits := g.facts[Waited]
	slices.Sort(waits)
	sum := 0.0
	for _, w := range waits {
		sum += float64(w)
	}
	at := func(part float64) float64 { return float64(waits[int(part*float64(len(waits)-1))]) / 1e6 }
	reference.Near(t, "mean wait", sum/float64(len(waits))/1e6, want.Mean, 0.01*want.Mean)
	reference.Near(t, "p50", at(0.5), want.P50, 0.02*want.P50)
	reference.Near(t, "p99", at(0.99), want.P99, 0.01*want.P99)
	reference.Near(t, "least", at(0), want.Min, 0.01*want.Min)
	reference.Near(t, "most", at(1), want.Max, 0.01*want.Max)
}

// TestTruthOfInversions has one node's write follow another's and counts how often
// it gets the lower stamp, for waits that are too short, none, and long enough.
func TestTruthOfInversions(t *testing.T) {
	pairs := reference.Part(40_000)
	for _, x := range known(t).Inversion {
		c := Default()
		c.Epsilon, c.SyncEvery, c.Wait = ms(x.E), 100*time.Millisecond, ms(x.Wait)
		if x.Wait == 0 {
			c.Order = "none"
		} else if x.Wait >= 2*x.E {
			c.Wait = 0 // as long as it takes
		}
		g := newGroup(t, 2, c, 2)
		first, second := g.itemAt(0), g.itemAt(1)
		g.client(t, func(p *sim.Proc) {
			for i := range pairs {
				p.Sleep(sim.Time(time.Duration(i+1) * 200 * time.Millisecond).Sub(p.Now()))
				g.ask(t, p, 0, nodes.Write, first)
				p.Sleep(ms(x.Delta))
				g.ask(t, p, 1, nodes.Write, second)
			}
		})
		reference.Near(t, "inverted pairs", float64(len(g.facts[Inverted]))/float64(pairs), x.P,
			3.5*math.Sqrt(x.P*(1-x.P)/float64(pairs)))
	}
}
