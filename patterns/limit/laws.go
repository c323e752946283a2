package limit

import (
	"math"
	"time"

	"wavetank/patterns"
	"wavetank/sim"
)

// A Window is what the calls of a while were like.
type Window struct {
	Span    time.Duration // how long it was
	Took    time.Duration // by a call, on average or at the quantile
	Most    int           // calls under way at once
	Dropped bool          // a call timed out, or was rejected by the callee
}

// A law says what makes a window, and how a limit follows it. Its answer need not
// be in the bounds.
type law interface {
	fresh() bool                                 // only calls count that began in the window
	enough(span time.Duration, samples int) bool // it is over
	next(limit float64, w Window) float64
}

// fresh lets every call count.
func (c Config) fresh() bool { return false }

// enough is how the laws share a window: it has its time, and its samples.
func (c Config) enough(span time.Duration, samples int) bool {
	return span >= c.Window && (c.Window == 0 || samples >= c.Samples)
}

// law makes the law; jitter is that of its measurements.
func (c Config) law(jitter patterns.Jitter) law {
	switch c.Law {
	case "gradient2":
		return &gradient2{Config: c}
	case "gradient":
		return &gradient{Config: c, jitter: jitter, every: jitter.Next(c.MeasureEvery)}
	case "vegas":
		return &vegas{Config: c}
	case "aimd":
		return aimd{c}
	}
	return fixed{c}
}

type fixed struct{ Config }

func (fixed) next(limit float64, _ Window) float64 { return limit }

// aimd adds one as long as all is well, and takes a part away at a drop.
type aimd struct{ Config }

func (a aimd) next(limit float64, w Window) float64 {
	switch {
	case w.Dropped || w.Took > a.Threshold:
		return limit * a.Backoff
	case 2*float64(w.Most) >= limit:
		return limit + 1
	}
	return limit
}

// vegas reckons the queue from the shortest time seen, and keeps it between alpha
// and beta.
type vegas struct {
	Config
	shortest time.Duration // 0 is not known
	windows  float64       // since it was measured
}

func (v *vegas) next(limit float64, w Window) float64 {
	v.windows++
	if v.windows >= float64(limit*float64(v.Probe)) {
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
		return limit + float64(v.Beta*step)
	case queue < float64(v.Alpha*step):
		return limit + step
	case queue > float64(v.Beta*step):
		return limit - step
	}
	return limit
}

// gradient2 compares the latest times with a long average of them.
type gradient2 struct {
	Config
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
	gradient := max(.5, min(1, float64(g.Tolerance*g.long)/short))
	step := float64(limit*gradient) + float64(g.Queue) - limit
	return limit + float64(step*g.Smoothing)
}

func (g *gradient2) average(x float64) {
	if g.windows < warmup {
		g.windows++
		g.long += (x - g.long) / float64(g.windows)
		return
	}
	share := 2 / float64(g.LongWindow+1)
	g.long = float64(g.long*(1-share)) + float64(x*share)
}

// gradient is the adaptive concurrency of Envoy: it compares times with the
// shortest, which it measures from time to time with few calls under way.
//
//	measure ─► limit·g + √(limit·g), window by window ─► measure …
//	           g = shortest·(1 + buffer) / took
type gradient struct {
	Config
	jitter    patterns.Jitter
	every     time.Duration // from the latest measurement to the next
	measuring bool
	shortest  time.Duration // 0 is not known
	saved     float64       // the limit to go on with after a measurement
	age       time.Duration // of the measurement
	stuck     int           // windows in a row at the lowest limit
}

// fresh leaves out of a measurement what began in the crowd before it.
func (g *gradient) fresh() bool { return g.measuring }

// enough counts calls alone in a measurement.
func (g *gradient) enough(span time.Duration, samples int) bool {
	if g.measuring {
		return samples >= g.MeasureCalls
	}
	return g.Config.enough(span, samples)
}

func (g *gradient) next(limit float64, w Window) float64 {
	if g.measuring {
		g.measuring, g.age, g.stuck = false, 0, 0
		g.shortest, g.every = max(1, w.Took), g.jitter.Next(g.MeasureEvery)
		return g.saved
	}
	g.age += w.Span
	if limit > float64(g.Min) {
		g.stuck = 0
	} else {
		g.stuck++
	}
	if g.shortest == 0 || g.age >= g.every || g.stuck >= g.MeasureStuck {
		g.measuring, g.saved = true, limit
		return float64(g.MeasureLimit)
	}
	slope := float64(float64(g.shortest)*(1+g.Buffer)) / float64(max(1, w.Took))
	next := float64(limit * max(.5, min(2, slope)))
	return next + math.Sqrt(next)
}
