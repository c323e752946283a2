package limit

import (
	"cmp"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what an adaptive limit can be told, and the table that a scenario
// writes.
type Config struct {
	// Law is how the limit follows what is seen.
	Law string `toml:"law" default:"gradient2" enum:"gradient2,gradient,vegas,aimd,fixed" doc:"how the limit moves: by the latest times against a long average (gradient2), or against the shortest, measured with few calls under way (gradient), by the queue that times above the shortest tell of (vegas), down at drops and up otherwise (aimd), not at all (fixed)"`
	// Initial, Min and Max are calls under way.
	Initial int `toml:"initial" default:"20" range:"1..1000000" doc:"limit at first"`
	Min     int `toml:"min" default:"1" range:"1..1000000" doc:"lowest limit"`
	Max     int `toml:"max" default:"200" range:"1..1000000" doc:"highest limit"`
	// Window and Samples say when there is enough to judge by.
	Window  time.Duration `toml:"window" default:"1s" range:"0s..1h" doc:"time that is watched before the limit moves; 0s moves it after each call"`
	Samples int           `toml:"samples" default:"10" range:"1..1000000" doc:"calls that must end in a window for it to count"`
	// Quantile is which of the times of a window it is judged by.
	Quantile float64 `toml:"quantile" kind:"ratio" default:"0%" range:"0%..100%" doc:"quantile of the times in a window that it is judged by; 0% is their average"`
	// Tolerance is how much slower than the long average is no queue yet.
	Tolerance float64 `toml:"tolerance" kind:"factor" default:"1.5" range:"1..10" doc:"factor above the long average that is still fine (gradient2)"`
	// LongWindow is the memory of the long average, in windows.
	LongWindow int `toml:"long_window" default:"600" range:"1..1000000" doc:"windows that the long average remembers (gradient2)"`
	// Queue is what the limit grows by when all is well.
	Queue int `toml:"queue" default:"4" range:"0..10000" doc:"calls that may queue, by which the limit grows (gradient2)"`
	// Smoothing is the part of the way to the new limit that is gone at once.
	Smoothing float64 `toml:"smoothing" kind:"ratio" default:"20%" range:"1%..100%" doc:"part of the way to a new limit that is gone at once (gradient2)"`
	// Buffer is how much slower than the shortest time is no queue yet.
	Buffer float64 `toml:"buffer" kind:"ratio" default:"25%" range:"0%..100%" doc:"time above the shortest that is still fine, as a part of it (gradient)"`
	// MeasureEvery, MeasureLimit and MeasureCalls say how the shortest time is
	// measured: how often, at what limit, over how many calls.
	MeasureEvery time.Duration `toml:"measure_every" default:"1m" range:"1ms..24h" doc:"the shortest time is measured anew after this (gradient)"`
	MeasureLimit int           `toml:"measure_limit" default:"3" range:"1..1000000" doc:"limit while it is measured (gradient)"`
	MeasureCalls int           `toml:"measure_calls" default:"50" range:"1..1000000" doc:"calls that it is measured over (gradient)"`
	// MeasureStuck is how long the limit stays at its lowest before that is doubted.
	MeasureStuck int `toml:"measure_stuck" default:"5" range:"1..1000000" doc:"windows in a row at the lowest limit after which it is measured anew (gradient)"`
	// Alpha and Beta are factors on the decimal logarithm of the limit.
	Alpha float64 `toml:"alpha" kind:"factor" default:"3" range:"0..1000" doc:"a queue shorter than this times log10 of the limit lets it grow (vegas)"`
	Beta  float64 `toml:"beta" kind:"factor" default:"6" range:"0..1000" doc:"a queue longer than this times log10 of the limit lets it shrink (vegas)"`
	// Probe is how often the shortest time is measured anew.
	Probe int `toml:"probe" default:"30" range:"1..1000000" doc:"the shortest time is forgotten after this many windows for each call of the limit (vegas)"`
	// Backoff is what a drop leaves of the limit.
	Backoff float64 `toml:"backoff" kind:"ratio" default:"90%" range:"50%..99.99%" doc:"part of the limit that a drop leaves (aimd)"`
	// Threshold is the time above which a call counts as dropped.
	Threshold time.Duration `toml:"threshold" default:"5s" range:"1ns..1h" doc:"a window whose calls take longer than this on average counts as a drop (aimd)"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Law: "gradient2", Initial: 20, Min: 1, Max: 200, Window: time.Second, Samples: 10,
		Tolerance: 1.5, LongWindow: 600, Queue: 4, Smoothing: .2,
		Buffer: .25, MeasureEvery: time.Minute, MeasureLimit: 3, MeasureCalls: 50, MeasureStuck: 5,
		Alpha: 3, Beta: 6, Probe: 30, Backoff: .9, Threshold: 5 * time.Second,
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect.
func (c Config) Validate() error {
	return cmp.Or(c.illegal(), c.idle())
}

// illegal finds a value that is out of its range or contradicts another.
func (c Config) illegal() error {
	return knob.First(
		patterns.OneOf("law", c.Law, "gradient2", "gradient", "vegas", "aimd", "fixed"),
		patterns.Within("max", c.Max, 1, 1_000_000),
		patterns.Within("min", c.Min, 1, c.Max),
		patterns.Within("initial", c.Initial, c.Min, c.Max),
		patterns.Within("window", c.Window, 0, time.Hour),
		patterns.Within("samples", c.Samples, 1, 1_000_000),
		patterns.Within("quantile", c.Quantile, 0, 1),
		patterns.Within("tolerance", c.Tolerance, 1, 10),
		patterns.Within("long_window", c.LongWindow, 1, 1_000_000),
		patterns.Within("queue", c.Queue, 0, 10_000),
		patterns.Within("smoothing", c.Smoothing, .01, 1),
		patterns.Within("buffer", c.Buffer, 0, 1),
		patterns.Within("measure_every", c.MeasureEvery, time.Millisecond, 24*time.Hour),
		patterns.Within("measure_limit", c.MeasureLimit, 1, 1_000_000),
		patterns.Within("measure_calls", c.MeasureCalls, 1, 1_000_000),
		patterns.Within("measure_stuck", c.MeasureStuck, 1, 1_000_000),
		patterns.Within("alpha", c.Alpha, 0, c.Beta),
		patterns.Within("beta", c.Beta, 0, 1000),
		patterns.Within("probe", c.Probe, 1, 1_000_000),
		patterns.Within("backoff", c.Backoff, .5, .9999),
		patterns.Within("threshold", c.Threshold, 1, time.Hour),
	)
}

// idle finds a knob that was turned although the chosen law does not read it.
func (c Config) idle() error {
	d := Default()
	only := func(law string) (bool, string) {
		return c.Law == law, `under law = "` + c.Law + `", only under "` + law + `"`
	}
	gradient2, butGradient2 := only("gradient2")
	gradient, butGradient := only("gradient")
	vegas, butVegas := only("vegas")
	aimd, butAIMD := only("aimd")
	return knob.First(
		patterns.Idle("tolerance", c.Tolerance, d.Tolerance, gradient2, butGradient2),
		patterns.Idle("long_window", c.LongWindow, d.LongWindow, gradient2, butGradient2),
		patterns.Idle("queue", c.Queue, d.Queue, gradient2, butGradient2),
		patterns.Idle("smoothing", c.Smoothing, d.Smoothing, gradient2, butGradient2),
		patterns.Idle("buffer", c.Buffer, d.Buffer, gradient, butGradient),
		patterns.Idle("measure_every", c.MeasureEvery, d.MeasureEvery, gradient, butGradient),
		patterns.Idle("measure_limit", c.MeasureLimit, d.MeasureLimit, gradient, butGradient),
		patterns.Idle("measure_calls", c.MeasureCalls, d.MeasureCalls, gradient, butGradient),
		patterns.Idle("measure_stuck", c.MeasureStuck, d.MeasureStuck, gradient, butGradient),
		patterns.Idle("quantile", c.Quantile, 0, c.Law != "fixed", `under law = "fixed"`),
		patterns.Idle("alpha", c.Alpha, d.Alpha, vegas, butVegas),
		patterns.Idle("beta", c.Beta, d.Beta, vegas, butVegas),
		patterns.Idle("probe", c.Probe, d.Probe, vegas, butVegas),
		patterns.Idle("backoff", c.Backoff, d.Backoff, aimd, butAIMD),
		patterns.Idle("threshold", c.Threshold, d.Threshold, aimd, butAIMD),
	)
}
