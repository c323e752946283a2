package race

import (
	"testing"
	"time"
)

// TestEveryTurnHasAStep holds that the ratio is that of the loops, however few their steps,
// and that neither loop always goes first.
func TestEveryTurnHasAStep(t *testing.T) {
	for _, steps := range []int{1, 2, 20, turns, turns + 1, 1000} {
		var now time.Duration
		var did, first [2]int
		loop := func(who int, pace time.Duration) func(int) {
			return func(n int) {
				if n == 0 {
					t.Errorf("%d steps: a turn has none", steps)
				}
				if did[who] == did[1-who] {
					first[who]++
				}
				did[who] += n
				now += pace * time.Duration(n)
			}
		}
		ratio, bare, own := race(steps, func() time.Duration { return now }, loop(0, 2), loop(1, 8))
		if ratio != 0.25 || bare != time.Duration(2*steps) || own != time.Duration(8*steps) || did != [2]int{steps, steps} {
			t.Errorf("%d steps: ratio %v, %v and %v, %v steps", steps, ratio, bare, own, did)
		}
		if off := first[0] - first[1]; off < 0 || off > 1 {
			t.Errorf("%d steps: who goes first is %v", steps, first)
		}
	}
}
