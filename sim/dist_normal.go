package sim

import (
	"fmt"
	"math"
	"time"
)

// Normal is the normal distribution with mean Mu and standard deviation Sigma,
// truncated at zero by clamping: a draw below zero becomes zero, which lifts
// the mean a little above Mu when Sigma is large beside it.
type Normal struct{ Mu, Sigma time.Duration }

// Sample draws from n.
func (n Normal) Sample(r Rand) time.Duration {
	return nanos(float64(n.Mu) + float64(float64(n.Sigma)*NormalQuantile(r.Open())))
}

// Mean returns the mean of n, the clamped draws included.
func (n Normal) Mean() time.Duration {
	mu, sigma := float64(n.Mu), float64(n.Sigma)
	if sigma <= 0 {
		return nanos(mu)
	}
	z := mu / sigma
	density := Exp(-float64(z*z)/2) / math.Sqrt(2*math.Pi)
	return nanos(float64(mu*NormalCDF(z)) + float64(sigma*density))
}

// String returns n as in "normal 10ms sd=2ms".
func (n Normal) String() string {
	return "normal " + durationText(n.Mu) + " sd=" + durationText(n.Sigma)
}

// normal99 is the quantile of the standard normal distribution at 99 %.
const normal99 = 2.3263478740408411

// Lognormal is the distribution whose logarithm is normal: the usual shape of
// network latencies. NewLognormal and LognormalOf make one.
type Lognormal struct {
	median float64 // in nanoseconds
	sigma  float64 // of the natural logarithm

	// How it was made, for its text form: p50 and p99, or mu when p50 is zero.
	p50, p99 time.Duration
	mu       float64
}

// NewLognormal returns the lognormal distribution with this median and 99th
// percentile, where 0 < p50 <= p99.
func NewLognormal(p50, p99 time.Duration) (Lognormal, error) {
	if p50 <= 0 || p99 < p50 {
		return Lognormal{}, fmt.Errorf("lognormal needs 0 < p50 <= p99, not p50=%s p99=%s",
			durationText(p50), durationText(p99))
	}
	sigma := Log(float64(p99)/float64(p50)) / normal99
	return Lognormal{median: float64(p50), sigma: sigma, p50: p50, p99: p99}, nil
}

// LognormalOf returns the distribution of e to the power X seconds, X normal
// with mean mu and standard deviation sigma. Allowed are mu from -50 to 20
// (which is 15 years) and sigma from 0 to 20.
func LognormalOf(mu, sigma float64) (Lognormal, error) {
	switch {
	case !(mu >= -50 && mu <= 20):
		return Lognormal{}, fmt.Errorf("lognormal mu=%v: allowed is -50 to 20 (the logarithm of seconds)", mu)
	case !(sigma >= 0 && sigma <= 20):
		return Lognormal{}, fmt.Errorf("lognormal sigma=%v: allowed is 0 to 20", sigma)
	}
	return Lognormal{median: Exp(mu) * 1e9, sigma: sigma, mu: mu}, nil
}

// Sample draws from l.
func (l Lognormal) Sample(r Rand) time.Duration {
	return nanos(l.median * Exp(l.sigma*NormalQuantile(r.Open())))
}

// Mean returns the mean of l, which exceeds the median by exp(sigma²/2).
func (l Lognormal) Mean() time.Duration { return nanos(l.median * Exp(l.sigma*l.sigma/2)) }

// String returns l as in "lognormal p50=1ms p99=5ms" or "lognormal mu=-7
// sigma=1.2".
func (l Lognormal) String() string {
	if l.p50 == 0 {
		return "lognormal mu=" + numberText(l.mu) + " sigma=" + numberText(l.sigma)
	}
	return "lognormal p50=" + durationText(l.p50) + " p99=" + durationText(l.p99)
}
