package reports

import (
	"math"
	"testing"
)

func TestAnIntervalFromInfinityToInfinityIsOneSign(t *testing.T) {
	inf := math.Inf(1)
	for want, i := range map[string]Interval{"∞": {Low: inf, High: inf}, "0 to ∞ s": {High: inf}} {
		if got := asTime.gaps(i); got != want {
			t.Errorf("%v to %v is written %q, want %q", i.Low, i.High, got, want)
		}
	}
}
