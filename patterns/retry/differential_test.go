package retry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	"pgregory.net/rapid"

	"wavetank/nodes"
	"wavetank/sim"
	_ "wavetank/sim/property"
	"wavetank/sim/reference"
)

// A script is how long attempts take, and how they end. All after it fail.
type script []struct {
	took time.Duration
	ok   bool
	told time.Duration // what the callee asks for; 0 is nothing
}

func drawScript(t *rapid.T, pushback bool) (s script) {
	for range rapid.IntRange(1, 8).Draw(t, "attempts") {
		step := script{{took: time.Duration(rapid.IntRange(0, 40).Draw(t, "took")) * ms, ok: rapid.IntRange(0, 5).Draw(t, "ok") == 0}}
		if pushback && rapid.IntRange(0, 3).Draw(t, "pushes back") == 0 {
			// Whole seconds are what a Retry-After header and the library know.
			step[0].told = time.Duration(rapid.IntRange(1, 3).Draw(t, "told")) * time.Second
		}
		s = append(s, step...)
	}
	return s
}

// times runs our machine through the script, and returns when attempts begin.
func (s script) times(c Config) (begins []time.Duration) {
	course, now := c.NewCourse(&nodes.Request{}, 1), sim.Time(0)
	for course.Begin(now) {
		begins = append(begins, time.Duration(now))
		i := len(begins) - 1
		var err error
		switch {
		case i >= len(s):
			err = nodes.ErrFailed
		case s[i].told > 0:
			err = &nodes.Pushback{After: s[i].told}
		case !s[i].ok:
			err = nodes.ErrFailed
		}
		if i < len(s) {
			now = now.Add(s[i].took)
		}
		wait, verdict := course.Next(now, err)
		if verdict != Again {
			break
		}
		now = now.Add(wait)
	}
	return begins
}

// library runs somebody else's retry through the script, in the fake time of a
// synctest bubble. The attempt is theirs to call.
func (s script) library(t *testing.T, retry func(attempt func() error)) (begins []time.Duration) {
	synctest.Test(t, func(*testing.T) {
		start := time.Now()
		retry(func() error {
			begins = append(begins, time.Since(start))
			i := len(begins) - 1
			if i >= len(s) {
				return errors.New("failed")
			}
			time.Sleep(s[i].took)
			switch {
			case s[i].told > 0:
				return backoff.RetryAfter(int(s[i].told / time.Second))
			case !s[i].ok:
				return errors.New("failed")
			}
			return nil
		})
	})
	return begins
}

func drawWaits(t *rapid.T) Config {
	c := Default()
	c.Jitter = "none"
	c.RetryOn = []string{"failed", "rejected"}
	c.Attempts = rapid.IntRange(1, 10).Draw(t, "attempts")
	c.Base = time.Duration(rapid.IntRange(1, 100).Draw(t, "base")) * ms
	c.Factor = rapid.SampledFrom([]float64{1.5, 2, 4}).Draw(t, "factor")
	c.Cap = c.Base + time.Duration(rapid.IntRange(1, 2000).Draw(t, "cap"))*ms
	return c
}

// rounded leaves out what the libraries lose by rounding each wait down.
func rounded(begins []time.Duration) (all []time.Duration) {
	for _, at := range begins {
		all = append(all, at.Round(time.Microsecond))
	}
	return all
}

func compare(t *testing.T, what string, pairs *int, draw func(rt *rapid.T) (ours, theirs []time.Duration)) {
	rapid.Check(t, func(rt *rapid.T) {
		ours, theirs := draw(rt)
		if !slices.Equal(rounded(ours), rounded(theirs)) {
			rt.Fatalf("we begin at %v, they at %v", ours, theirs)
		}
		*pairs += len(ours)
	})
	t.Logf("%s: %d attempts begin at the same instants", what, *pairs)
}

// TestAgreesWithCenkalti compares attempts, waits, the bound on the whole and what
// the callee asked for. After that, the library begins its backoff anew; ours goes
// on, as the callee has not said that it is well. So at most the first attempt is
// pushed back here.
func TestAgreesWithCenkalti(t *testing.T) {
	pairs := 0
	compare(t, "cenkalti/backoff", &pairs, func(rt *rapid.T) (ours, theirs []time.Duration) {
		c, s := drawWaits(rt), drawScript(rt, true)
		for i := range s[1:] {
			s[i+1].told = 0
		}
		if rapid.Bool().Draw(rt, "bounded") {
			c.MaxDuration = time.Duration(rapid.IntRange(1, 3000).Draw(rt, "max duration")) * ms
		}
		return s.times(c), s.library(t, func(attempt func() error) {
			options := []backoff.RetryOption{
				backoff.WithBackOff(&backoff.ExponentialBackOff{InitialInterval: c.Base, Multiplier: c.Factor, MaxInterval: c.Cap}),
				backoff.WithMaxTries(uint(c.Attempts)),
				backoff.WithMaxElapsedTime(c.MaxDuration),
			}
			backoff.Retry(context.Background(), func() (int, error) { return 0, attempt() }, options...)
		})
	})
}

// TestAgreesWithFailsafe leaves MaxDuration out: failsafe-go shortens the last wait
// so that an attempt begins exactly then, when there is no time left for it.
func TestAgreesWithFailsafe(t *testing.T) {
	pairs := 0
	compare(t, "failsafe-go", &pairs, func(rt *rapid.T) (ours, theirs []time.Duration) {
		c, s := drawWaits(rt), drawScript(rt, false)
		return s.times(c), s.library(t, func(attempt func() error) {
			policy := retrypolicy.NewBuilder[int]().WithBackoffFactor(c.Base, c.Cap, c.Factor).WithMaxAttempts(c.Attempts).Build()
			failsafe.With(policy).Run(attempt)
		})
	})
}

func TestFailsafeTriesWhenNoTimeIsLeft(t *testing.T) {
	c := Default()
	c.Jitter, c.Base, c.Factor, c.MaxDuration = "none", 100*ms, 2, 250*ms
	s := script{{}, {}, {}}
	theirs := s.library(t, func(attempt func() error) {
		policy := retrypolicy.NewBuilder[int]().WithBackoff(c.Base, c.Cap).WithMaxAttempts(3).WithMaxDuration(c.MaxDuration).Build()
		failsafe.With(policy).Run(attempt)
	})
	ours := s.times(c)
	if got, want := fmt.Sprint(ours, theirs), "[0s 100ms] [0s 100ms 250ms]"; got != want {
		t.Errorf("we and they begin at %s, want %s", got, want)
	}
}

// TestProportionalJitterIsThatOfCenkalti compares where random waits lie.
func TestProportionalJitterIsThatOfCenkalti(t *testing.T) {
	theirs := &backoff.ExponentialBackOff{InitialInterval: time.Second, RandomizationFactor: .3, Multiplier: 2, MaxInterval: 5 * time.Second}
	ours := Backoff{Base: time.Second, Factor: 2, Cap: 5 * time.Second, Jitter: Proportional, Spread: .3}
	for n := range 5 {
		var us, them reference.Sample
		for i := range 4000 {
			us.Add(ours.Next(n, 0, sim.Key(n).Mix(uint64(i)).Rand()).Seconds())
			theirs.Reset()
			for range n {
				theirs.NextBackOff()
			}
			them.Add(theirs.NextBackOff().Seconds())
		}
		reference.Near(t, fmt.Sprintf("mean of wait %d", n), us.Mean(), them.Mean(), .03*them.Mean())
		reference.Near(t, fmt.Sprintf("standard deviation of wait %d", n), us.SD(), them.SD(), .07*them.SD())
	}
}
