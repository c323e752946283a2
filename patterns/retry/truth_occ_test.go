package retry

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"wavetank/sim"
	"wavetank/sim/reference"
)

// A contest is M. Brooker's experiment on optimistic concurrency control: clients
// begin at once, each to write the one row of a server; a write succeeds if nobody
// else's did since its read; who fails waits, and reads again. It needs nothing but
// processes, sleep and a Backoff.
type contest struct {
	backoff Backoff
	version int
	calls   int
	end     sim.Time
}

// run returns when the last of n clients has written, and how many writes there
// were.
func (c *contest) run(n int, seed uint64) (time.Duration, int) {
	w := sim.New(sim.Config{Seed: seed})
	defer w.Close()
	wire := rand.New(rand.NewPCG(seed, 1))
	hop := func(p *sim.Proc) {
		p.Sleep(time.Duration(math.Abs(10+2*wire.NormFloat64()) * float64(time.Millisecond)))
	}
	for id := range n {
		w.Go(w.Owner("clients"), func(p *sim.Proc) { c.client(p, hop, sim.Key(seed).Mix(uint64(id))) })
	}
	if err := w.Run(sim.Forever); err != nil {
		panic(err)
	}
	return time.Duration(c.end), c.calls
}

func (c *contest) client(p *sim.Proc, hop func(*sim.Proc), luck sim.Key) {
	wait := time.Duration(0)
	for failures := 0; ; failures++ {
		hop(p) // the read arrives
		seen := c.version
		hop(p)
		hop(p) // the write arrives
		c.calls++
		won := c.version == seen
		if won {
			c.version++
		}
		hop(p)
		if won {
			c.end = max(c.end, p.Now())
			return
		}
		wait = c.backoff.Next(failures, wait, luck.Mix(uint64(failures)).Rand())
		p.Sleep(wait)
	}
}

// strategies are the five of the experiment: base 5 ms, cap 2 s. The first wait is
// below twice the base there, as failures are counted before it is computed.
var strategies = map[string]Backoff{
	"none":   {},
	"expo":   {Base: 10 * time.Millisecond, Factor: 2, Cap: 2 * time.Second},
	"equal":  {Base: 10 * time.Millisecond, Factor: 2, Cap: 2 * time.Second, Jitter: Equal},
	"full":   {Base: 10 * time.Millisecond, Factor: 2, Cap: 2 * time.Second, Jitter: Full},
	"decorr": {Base: 5 * time.Millisecond, Cap: 2 * time.Second, Jitter: Decorrelated},
}

func TestTruthOfContention(t *testing.T) {
	var known map[string]map[string]struct {
		Time    float64 `json:"mean_time_ms"`
		TimeSE  float64 `json:"se_time"`
		Calls   float64 `json:"mean_calls"`
		CallsSE float64 `json:"se_calls"`
	}
	reference.Table(t, "backoff1_occ", &known)
	for _, c := range []struct {
		size    string
		clients int
		trials  int
		time    float64 // tolerance of the mean
	}{{"10", 10, 400, .15}, {"50", 50, 200, .08}, {"100", 100, 120, .08}} {
		if !reference.Whole() && c.clients > 10 {
			continue
		}
		calls := make(map[string]float64)
		for _, name := range []string{"none", "expo", "equal", "full", "decorr"} {
			var took, made reference.Sample
			for seed := range c.trials {
				d, n := (&contest{backoff: strategies[name]}).run(c.clients, uint64(seed+1))
				took.Add(float64(d) / 1e6)
				made.Add(float64(n))
			}
			want := known[c.size][name]
			share := .05
			if name == "none" || name == "expo" {
				share = .04
			}
			// Both means have an error: the tolerance, and four of the joint errors.
			within := func(m *reference.Sample, want, se, share float64) float64 {
				return min(share*want, 4*math.Hypot(m.Error(), se))
			}
			reference.Near(t, name+" with "+c.size+" clients: writes", made.Mean(), want.Calls, within(&made, want.Calls, want.CallsSE, share))
			reference.Near(t, name+" with "+c.size+" clients: ms", took.Mean(), want.Time, within(&took, want.Time, want.TimeSE, c.time))
			calls[name] = made.Mean()
		}
		if c.clients >= 50 && !(calls["none"] > calls["expo"] && calls["expo"] > calls["decorr"] &&
			calls["decorr"] > calls["equal"] && calls["equal"] > calls["full"]) {
			t.Errorf("the order of the strategies is another: %v", calls)
		}
	}
}
