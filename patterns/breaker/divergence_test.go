package breaker

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/sony/gobreaker/v2"

	"wavetank/patterns"
)

// The stories below show where ours differs from a library on purpose. Each says
// what theirs does, so that a version which mends it is noticed.

// beside puts ours and theirs into a bubble, each tripped by k failures in a row
// and open for ten seconds.
func beside(t *testing.T, turn func(*Config), theirs func() library, story func(p *pair, t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := Default()
		c.Rule, c.OpenFor = "consecutive", 10*time.Second
		turn(&c)
		story(&pair{ours: New(c, 1), theirs: theirs()}, t)
	})
}

func failsafeInARow(k, trials uint) func() library {
	return func() library {
		return failsafe{circuitbreaker.NewBuilder[int]().WithDelay(10 * time.Second).
			WithFailureThreshold(k).WithSuccessThreshold(trials).Build()}
	}
}

// expect compares the two states with what the story says.
func (p *pair) expect(t *testing.T, when string, ours, theirs State) {
	t.Helper()
	if p.state() != ours || p.theirs.state() != theirs {
		t.Errorf("%s: ours is %v, want %v; theirs is %v, want %v", when, p.state(), ours, p.theirs.state(), theirs)
	}
}

func TestDiffersFromFailsafeAStaleSuccessClosesTheirs(t *testing.T) {
	beside(t, func(c *Config) { c.Consecutive = 2 }, failsafeInARow(2, 1), func(p *pair, t *testing.T) {
		p.ask() // under way while both are closed
		p.now(patterns.Failure, 2)
		p.expect(t, "after two failures", Open, Open)
		time.Sleep(10 * time.Second)
		p.ask() // the probe
		p.end(0, patterns.Success)
		p.expect(t, "after the call from long ago succeeded", HalfOpen, Closed)
	})
}

func TestDiffersFromFailsafeStaleOutcomesFreeTheirPermits(t *testing.T) {
	beside(t, func(c *Config) { c.Consecutive, c.Trials = 2, 3 }, failsafeInARow(2, 3), func(p *pair, t *testing.T) {
		p.ask()
		p.ask() // two under way while both are closed
		p.now(patterns.Failure, 2)
		time.Sleep(10 * time.Second)
		for range 3 {
			p.ask()
		}
		if ours, theirs := p.ask(); ours || theirs {
			t.Fatalf("a fourth trial passed: ours %v, theirs %v", ours, theirs)
		}
		for i := range 2 {
			p.end(0, patterns.Success)
			if ours, theirs := p.ask(); ours || !theirs {
				t.Errorf("after stale outcome %d: ours admits a trial %v, theirs %v", i+1, ours, theirs)
			}
		}
	})
}

func TestDiffersFromFailsafeAFinishedTrialFreesTheirPermit(t *testing.T) {
	beside(t, func(c *Config) { c.Consecutive, c.Trials = 2, 2 }, failsafeInARow(2, 2), func(p *pair, t *testing.T) {
		p.now(patterns.Failure, 2)
		time.Sleep(10 * time.Second)
		p.now(patterns.Success, 1)
		p.ask()
		if ours, theirs := p.ask(); ours || !theirs {
			t.Errorf("a third trial where two may pass: ours %v, theirs %v", ours, theirs)
		}
	})
}

func TestDiffersFromFailsafeTheirRateIsRoundedToPercents(t *testing.T) {
	theirs := func() library {
		return failsafe{circuitbreaker.NewBuilder[int]().WithDelay(10*time.Second).
			WithFailureRateThreshold(.5, 400, 10*time.Second).Build()}
	}
	turn := func(c *Config) { c.Rule, c.MinimumCalls = "time", 400 }
	beside(t, turn, theirs, func(p *pair, t *testing.T) {
		p.now(patterns.Failure, 199)
		p.now(patterns.Success, 201)
		p.expect(t, "after 199 failures of 400 calls", Closed, Open)
	})
}

func TestDiffersFromBothAHungProbeWedgesTheirs(t *testing.T) {
	for _, their := range []struct {
		name string
		make func() library
	}{
		{"gobreaker", func() library {
			return newGobreak(gobreaker.Settings{
				Timeout:     10 * time.Second,
				ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= 2 },
			})
		}},
		{"failsafe-go", failsafeInARow(2, 1)},
	} {
		t.Run(their.name, func(t *testing.T) {
			t.Helper()
			hang(t, their.make)
		})
	}
}

// hang lets a probe hang for forty waits, while a healthy call tries every second.
func hang(t *testing.T, theirs func() library) {
	t.Helper()
	beside(t, func(c *Config) { c.Consecutive = 2 }, theirs, func(p *pair, t *testing.T) {
		p.now(patterns.Failure, 2)
		time.Sleep(10*time.Second + 1)
		if ours, theirs := p.ask(); !ours || !theirs {
			t.Fatalf("the probe passed: ours %v, theirs %v", ours, theirs)
		}
		ours, theirs := 0, 0
		for range 400 {
			time.Sleep(time.Second)
			if permit, ok := p.ours.Allow(clock()); ok {
				ours++
				p.ours.Done(clock(), permit, patterns.Success, 0)
			}
			if done, ok := p.theirs.allow(); ok {
				theirs++
				done(patterns.Success)
			}
		}
		p.expect(t, "forty waits after the probe began to hang", Closed, HalfOpen)
		if ours < 300 || theirs != 0 {
			t.Errorf("of 400 healthy calls ours passed %d, theirs %d", ours, theirs)
		}
	})
}

func TestDiffersFromGobreakerTheirCountsNeverForget(t *testing.T) {
	theirs := func() library {
		return newGobreak(gobreaker.Settings{ // Interval 0, the default
			ReadyToTrip: func(n gobreaker.Counts) bool {
				return n.Requests >= 100 && 2*n.TotalFailures >= n.Requests
			},
		})
	}
	beside(t, func(c *Config) { c.Rule = "count" }, theirs, func(p *pair, t *testing.T) {
		p.now(patterns.Success, 1000)
		p.now(patterns.Failure, 50)
		p.expect(t, "after fifty failures that follow a thousand successes", Open, Closed)
	})
}
