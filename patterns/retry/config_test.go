package retry

import (
	"errors"
	"math"
	"testing"

	"wavetank/patterns/knob"
)

func TestValidateNamesTheField(t *testing.T) {
	for _, c := range []struct {
		field  string
		change func(*Config)
	}{
		{"", func(*Config) {}},
		{"", func(c *Config) { c.Attempts, c.Backoff = 4, "none" }},
		{"", func(c *Config) { c.Backoff, c.Jitter = "none", "none" }},
		{"", func(c *Config) { c.Backoff, c.Base = "constant", 1 }},
		{"attempts", func(c *Config) { c.Attempts = 0 }},
		{"attempts", func(c *Config) { c.Attempts = 1001 }},
		{"retry_on", func(c *Config) { c.RetryOn = nil }},
		{"retry_on", func(c *Config) { c.RetryOn = []string{"ok"} }},
		{"retry_on", func(c *Config) { c.RetryOn = []string{"failed", "failed"} }},
		{"backoff", func(c *Config) { c.Backoff = "linear" }},
		{"jitter", func(c *Config) { c.Jitter = "some" }},
		{"jitter", func(c *Config) { c.Backoff, c.Jitter = "none", "equal" }},
		{"jitter", func(c *Config) { c.Backoff, c.Jitter = "constant", "decorrelated" }},
		{"base", func(c *Config) { c.Base = 0 }},
		{"base", func(c *Config) { c.Backoff, c.Base = "none", 1 }},
		{"factor", func(c *Config) { c.Factor = math.NaN() }},
		{"factor", func(c *Config) { c.Factor = .5 }},
		{"factor", func(c *Config) { c.Backoff, c.Factor = "constant", 3 }},
		{"factor", func(c *Config) { c.Jitter, c.Factor = "decorrelated", 3 }},
		{"cap", func(c *Config) { c.Cap = c.Base - 1 }},
		{"spread", func(c *Config) { c.Jitter, c.Spread = "proportional", 1.1 }},
		{"spread", func(c *Config) { c.Spread = .1 }},
		{"max_duration", func(c *Config) { c.MaxDuration = -1 }},
		{"least_time", func(c *Config) { c.LeastTime = -1 }},
		{"budget", func(c *Config) { c.Budget = "plenty" }},
		{"budget_tokens", func(c *Config) { c.BudgetTokens = 5 }},
		{"budget_tokens", func(c *Config) { c.Budget, c.BudgetTokens = "throttle", -1 }},
		{"budget_deposit", func(c *Config) { c.Budget, c.BudgetDeposit = "deposit", 1 }},
		{"budget_cost", func(c *Config) { c.Budget, c.BudgetCost = "throttle", 2 }},
		{"budget_cost", func(c *Config) { c.Budget, c.BudgetCost = "token-bucket", 0 }},
		{"budget_share", func(c *Config) { c.Budget, c.BudgetShare = "in-flight", 2 }},
		{"budget_rate", func(c *Config) { c.Budget, c.BudgetRate = "in-flight", 2 }},
		{"budget_memory", func(c *Config) { c.Budget, c.BudgetMemory = "deposit", 1 }},
		{"budget_least", func(c *Config) { c.Budget, c.BudgetLeast = "in-flight", -1 }},
	} {
		config := Default()
		c.change(&config)
		var wrong *knob.FieldError
		switch err := knob.Check(&config); {
		case c.field == "" && err != nil:
			t.Errorf("%+v is refused: %v", config, err)
		case c.field != "" && (!errors.As(err, &wrong) || wrong.Field != c.field):
			t.Errorf("%+v: %v, want a complaint about %s", config, err, c.field)
		}
	}
}
