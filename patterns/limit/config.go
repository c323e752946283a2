package limit

import (
	"time"

	"wavetank/patterns/knob"
)

// Config is what an adaptive limit can be told, and the table that a scenario
// writes.
type Config struct {
	Law           string        `toml:"law" default:"gradient2" enum:"gradient2,gradient,vegas,aimd,fixed" doc:"how the limit moves: by the latest times against a long average (gradient2), or against the shortest, measured with few calls under way (gradient), by the queue that times above the shortest tell of (vegas), down at drops and up otherwise (aimd), not at all (fixed)"`
	Initial       int           `toml:"initial" default:"20" range:"1..1000000" doc:"limit at first"`
	Min           int           `toml:"min" default:"1" range:"1..1000000" doc:"lowest limit"`
	Max           int           `toml:"max" default:"200" range:"1..1000000" doc:"highest limit"`
	Window        time.Duration `toml:"window" default:"1s" range:"0s..1h" doc:"time that is watched before the limit moves; 0s moves it after each call"`
	Samples       int           `toml:"samples" default:"10" range:"1..1000000" doc:"calls that must end in a window for it to count"`
	Quantile      float64       `toml:"quantile" kind:"ratio" default:"0%" range:"0%..100%" only:"law!=fixed" doc:"quantile of the times in a window that it is judged by; 0% is their average"`
	Tolerance     float64       `toml:"tolerance" kind:"factor" default:"1.5" range:"1..10" only:"law=gradient2" doc:"factor above the long average that is still fine"`
	LongWindow    int           `toml:"long_window" default:"600" range:"1..1000000" only:"law=gradient2" doc:"windows that the long average remembers"`
	Queue         int           `toml:"queue" default:"4" range:"0..10000" only:"law=gradient2" doc:"calls that may queue, by which the limit grows"`
	Smoothing     float64       `toml:"smoothing" kind:"ratio" default:"20%" range:"1%..100%" only:"law=gradient2" doc:"part of the way to a new limit that is gone at once"`
	Buffer        float64       `toml:"buffer" kind:"ratio" default:"25%" range:"0%..100%" only:"law=gradient" doc:"time above the shortest that is still fine, as a part of it"`
	MeasureEvery  time.Duration `toml:"measure_every" default:"1m" range:"1ms..24h" only:"law=gradient" doc:"the shortest time is measured anew after this"`
	MeasureJitter float64       `toml:"measure_jitter" kind:"ratio" default:"0%" range:"0%..100%" only:"law=gradient" doc:"random time on top, up to this part of it, so that many limits do not measure at once"`
	MeasureLimit  int           `toml:"measure_limit" default:"3" range:"1..1000000" only:"law=gradient" doc:"limit while it is measured"`
	MeasureCalls  int           `toml:"measure_calls" default:"50" range:"1..1000000" only:"law=gradient" doc:"calls that it is measured over"`
	MeasureStuck  int           `toml:"measure_stuck" default:"5" range:"1..1000000" only:"law=gradient" doc:"windows in a row at the lowest limit after which it is measured anew"`
	Alpha         float64       `toml:"alpha" kind:"factor" default:"3" range:"0..1000" only:"law=vegas" doc:"a queue shorter than this times log10 of the limit lets it grow"`
	Beta          float64       `toml:"beta" kind:"factor" default:"6" range:"0..1000" only:"law=vegas" doc:"a queue longer than this times log10 of the limit lets it shrink"`
	Probe         int           `toml:"probe" default:"30" range:"1..1000000" only:"law=vegas" doc:"the shortest time is forgotten after this many windows for each call of the limit"`
	Backoff       float64       `toml:"backoff" kind:"ratio" default:"90%" range:"50%..99.99%" only:"law=aimd" doc:"part of the limit that a drop leaves"`
	Threshold     time.Duration `toml:"threshold" default:"5s" range:"1ns..1h" only:"law=aimd" doc:"a window whose calls take longer than this on average counts as a drop"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		knob.If(c.Min > c.Max, "min", "%d is not in 1..%d", c.Min, c.Max).Instead("1 to %d", c.Max),
		knob.If(c.Initial < c.Min || c.Initial > c.Max, "initial", "%d is not in %d..%d", c.Initial, c.Min, c.Max).Instead("%d to %d", c.Min, c.Max),
		knob.If(c.Alpha > c.Beta, "alpha", "%v is not in 0..%v", c.Alpha, c.Beta).Instead("%v or less", c.Beta),
	)
}
