package balance

import (
	"time"

	"wavetank/sim"
)

// A Latency is the pure machine of what waiting for each host costs: an average of how
// long its calls took that forgets exponentially, but takes a longer one over at once
// (peak EWMA, as in Finagle).
type Latency struct {
	decay time.Duration
	hosts []cost
}

// A cost is that of one host.
type cost struct {
	average float64 // nanoseconds
	at      sim.Time
}

// unknown is what calls to a host cost that has some under way and has never ended one:
// more than any that has.
const unknown = 1e300

// NewLatency returns the costs of n hosts, all unknown.
func NewLatency(decay time.Duration, n int) *Latency {
	return &Latency{decay: decay, hosts: make([]cost, n)}
}

// Observe records how long a call took that ended now.
func (l *Latency) Observe(now sim.Time, i int, took time.Duration) {
	c, x := &l.hosts[i], float64(took)
	if x > c.average {
		*c = cost{x, now}
		return
	}
	kept := l.kept(now, c)
	*c = cost{float64(c.average*kept) + float64(x*(1-kept)), now}
}

// kept returns the part of an average that has not been forgotten.
func (l *Latency) kept(now sim.Time, c *cost) float64 {
	return sim.Exp(-float64(now.Sub(c.at)) / float64(l.decay))
}

// Cost returns what one more call to a host costs with so many under way: its average,
// as forgotten as if calls had taken no time since, for each of them.
func (l *Latency) Cost(now sim.Time, i, outstanding int) float64 {
	c := &l.hosts[i]
	if c.average == 0 && outstanding > 0 {
		return unknown
	}
	return float64(float64(c.average*l.kept(now, c)) * float64(outstanding+1))
}
