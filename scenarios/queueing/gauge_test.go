package queueing

import (
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/reports"
	"wavetank/sim"
	"wavetank/sim/reference"
)

// A gauge folds the facts about one service whose links lose nothing and take no
// time: a message delivered to it is an arrival, a message it sends is the end of
// one. It counts only after the warm-up, but has to see the run from its start.
type gauge struct {
	node    *sim.Owner
	workers int
	warm    sim.Time
	now     int64     // requests in the service
	since   sim.Time  // when now last changed, or the end of the warm-up
	spent   []float64 // nanoseconds with that many in the service
	found   []float64 // arrivals that found so many in the service
	full    float64   // arrivals that were turned away
	line    []sim.Time
	waits   reference.Sample
	waited  reports.Histogram
}

// level returns the i-th of counts, having made it.
func level(counts *[]float64, i int64) *float64 {
	for int64(len(*counts)) <= i {
		*counts = append(*counts, 0)
	}
	return &(*counts)[i]
}

// Fact takes in one fact.
func (g *gauge) Fact(f *sim.Fact) {
	switch {
	case f.Kind == net.MessageDelivered && f.Peer == g.node:
		if f.At >= g.warm {
			*level(&g.found, g.now)++
		}
		if g.now < int64(g.workers) {
			g.wait(f.At, 0)
		} else {
			g.line = append(g.line, f.At)
		}
		g.step(f.At, 1)
	case f.Kind == net.MessageSent && f.Owner == g.node:
		if len(g.line) > 0 {
			g.wait(f.At, f.At.Sub(g.line[0]))
			g.line = g.line[1:]
		}
		g.step(f.At, -1)
	case f.Kind == nodes.ServiceFull && f.Owner == g.node && f.At >= g.warm:
		g.full++
	}
}

// step accounts for the time since the last change, and makes one.
func (g *gauge) step(at sim.Time, by int64) {
	g.upTo(at)
	g.now += by
}

func (g *gauge) upTo(at sim.Time) {
	if at > g.since {
		*level(&g.spent, g.now) += float64(at.Sub(g.since))
		g.since = at
	}
}

// wait records how long a request waited that is taken up now, if the service is
// first come, first served, without a bound and without impatience.
func (g *gauge) wait(now sim.Time, d time.Duration) {
	if now >= g.warm {
		g.waits.Add(float64(d))
		g.waited.Add(int64(d))
	}
}

// over returns the mean over time of a function of the number in the service.
func (g *gauge) over(f func(n int) float64) float64 { return mean(g.spent, f) }

// seen returns the mean over arrivals of a function of the number they found.
func (g *gauge) seen(f func(n int) float64) float64 { return mean(g.found, f) }

func mean(weights []float64, f func(n int) float64) float64 {
	var sum, whole float64
	for n, w := range weights {
		sum += f(n) * w
		whole += w
	}
	return sum / whole
}

func (g *gauge) arrivals() float64 {
	var n float64
	for _, k := range g.found {
		n += k
	}
	return n
}

// present is the mean number in the service.
func (g *gauge) present() float64 { return g.over(func(n int) float64 { return float64(n) }) }

// queue is the mean number that wait for a worker.
func (g *gauge) queue() float64 {
	return g.over(func(n int) float64 { return float64(max(0, n-g.workers)) })
}

// working is the mean number of workers that work.
func (g *gauge) working() float64 {
	if g.workers == 0 {
		return g.present()
	}
	return g.over(func(n int) float64 { return float64(min(n, g.workers)) })
}

// busy is the mean share of the workers that work.
func (g *gauge) busy() float64 { return g.working() / float64(g.workers) }

// delayed is the share of arrivals that found no worker free.
func (g *gauge) delayed() float64 { return g.seen(atLeast(g.workers)) }

// delayedOfAccepted is the same among those who were not turned away.
func (g *gauge) delayedOfAccepted() float64 {
	n := g.arrivals()
	return (g.delayed()*n - g.full) / (n - g.full)
}

// atLeast is one for numbers that reach least, and zero for others.
func atLeast(least int) func(int) float64 {
	return func(n int) float64 {
		if n >= least {
			return 1
		}
		return 0
	}
}
