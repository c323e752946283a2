package storm

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestARunThatGetsOnMayTakeAnyTime lets the patience of the watchdog end again and again,
// each time after another event, and then without one.
func TestARunThatGetsOnMayTakeAnyTime(t *testing.T) {
	over := make(chan time.Time)
	close(over)
	for _, stops := range []bool{false, true} {
		var pulse atomic.Uint64
		ended, looks := make(chan struct{}), 0
		plan := Plan{Patience: time.Second, alarm: func(time.Duration) <-chan time.Time {
			switch looks++; {
			case looks <= 5:
				pulse.Add(1)
			case !stops:
				close(ended)
				return nil
			}
			return over
		}}
		err := (&runner{plan: &plan}).watched(1, &pulse, func() { <-ended })
		if stops && (err == nil || !strings.Contains(err.Error(), "did not get on for 1s") || looks != 6) {
			t.Errorf("a run that stops after five events: %v, after %d looks", err, looks)
		}
		if !stops && err != nil {
			t.Error(err)
		}
		if stops {
			close(ended)
		}
	}
}
