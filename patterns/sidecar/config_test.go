package sidecar_test

import (
	"errors"
	"testing"
	"time"

	"wavetank/patterns/knob"
	"wavetank/patterns/sidecar"
	"wavetank/sim"
)

func TestWrongValuesAreRefusedByTheirKey(t *testing.T) {
	type config = sidecar.Config
	tell := func(change func(*sidecar.Telemetry)) func(*config) {
		return func(c *config) {
			c.Telemetry = &sidecar.Telemetry{To: "a.r", Every: time.Second, Size: 500, Keep: 100}
			change(c.Telemetry)
		}
	}
	for _, c := range []struct {
		field  string
		change func(*config)
	}{
		{"", func(*config) {}},
		{"", tell(func(*sidecar.Telemetry) {})},
		{"", func(c *config) { c.UpdateAt, c.Update, c.Lag = time.Second, []string{"a"}, sim.Constant(1) }},
		{"carries", func(c *config) { c.Carries = []string{"a", "b", "a"} }},
		{"threads", func(c *config) { c.Threads = -1 }},
		{"hold", func(c *config) { c.Hold = true }},
		{"update", func(c *config) { c.Update = []string{"a"} }},
		{"update", func(c *config) { c.UpdateAt = time.Second }},
		{"lag", func(c *config) { c.Lag = sim.Constant(1) }},
		{"update_at", func(c *config) { c.UpdateAt = -1 }},
		{"telemetry.to", tell(func(t *sidecar.Telemetry) { t.To = "" })},
		{"telemetry.every", tell(func(t *sidecar.Telemetry) { t.Every = 0 })},
		{"telemetry.size", tell(func(t *sidecar.Telemetry) { t.Size = 0 })},
		{"telemetry.keep", tell(func(t *sidecar.Telemetry) { t.Keep = 0 })},
	} {
		d := sidecar.Default()
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
