package net

import (
	"time"

	"wavetank/sim"
)

// Burst is the loss model of Gilbert (1960) and Elliott (1963) in continuous
// time: a link is good or bad for exponentially distributed spans, and loses
// at another rate in each. It begins good. The spans are drawn by time, not by
// traffic, so that one message more does not move the storm.
type Burst struct {
	Good     time.Duration // mean length of a good span
	Bad      time.Duration // mean length of a bad span
	LossGood float64       // share lost while good
	LossBad  float64       // share lost while bad
}

// A storm is a Burst as it goes on in a world.
type storm struct {
	spans
	loss [2]float64
}

func newStorm(w *sim.World, key sim.Key, b Burst) *storm {
	length := [2]sim.Dist{sim.Exponential(b.Good), sim.Exponential(b.Bad)}
	return &storm{
		spans: spans{world: w, key: key, length: length},
		loss:  [2]float64{b.LossGood, b.LossBad},
	}
}

func (s *storm) rate() float64 { return s.loss[s.now()] }
