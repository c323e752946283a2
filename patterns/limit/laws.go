package limit

import (
	"math"
	"time"

	"wavetank/sim"
)

// A Window is what the calls of a while were like.
type Window struct {
	Took    time.Duration // on average
	Most    int           // calls under way at once
	Dropped bool          // a call timed out, or was rejected by the callee
}

// A law says how a limit follows a window. Its answer need not be in the bounds.
type law interface {
	next(limit float64, w Window) float64
}

// law returns the law as configured.
func (c Config) law() law {
	switch c.Law {
	case "gradient2":
		return &gradient2{config: c}
	case "vegas":
		return &vegas{config: c}
	case "aimd":
		return aimd{c}
	}
	return fixed{}
}

type fixed struct{}

func (fixed) next(limit float64, _ Window) float64 { return limit }

// aimd adds one as long as all is well, and takes a part away at a drop.
type aimd struct{ config Config }

func (a aimd) next(limit float64, w Window) float64 {
	switch {
	case w.Dropped || w.Took > a.config.Threshold:
		return limit * a.config.Backoff
	case 2*float64(w.Most) >= limit:
		return limit + 1
	}
	return limit
}

// vegas reckons the queue from the shortest time seen, and keeps it between alpha
// and beta.
type vegas struct {
	config   Config
	shortest time.Duration // 0 is not known
	windows  float64       // since it was measured
}

func (v *vegas) next(limit float64, w Window) float64 {
	v.windows++
	if v.windows >= float64(limit*float64(v.config.Probe)) {
		v.windows, v.shortest = 0, w.Took
		return limit
	}
	if w.Took > 0 && (v.shortest == 0 || w.Took < v.shortest) {
		v.shortest = w.Took
		return limit
	}
	step := max(1, sim.Log(limit)/math.Ln10)
	if w.Dropped {
		return limit - step
	}
	if 2*float64(w.Most) < limit || w.Took == 0 {
		return limit
	}
	queue := math.Ceil(float64(limit * (1 - float64(v.shortest)/float64(w.Took))))
	switch {
	case queue <= step:
		return limit + float64(v.config.Beta*step)
	case queue < float64(v.config.Alpha*step):
		return limit + step
	case queue > float64(v.config.Beta*step):
		return limit - step
	}
	return limit
}

// gradient2 compares the latest times with a long average of them.
type gradient2 struct {
	config  Config
	long    float64 // nanoseconds
	windows int
}

// warmup is how many windows the long average is a plain one.
const warmup = 10

func (g *gradient2) next(limit float64, w Window) float64 {
	if w.Took == 0 {
		return limit
	}
	short := float64(w.Took)
	g.average(short)
	if g.long > 2*short { // recovered from a queue: do not wait for the average to forget it
		g.long = float64(g.long * .95)
	}
	if 2*float64(w.Most) < limit {
		return limit
	}
	gradient := max(.5, min(1, float64(g.config.Tolerance*g.long)/short))
	step := float64(limit*gradient) + float64(g.config.Queue) - limit
	return limit + float64(step*g.config.Smoothing)
}

func (g *gradient2) average(x float64) {
	if g.windows < warmup {
		g.windows++
		g.long += (x - g.long) / float64(g.windows)
		return
	}
	share := 2 / float64(g.config.LongWindow+1)
	g.long = float64(g.long*(1-share)) + float64(x*share)
}
