package timeout

import (
	"testing"
	"time"

	"wavetank/nodes"
	"wavetank/sim"
)

// TestALoadsPatienceTravels bounds a request whose deadline is the load's own: a
// timeout on the load's edge, with a total or without, passes it on whole.
func TestALoadsPatienceTravels(t *testing.T) {
	const now = sim.Time(time.Second)
	for _, c := range []struct {
		name           string
		config         Config
		deadline, wait time.Duration // from now
	}{
		{"it bounds nothing itself", Config{}, 300 * ms, 300 * ms},
		{"a shorter total", Config{Total: 200 * ms}, 200 * ms, 200 * ms},
		{"a longer total", Config{Total: 400 * ms}, 300 * ms, 300 * ms},
		{"an attempt", Config{Attempt: 50 * ms}, 300 * ms, 50 * ms},
		{"no way back is to be reserved for", Config{Reserve: 20 * ms}, 300 * ms, 300 * ms},
	} {
		r := &nodes.Request{Timeout: 300 * ms, Deadline: now.Add(300 * ms), Local: true}
		got := c.config.Bound(now, r)
		if got.Local || got.Deadline != now.Add(c.deadline) || got.Timeout != c.wait {
			t.Errorf("%s: %v left, waits %v, local %v", c.name, got.Deadline.Sub(now), got.Timeout, got.Local)
		}
		if !r.Local {
			t.Errorf("%s: the request itself is changed", c.name)
		}
	}
}
