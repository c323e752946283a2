package balance_test

import (
	"errors"
	"testing"
	"time"

	"wavetank/patterns/balance"
	"wavetank/patterns/knob"
)

func TestWrongValuesAreRefusedByTheirKey(t *testing.T) {
	type config = balance.Config
	eject := func(change func(*balance.Eject)) func(*config) {
		return func(c *config) { c.Eject = balance.DefaultEject(); change(c.Eject) }
	}
	for _, c := range []struct {
		field  string
		change func(*config)
	}{
		{"", func(*config) {}},
		{"", eject(func(*balance.Eject) {})},
		{"", func(c *config) { c.Policy = "given"; c.Eject = balance.DefaultEject() }},
		{"policy", func(c *config) { c.Policy = "best" }},
		{"policy", func(c *config) { c.Policy = "given" }},
		{"", func(c *config) { c.Policy, c.Bound = "given", 1.25 }},
		{"bound", func(c *config) { c.Policy, c.Bound = "given", 0.9 }},
		{"bound", func(c *config) { c.Bound = 1.25 }},
		{"", func(c *config) { c.Weights = []int64{0, 1} }},
		{"weights", func(c *config) { c.Weights = []int64{0, 0} }},
		{"d", func(c *config) { c.D = 0 }},
		{"d", func(c *config) { c.Policy, c.D = "random", 3 }},
		{"eject.consecutive", eject(func(e *balance.Eject) { e.Consecutive = -1 })},
		{"eject.consecutive", eject(func(e *balance.Eject) { e.Consecutive = 0 })},
		{"eject.interval", eject(func(e *balance.Eject) { e.Interval = 0 })},
		{"eject.base", eject(func(e *balance.Eject) { e.Base = 25 * time.Hour })},
		{"eject.longest", eject(func(e *balance.Eject) { e.Longest = 0 })},
		{"eject.max_ejection", eject(func(e *balance.Eject) { e.MaxEjection = 1.1 })},
		{"eject.panic_threshold", eject(func(e *balance.Eject) { e.PanicThreshold = -0.1 })},
		{"eject.deviations", eject(func(e *balance.Eject) { e.Deviations = -1 })},
		{"eject.minimum_hosts", eject(func(e *balance.Eject) { e.MinimumHosts = 3 })},
		{"eject.volume", eject(func(e *balance.Eject) { e.Volume = 50 })},
		{"eject.minimum_hosts", eject(func(e *balance.Eject) { e.FailurePercentage, e.MinimumHosts = 0.5, 3 })},
		{"eject.failure_percentage_minimum_hosts", eject(func(e *balance.Eject) { e.Deviations, e.FailurePercentageHosts = 1.9, 3 })},
		{"eject.failure_percentage_volume", eject(func(e *balance.Eject) { e.FailurePercentageVolume = 3 })},
		{"eject.failures", eject(func(e *balance.Eject) { e.Failures = nil })},
		{"eject.failures", eject(func(e *balance.Eject) { e.Failures = []string{"slow"} })},
		{"eject.failures", eject(func(e *balance.Eject) { e.Failures = []string{"failed", "failed"} })},
	} {
		d := balance.Default()
		c.change(&d)
		var wrong *knob.FieldError
		switch err := knob.Check(&d); {
		case c.field == "" && err != nil:
			t.Errorf("%+v is refused: %v", d, err)
		case c.field != "" && (!errors.As(err, &wrong) || wrong.Field != c.field):
			t.Errorf("%+v: got %v, want a complaint about %s", d, err, c.field)
		}
	}
}
