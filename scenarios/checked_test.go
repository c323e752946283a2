package scenarios

import (
	"strings"
	"testing"

	"wavetank/patterns/breaker"
	"wavetank/scenarios/world"
	"wavetank/sim"
)

// TestWhatIsBuiltInGoIsCheckedToo changes a configuration as a file could not.
func TestWhatIsBuiltInGoIsCheckedToo(t *testing.T) {
	s, err := Open("circuit-breaker")
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range s.Patterns {
		c, ok := p.Config.(*breaker.Config)
		if !ok {
			continue
		}
		bad := *c
		bad.FailureRate = 2
		s.Patterns[i].Config = &bad
	}
	_, err = world.Build(s, "", 1, sim.Limits{})
	if err == nil || !strings.Contains(err.Error(), "failure_rate: 2 is not in 0.01%..100%") {
		t.Errorf("built with %v", err)
	}
}
