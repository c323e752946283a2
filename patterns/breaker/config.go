package breaker

import (
	"cmp"
	"fmt"
	"time"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// Config is what one circuit breaker can be told, and the table that a scenario
// writes. Default returns the legal defaults; Validate says what is wrong.
type Config struct {
	// Rule chooses the evidence: the last calls, the last stretch of time, or an
	// unbroken run of failures.
	Rule string `toml:"rule" default:"count" enum:"count,time,consecutive" doc:"what the breaker looks at: the last calls (count), the last stretch of time (time), or failures in a row (consecutive)"`
	// FailureRate trips the breaker when at least this part of the window failed.
	// It is compared exactly, in parts per billion: 3 of 30 is 10%.
	FailureRate float64 `toml:"failure_rate" kind:"ratio" default:"50%" range:"0.01%..100%" doc:"part of the calls in the window that must fail to trip the breaker (reached is enough)"`
	// SlowCall is the duration above which a call is slow, whether it succeeds or
	// not. Zero counts no call as slow.
	SlowCall time.Duration `toml:"slow_call" default:"0s" range:"0s..24h" doc:"a call that takes longer than this is slow; 0s counts no call as slow"`
	// SlowCallRate trips the breaker when at least this part of the window was slow.
	SlowCallRate float64 `toml:"slow_call_rate" kind:"ratio" default:"100%" range:"0.01%..100%" doc:"part of the calls in the window that must be slow to trip the breaker"`
	// Consecutive is the run of failures that trips rule "consecutive"; a slow call
	// lengthens the run like a failed one.
	Consecutive int `toml:"consecutive" default:"5" range:"1..100000" doc:"failures in a row that trip the breaker (rule consecutive)"`
	// Window is how many calls rule "count" remembers.
	Window int `toml:"window" default:"100" range:"1..100000" doc:"calls that the window remembers (rule count)"`
	// WindowTime is how far back rule "time" looks. It forgets a slice at a time.
	WindowTime time.Duration `toml:"window_time" default:"10s" range:"1ms..24h" doc:"time that the window remembers (rule time)"`
	// Slices is the number of parts that WindowTime is cut into; the current,
	// still growing slice is one of them.
	Slices int `toml:"slices" default:"10" range:"1..1000" doc:"parts that the time window is cut into and forgets by (rule time)"`
	// MinimumCalls is how many calls the window must hold before a rate means
	// anything. Zero asks for a full window under rule "count" and for 100 calls
	// under rule "time"; more than Window is read as Window.
	MinimumCalls int `toml:"minimum_calls" default:"0" range:"0..1000000" doc:"calls that the window must hold before the breaker may trip; 0 is a full window (rule count) or 100 calls (rule time)"`
	// OpenFor is how long the breaker rejects everything after it tripped.
	OpenFor time.Duration `toml:"open_for" default:"60s" range:"1ns..24h" doc:"how long the breaker stays open before it tries again"`
	// OpenGrowth multiplies the open time each time a trial fails, until the
	// breaker has been closed again.
	OpenGrowth float64 `toml:"open_growth" kind:"factor" default:"1" range:"1..100" doc:"factor on the open time for every trip without a close in between; 1 keeps it constant"`
	// OpenMax is what growth cannot push the open time above; jitter comes on top.
	OpenMax time.Duration `toml:"open_max" default:"10m" range:"1ns..24h" doc:"longest open time that growth can reach (jitter comes on top)"`
	// OpenJitter spreads each open time evenly over this part of it, to both sides,
	// so that a crowd of breakers does not come back at one instant.
	OpenJitter float64 `toml:"open_jitter" kind:"ratio" default:"0%" range:"0%..100%" doc:"random part of the open time, added or taken away, so that many breakers do not probe at once"`
	// Trials is how many calls may pass while half-open.
	Trials int `toml:"trials" default:"1" range:"1..1000" doc:"trial calls that may pass while half-open"`
	// TrialRule says what the trials must show: "any" reopens at the first failed
	// or slow one, "rate" holds them against FailureRate and SlowCallRate. Either
	// decides as soon as the outstanding trials can no longer change the verdict.
	TrialRule string `toml:"trial_rule" default:"any" enum:"any,rate" doc:"reopen at any bad trial (any), or when the trials reach failure_rate or slow_call_rate (rate)"`
	// TrialDeadline is how long trials may be under way without a pause before the
	// breaker opens again: a probe that hangs must not wedge it. Zero is OpenFor.
	TrialDeadline time.Duration `toml:"trial_deadline" default:"0s" range:"0s..24h" doc:"how long half-open waits for a trial's outcome before it opens again; 0s is open_for"`
	// Automatic turns the breaker half-open by timer; otherwise the first call
	// after the open time does it.
	Automatic bool `toml:"automatic" default:"false" doc:"go half-open by timer instead of at the next call"`
	// Failures lists the outcomes of a call that speak against the callee. The
	// breaker's own rejections, and those of other patterns beside it, never do.
	Failures []string `toml:"failures" default:"failed,timed-out" enum:"failed,timed-out,rejected" doc:"outcomes that count as failures: an error, no answer in time, or a rejection by the callee such as a full queue"`
	// Scope is what one breaker guards: every instance behind the edge together,
	// or each on its own.
	Scope string `toml:"scope" default:"edge" enum:"edge,instance" doc:"one breaker for the whole edge, or one for each instance behind it"`
}

// Default returns the documented defaults.
func Default() Config {
	return Config{
		Rule:         "count",
		FailureRate:  0.5,
		SlowCallRate: 1,
		Consecutive:  5,
		Window:       100,
		WindowTime:   10 * time.Second,
		Slices:       10,
		OpenFor:      60 * time.Second,
		OpenGrowth:   1,
		OpenMax:      10 * time.Minute,
		Trials:       1,
		TrialRule:    "any",
		Failures:     []string{"failed", "timed-out"},
		Scope:        "edge",
	}
}

// Validate returns a *knob.FieldError for the first value that is out of its
// range, contradicts another, or would have no effect under the chosen rule.
func (c Config) Validate() error {
	return cmp.Or(c.illegal(), c.idle())
}

// illegal finds a value that is out of its range or contradicts another.
func (c Config) illegal() error {
	const day = 24 * time.Hour
	return knob.First(
		patterns.OneOf("rule", c.Rule, "count", "time", "consecutive"),
		patterns.OneOf("trial_rule", c.TrialRule, "any", "rate"),
		patterns.OneOf("scope", c.Scope, "edge", "instance"),
		patterns.EachOf("failures", c.Failures, "failed", "timed-out", "rejected"),
		knob.If(len(c.Failures) == 0 && c.SlowCall == 0, "failures", "names nothing, and slow_call is 0s: the breaker could never trip"),
		patterns.Within("failure_rate", c.FailureRate, 0.0001, 1),
		patterns.Within("slow_call_rate", c.SlowCallRate, 0.0001, 1),
		patterns.Within("consecutive", c.Consecutive, 1, 100_000),
		patterns.Within("window", c.Window, 1, 100_000),
		patterns.Within("slices", c.Slices, 1, 1000),
		patterns.Within("minimum_calls", c.MinimumCalls, 0, 1_000_000),
		patterns.Within("open_growth", c.OpenGrowth, 1, 100),
		patterns.Within("open_jitter", c.OpenJitter, 0, 1),
		patterns.Within("trials", c.Trials, 1, 1000),
		patterns.Within("slow_call", c.SlowCall, 0, day),
		patterns.Within("window_time", c.WindowTime, time.Millisecond, day),
		patterns.Within("open_for", c.OpenFor, 1, day),
		patterns.Within("open_max", c.OpenMax, 1, day),
		patterns.Within("trial_deadline", c.TrialDeadline, 0, day),
		knob.If(c.OpenGrowth > 1 && c.OpenMax < c.OpenFor, "open_max", "%v is less than open_for (%v)", c.OpenMax, c.OpenFor),
	)
}

// idle finds a knob that was turned although nothing reads it.
func (c Config) idle() error {
	d := Default()
	under := fmt.Sprintf("under rule = %q, only under ", c.Rule)
	count, span, run := c.Rule == "count", c.Rule == "time", c.Rule == "consecutive"
	rates := !run || c.TrialRule == "rate"
	return knob.First(
		patterns.Idle("consecutive", c.Consecutive, d.Consecutive, run, under+`"consecutive"`),
		patterns.Idle("window", c.Window, d.Window, count, under+`"count"`),
		patterns.Idle("window_time", c.WindowTime, d.WindowTime, span, under+`"time"`),
		patterns.Idle("slices", c.Slices, d.Slices, span, under+`"time"`),
		patterns.Idle("minimum_calls", c.MinimumCalls, d.MinimumCalls, !run, under+`"count" and "time"`),
		patterns.Idle("failure_rate", c.FailureRate, d.FailureRate, rates, under+`"count" and "time"`),
		patterns.Idle("slow_call_rate", c.SlowCallRate, d.SlowCallRate, rates, under+`"count" and "time"`),
		patterns.Idle("slow_call_rate", c.SlowCallRate, d.SlowCallRate, c.SlowCall > 0, "while slow_call is 0s"),
		patterns.Idle("open_max", c.OpenMax, d.OpenMax, c.OpenGrowth > 1, "while open_growth is 1"),
	)
}
