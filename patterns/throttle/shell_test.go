package throttle

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/failsafe-go/failsafe-go/adaptivethrottler"
	"pgregory.net/rapid"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

func TestValidateNamesTheField(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(*Config)
	}{
		{"", func(*Config) {}},
		{"multiplier", func(c *Config) { c.Multiplier = .9 }},
		{"multiplier", func(c *Config) { c.Multiplier = math.NaN() }},
		{"window", func(c *Config) { c.Window = ms }},
		{"slices", func(c *Config) { c.Slices = 0 }},
		{"minimum_calls", func(c *Config) { c.MinimumCalls = -1 }},
		{"most", func(c *Config) { c.Most = 1.1 }},
		{"failures", func(c *Config) { c.Failures = nil }},
		{"ignored", func(c *Config) { c.Ignored = []string{"rejected"} }},
		{"failures", func(c *Config) { c.Failures = []string{"slow"} }},
		{"failures", func(c *Config) { c.Failures = []string{"failed", "failed"} }},
	} {
		config := Default()
		c.change(&config)
		var wrong *knob.FieldError
		switch err := knob.Check(&config); {
		case c.field == "" && err != nil:
			t.Errorf("%+v is refused: %v", config, err)
		case c.field != "" && (!errors.As(err, &wrong) || wrong.Field != c.field):
			t.Errorf("%+v: %v, want a complaint about %s", config, err, c.field)
		}
	}
}

// TestAKilledCallIsAsIfNeverWanted kills calls while they wait for a dead callee.
func TestAKilledCallIsAsIfNeverWanted(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	site := patterns.Site{Owner: w.Owner("a"), Peer: "b"}
	v := newLimiter(site, New(Default()), Default().Judge(), refusal{Rejected, ErrThrottled}, nodes.Blocking(site.Owner, func(p *sim.Proc, _ net.ID, _ *nodes.Request) (*nodes.Response, error) {
		p.Sleep(time.Hour)
		return nil, nil
	}))
	rejected := 0
	w.Attach(sim.SinkFunc(func(f *sim.Fact) {
		if f.Kind == Rejected {
			rejected++
		}
	}))
	for i := range 100 {
		p := w.Go(site.Owner, func(p *sim.Proc) { nodes.Call(p, v, 0, &nodes.Request{Key: sim.Key(i)}) })
		w.At(sim.Time(time.Second), site.Owner, sim.Func(p.Kill))
	}
	if err := w.Run(sim.Time(2 * time.Second)); err != nil {
		t.Fatal(err)
	}
	requests, accepts := v.Counts(w.Now())
	if rejected == 0 || requests != int64(rejected) || accepts != 0 {
		t.Errorf("%d requests and %d accepts are left, and %d were turned away here", requests, accepts, rejected)
	}
}

// TestAgreesWithFailsafe compares chances, call by call. failsafe-go counts calls
// when they end, and not those it turned away: the calls here end at once, and ours
// are told of each. It forgets only when it counts: chances are compared after that. A
// success rate of 1/K is our multiplier.
func TestAgreesWithFailsafe(t *testing.T) {
	positive, calls := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		rate := rapid.SampledFrom([]float64{.5, .8, .9}).Draw(rt, "success rate")
		c := Config{Multiplier: 1 / rate, Window: 20 * 10 * ms, Slices: 20, Most: .9, Outcomes: patterns.Outcomes{Failures: []string{"failed"}}}
		c.MinimumCalls = rapid.IntRange(0, 10).Draw(rt, "minimum")
		script := rapid.SliceOfN(rapid.IntRange(0, 3), 20, 80).Draw(rt, "ends")
		difference := ""
		synctest.Test(t, func(*testing.T) {
			ours := New(c)
			theirs := adaptivethrottler.NewBuilder[int]().WithFailureRateThreshold(1-rate, uint(c.MinimumCalls), c.Window).WithMaxRejectionRate(c.Most).Build()
			start := time.Now()
			time.Sleep(ms) // off the instants at which slices end
			for i, end := range script {
				now := sim.Time(time.Since(start))
				slice := ours.lately.Count(now, wanted)
				if end == 0 {
					ours.Done(now, Permit{slice}, patterns.Success)
					theirs.RecordSuccess()
				} else {
					theirs.RecordFailure()
				}
				theirs.TryAcquirePermit()
				us, them := ours.Chance(now), theirs.RejectionRate()
				if difference == "" && math.Abs(us-them) > 1e-9 {
					difference = fmt.Sprintf("call %d at %v: we reject with chance %v, they %v", i, now, us, them)
				}
				if calls++; us > 0 {
					positive++
				}
				time.Sleep(time.Duration(end) * 4 * ms)
			}
		})
		if difference != "" {
			rt.Fatal(difference)
		}
	})
	t.Logf("%d calls, of which %d would be turned away by chance", calls, positive)
	if positive < calls/4 {
		t.Error("hardly any call could be turned away")
	}
}
