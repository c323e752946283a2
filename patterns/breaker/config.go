package breaker

import (
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what one circuit breaker can be told, and the table that a scenario
// writes.
type Config struct {
	Mode string `toml:"mode" default:"normal" enum:"normal,metrics-only,forced-open" doc:"whether it acts: as its rule says (normal), never, only telling when it would have opened (metrics-only), or on every call, which it turns away (forced-open)"`
	Rule string `toml:"rule" default:"count" enum:"count,time,consecutive" doc:"what the breaker looks at: the last calls (count), the last stretch of time (time), or failures in a row (consecutive)"`
	// FailureRate is compared exactly, in parts per billion: 3 of 30 is 10%.
	FailureRate  float64       `toml:"failure_rate" kind:"ratio" default:"50%" range:"0.01%..100%" only:"rule=count,time & failures_in_window<1 | trial_rule=rate" doc:"part of the calls in the window that must fail to trip the breaker (reached is enough)"`
	SlowCall     time.Duration `toml:"slow_call" default:"0s" range:"0s..24h" doc:"a call that takes longer than this is slow; 0s counts no call as slow"`
	SlowCallRate float64       `toml:"slow_call_rate" kind:"ratio" default:"100%" range:"0.01%..100%" only:"rule=count,time & slow_call | trial_rule=rate & slow_call" doc:"part of the calls in the window that must be slow to trip the breaker"`
	// Consecutive counts a slow call like a failed one.
	Consecutive int `toml:"consecutive" default:"5" range:"1..100000" only:"rule=consecutive" doc:"failures in a row that trip the breaker"`
	Window      int `toml:"window" default:"100" range:"1..100000" only:"rule=count" doc:"calls that the window remembers"`
	// WindowTime is cut into Slices, of which the current, still growing one is one.
	WindowTime time.Duration `toml:"window_time" default:"10s" range:"1ms..24h" only:"rule=time" doc:"time that the window remembers"`
	Slices     int           `toml:"slices" default:"10" range:"1..1000" only:"rule=time" doc:"parts that the time window is cut into and forgets by"`
	// FailuresInWindow counts in a window that is not full, too.
	FailuresInWindow int `toml:"failures_in_window" default:"0" range:"0..100000" only:"rule=count,time" doc:"failures in the window that trip the breaker, however many other calls it holds; 0: failure_rate decides instead"`
	// MinimumCalls above Window is read as Window.
	MinimumCalls int           `toml:"minimum_calls" default:"0" range:"0..1000000" only:"rule=count,time & failures_in_window<1 | rule=count,time & slow_call" doc:"calls that the window must hold before a rate may trip the breaker; 0 is a full window (rule count) or 100 calls (rule time)"`
	OpenFor      time.Duration `toml:"open_for" default:"60s" range:"1ns..24h" doc:"how long the breaker stays open before it tries again"`
	OpenGrowth   float64       `toml:"open_growth" kind:"factor" default:"1" range:"1..100" doc:"factor on the open time for every trip without a close in between; 1 keeps it constant"`
	OpenMax      time.Duration `toml:"open_max" default:"10m" range:"1ns..24h" only:"open_growth>1" doc:"longest open time that growth can reach (jitter comes on top)"`
	OpenJitter   float64       `toml:"open_jitter" kind:"ratio" default:"0%" range:"0%..100%" doc:"random part of the open time, added or taken away, so that many breakers do not probe at once"`
	Trials       int           `toml:"trials" default:"1" range:"1..1000" doc:"trial calls that may pass while half-open"`
	// TrialRule decides as soon as the outstanding trials can no longer change the
	// verdict.
	TrialRule string `toml:"trial_rule" default:"any" enum:"any,rate,successes" doc:"reopen at any bad trial (any), when the trials reach failure_rate or slow_call_rate (rate), or when trial_successes of them can no longer be good (successes)"`
	// TrialSuccesses has nothing to do with what trips a closed breaker.
	TrialSuccesses int `toml:"trial_successes" default:"1" range:"1..1000" only:"trial_rule=successes" doc:"good trials of all that close the breaker: neither failed nor slow"`
	// TrialDeadline keeps a probe that hangs from wedging the breaker.
	TrialDeadline time.Duration `toml:"trial_deadline" default:"0s" range:"0s..24h" doc:"how long half-open waits for a trial's outcome before it opens again; 0s is open_for"`
	Automatic     bool          `toml:"automatic" default:"false" doc:"go half-open by timer instead of at the next call"`
	// Outcomes are never of calls that this breaker itself turned away.
	patterns.Outcomes
	Scope string `toml:"scope" default:"edge" enum:"edge,route,instance" doc:"one breaker for the whole edge, one for each route that is called on it, or one for each instance behind it"`
}

// Default returns the documented defaults.
func Default() Config { return knob.Default[Config]() }

// Validate judges what takes two keys to judge.
func (c Config) Validate() error {
	return knob.First(
		c.Clash(""),
		knob.If(len(c.Failures) == 0 && c.SlowCall == 0, "failures", "names nothing, and slow_call is 0s: the breaker could never trip"),
		knob.If(c.Rule == "count" && c.FailuresInWindow > c.Window, "failures_in_window", "%d never fit into a window of %d calls", c.FailuresInWindow, c.Window).Instead("%d or less", c.Window),
		knob.If(c.TrialRule == "successes" && c.TrialSuccesses > c.Trials, "trial_successes", "%d are more than the trials (%d): it could never close", c.TrialSuccesses, c.Trials).Instead("%d or less, or more trials", c.Trials),
		knob.If(c.OpenGrowth > 1 && c.OpenMax < c.OpenFor, "open_max", "%v is less than open_for (%v)", c.OpenMax, c.OpenFor).Instead("%v or more", c.OpenFor),
	)
}
