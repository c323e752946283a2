package nodes

import (
	"time"

	"wavetank/sim"
)

// A WarmUp is how a machine that has just restarted is slower than later, as its caches
// are empty and its code is not compiled yet: its speed grows in a straight line from
// 1/Factor to all of it. Machines that boot with the world are warm.
type WarmUp struct {
	For    time.Duration // 0 is no warm-up
	Factor float64       // work takes so many times as long at first
}

// warming is how warm a machine is.
type warming struct {
	WarmUp
	cold bool     // it has restarted, and may not be warm yet
	at   sim.Time // when
}

// WarmUp has the machine warm up after each restart from now on.
func (n *Node) WarmUp(w WarmUp) { n.warm.WarmUp = w }

// stretch returns how many times as long work takes that begins now.
func (w *warming) stretch(now sim.Time) float64 {
	if !w.cold || w.For == 0 {
		return 1
	}
	since := now.Sub(w.at)
	if since >= w.For {
		w.cold = false
		return 1
	}
	slowest := 1 / w.Factor
	return 1 / (slowest + float64((1-slowest)*(float64(since)/float64(w.For))))
}
