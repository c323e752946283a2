package health_test

import (
	"testing"
	"time"

	"wavetank/patterns/health"
	"wavetank/patterns/knob"
)

func TestATimeoutBeyondTheIntervalIsRefused(t *testing.T) {
	c := *health.Pattern.Config().(*health.Config)
	c.Route = "web.health"
	for timeout, legal := range map[time.Duration]bool{time.Second: true, 2 * time.Second: true, 3 * time.Second: false} {
		c.Timeout = timeout
		if err := knob.Check(&c); (err == nil) != legal {
			t.Errorf("a timeout of %v, an interval of %v: %v", timeout, c.Interval, err)
		}
	}
}
