package patterns

import (
	"math"
	"time"

	"wavetank/sim"
)

// A Detector suspects somebody of whom no sign of life has come for too long. It is a
// pure machine, and lies here because elections, membership and other patterns need
// one, and patterns do not import each other.
//
// No detector is always right: it suspects slow peers as well as dead ones. The longer it
// waits, the fewer slow peers it suspects, and the later it finds dead ones.
type Detector interface {
	// Heard tells that a sign of life came.
	Heard(now sim.Time)
	// SuspectAt returns from when on the peer is suspected, if nothing more is
	// heard: sim.Forever before the first sign of life.
	SuspectAt() sim.Time
}

// A Heartbeat is the Detector that waits the same time always. The zero Heartbeat
// suspects at once.
type Heartbeat struct {
	Timeout time.Duration

	heard bool
	last  sim.Time
}

// Heard tells that a sign of life came. One that is older than the latest changes
// nothing.
func (h *Heartbeat) Heard(now sim.Time) { h.last, h.heard = max(h.last, now), true }

// SuspectAt returns when the peer is suspected.
func (h *Heartbeat) SuspectAt() sim.Time {
	if !h.heard {
		return sim.Forever
	}
	return h.last.Add(h.Timeout)
}

// PhiConfig is what a phi-accrual detector can be told. The zero value of a field
// is its default, that of Akka but for the pause.
type PhiConfig struct {
	// Threshold is the suspicion from which on the peer counts as dead: at phi, one
	// in 10^phi intervals of a living peer is as long. Default 8.
	Threshold float64
	// Window is how many intervals are remembered. Default 200.
	Window int
	// Expected is the interval taken for granted before the first: two made-up ones,
	// a quarter of it above and below. Zero waits for ever until two were seen.
	Expected time.Duration
	// MinSD is the least standard deviation believed in: heartbeats that came like
	// clockwork are no promise. Default 100 ms; below zero it is none.
	MinSD time.Duration
	// Pause is what every interval may take longer, as for a collection of garbage.
	Pause time.Duration
	// Exponential takes intervals as exponentially distributed, as Cassandra does,
	// instead of normally.
	Exponential bool
}

// A Phi is the Detector of Hayashibara, Défago, Yared and Katayama (The φ accrual
// failure detector, 2004): it learns how long a living peer makes one wait, and
// puts a number to the present silence:
//
//	phi = -log10 P(a living peer is silent for longer)
type Phi struct {
	config    PhiConfig
	intervals []time.Duration // a ring
	next      int             // where the next interval goes
	heard     bool
	last      sim.Time
	mean, sd  float64 // of the intervals, in nanoseconds
}

// NewPhi returns a detector that has heard nothing yet.
func NewPhi(c PhiConfig) *Phi {
	if c.Threshold == 0 {
		c.Threshold = 8
	}
	if c.Window <= 0 {
		c.Window = 200
	}
	if c.MinSD == 0 {
		c.MinSD = 100 * time.Millisecond
	}
	p := &Phi{config: c}
	if e := c.Expected; e > 0 {
		p.learn(e - e/4)
		p.learn(e + e/4)
	}
	return p
}

// Heard tells that a sign of life came. One that is not newer than the latest says
// nothing about intervals.
func (p *Phi) Heard(now sim.Time) {
	if p.heard && now <= p.last {
		return
	}
	if p.heard {
		p.learn(now.Sub(p.last))
	}
	p.last, p.heard = now, true
}

// learn takes in one interval, in place of the oldest if the window is full.
func (p *Phi) learn(d time.Duration) {
	if len(p.intervals) < p.config.Window {
		p.intervals = append(p.intervals, d)
	} else {
		p.intervals[p.next] = d
	}
	p.next = (p.next + 1) % p.config.Window
	p.estimate()
}

// estimate finds the mean and the standard deviation anew: sums carried along
// would drift.
func (p *Phi) estimate() {
	n := float64(len(p.intervals))
	var sum, squares float64
	for _, d := range p.intervals {
		sum += float64(d)
	}
	p.mean = sum / n
	for _, d := range p.intervals {
		off := float64(d) - p.mean
		squares += float64(off * off)
	}
	p.sd = max(math.Sqrt(squares/n), float64(p.config.MinSD))
}

// SuspectAt returns when phi reaches the threshold.
func (p *Phi) SuspectAt() sim.Time {
	if !p.heard || len(p.intervals) == 0 {
		return sim.Forever
	}
	silence := float64(p.mean) * p.config.Threshold * math.Ln10
	if !p.config.Exponential {
		tail := sim.Exp(-p.config.Threshold * math.Ln10)
		silence = p.mean - float64(p.sd*sim.NormalQuantile(tail))
	}
	if silence >= math.MaxInt64/2 {
		return sim.Forever
	}
	return p.last.Add(time.Duration(max(silence, 0)) + p.config.Pause)
}
