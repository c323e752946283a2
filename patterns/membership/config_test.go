package membership

import (
	"testing"
	"time"

	"wavetank/patterns/knob"
)

func TestPresetsAreLegal(t *testing.T) {
	for name, c := range map[string]Config{"LAN": LAN(), "WAN": WAN(), "local": Local(), "paper": Paper()} {
		if err := knob.Check(&c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestValidateSaysWhatIsWrong(t *testing.T) {
	for _, of := range []struct {
		change func(*Config)
		want   string
	}{
		{func(c *Config) { c.ProbeTimeout = time.Second }, "probe_timeout: 1s leaves no time of probe_interval, 1s, to ask others"},
		{func(c *Config) { c.Style = "x" }, `style: "x" is not one of ["swim" "heartbeat" "registry" "static"]`},
		{func(c *Config) { c.Phi = 3 }, `phi: has no effect under style = "swim", only under "heartbeat" and "registry"`},
		{func(c *Config) { c.Lifeguard, c.SuspicionMax = false, 2 }, "suspicion_max: has no effect while lifeguard is false"},
		{func(c *Config) { c.Style, c.Order = "heartbeat", "random" }, `order: has no effect under style = "heartbeat", only under "swim"`},
		{func(c *Config) { c.Style, c.DeadAfter = "registry", time.Second }, "dead_after: 1s is not above heartbeat, 1s: all would die between two of them"},
		{func(c *Config) { c.Registry = "names.lookup" }, `registry: has no effect under style = "swim", only under "registry"`},
		{func(c *Config) { c.Stay = 10 * time.Second }, "stay: 10s is not above drain and away, 10s in all: no member would ever stay"},
		{func(c *Config) { c.Away = time.Second }, "away: has no effect while stay is 0s"},
	} {
		c := LAN()
		of.change(&c)
		if err := knob.Check(&c); err == nil || err.Error() != of.want {
			t.Errorf("got %v, want %s", err, of.want)
		}
	}
}
