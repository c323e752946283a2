package patterns_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wavetank/patterns"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// TestSlicesHoldWhatIsNotForgotten keeps every count for ever, and adds up those whose
// slices are held.
func TestSlicesHoldWhatIsNotForgotten(t *testing.T) {
	type count struct {
		slice int64
		n     patterns.Counts
	}
	rapid.Check(t, func(t *rapid.T) {
		n, width := rapid.Int64Range(1, 6).Draw(t, "slices"), rapid.Int64Range(1, 5).Draw(t, "width")
		s := patterns.NewSlices(time.Duration(n*width), int(n))
		var all []count
		now := sim.Time(0)
		for range rapid.IntRange(1, 60).Draw(t, "counts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "gap")))
			c := count{int64(now) / width, patterns.Counts{1, rapid.Int64Range(-5, 5).Draw(t, "second"), rapid.Int64Range(0, 1).Draw(t, "third")}}
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				s.Clear()
				all = nil
			case 1, 2:
				if len(all) > 0 {
					i := rapid.IntRange(0, len(all)-1).Draw(t, "which")
					s.Back(now, all[i].slice, all[i].n)
					all = append(all[:i], all[i+1:]...)
				}
			default:
				if got := s.Count(now, c.n); got != c.slice {
					t.Fatalf("at %d slice %d is current, want %d", now, got, c.slice)
				}
				all = append(all, c)
			}
			var want patterns.Counts
			for _, c := range all {
				if c.slice > int64(now)/width-n {
					for i, x := range c.n {
						want[i] += x
					}
				}
			}
			if got := s.Sum(now); got != want || s.Latest() != want {
				t.Fatalf("at %d: %v, want %v", now, got, want)
			}
		}
	})
}
