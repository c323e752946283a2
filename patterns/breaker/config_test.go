package breaker

import (
	"errors"
	"testing"
	"time"

	"wavetank/patterns/knob"
)

// refused returns the key that a check complains about, or "".
func refused(c Config) string {
	var field *knob.FieldError
	if errors.As(knob.Check(&c), &field) {
		return field.Field
	}
	return ""
}

func TestAComplaintNamesTheKey(t *testing.T) {
	for _, c := range []struct {
		name string
		turn func(*Config)
		want string
	}{
		{"an unknown rule", func(c *Config) { c.Rule = "mood" }, "rule"},
		{"an unknown trial rule", func(c *Config) { c.TrialRule = "all" }, "trial_rule"},
		{"an unknown scope", func(c *Config) { c.Scope = "world" }, "scope"},
		{"an unknown failure", func(c *Config) { c.Failures = []string{"failed", "late"} }, "failures"},
		{"a failure named twice", func(c *Config) { c.Failures = []string{"failed", "failed"} }, "failures"},
		{"an end that counts as two things", func(c *Config) { c.Ignored = []string{"timed-out"} }, "ignored"},
		{"rejections of one's own as failures", func(c *Config) { c.Failures = []string{"not-sent"} }, ""},
		{"nothing that could trip it", func(c *Config) { c.Failures = nil }, "failures"},
		{"only slow calls to trip it", func(c *Config) { c.Failures, c.SlowCall = nil, 1 }, ""},
		{"a cap below the wait that it caps", func(c *Config) { c.OpenGrowth, c.OpenMax = 2, 1 }, "open_max"},
		{"a cap on growth that is none", func(c *Config) { c.OpenMax = time.Hour }, "open_max"},
		{"a wait above the idle cap", func(c *Config) { c.OpenFor = time.Hour }, ""},
		{"a window of calls under the rule of time", func(c *Config) { c.Rule, c.Window = "time", 20 }, "window"},
		{"a window of time under the rule of calls", func(c *Config) { c.WindowTime = time.Second }, "window_time"},
		{"a run of failures under the rule of calls", func(c *Config) { c.Consecutive = 3 }, "consecutive"},
		{"a rate under the rule of runs", func(c *Config) { c.Rule, c.FailureRate = "consecutive", .3 }, "failure_rate"},
		{"a rate that only the trials use", func(c *Config) {
			c.Rule, c.FailureRate, c.TrialRule = "consecutive", .3, "rate"
		}, ""},
		{"a rate beside a number of failures", func(c *Config) { c.FailuresInWindow, c.FailureRate = 5, .3 }, "failure_rate"},
		{"a minimum beside a number of failures", func(c *Config) { c.FailuresInWindow, c.MinimumCalls = 5, 10 }, "minimum_calls"},
		{"a minimum for slow calls beside a number of failures", func(c *Config) { c.FailuresInWindow, c.MinimumCalls, c.SlowCall = 5, 10, 1 }, ""},
		{"more failures than a window holds", func(c *Config) { c.FailuresInWindow, c.Window = 6, 5 }, "failures_in_window"},
		{"more failures than calls, in a window of time", func(c *Config) { c.Rule, c.FailuresInWindow = "time", 1000 }, ""},
		{"good trials where any bad one decides", func(c *Config) { c.TrialSuccesses = 2 }, "trial_successes"},
		{"more good trials than trials", func(c *Config) { c.TrialRule, c.TrialSuccesses, c.Trials = "successes", 4, 3 }, "trial_successes"},
		{"an unknown mode", func(c *Config) { c.Mode = "off" }, "mode"},
		{"a rate of slow calls that are not counted", func(c *Config) { c.SlowCallRate = .3 }, "slow_call_rate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := Default()
			c.turn(&config)
			if got := refused(config); got != c.want {
				t.Errorf("refused for %q, want %q: %v", got, c.want, knob.Check(&config))
			}
		})
	}
}
