package reports

import (
	"testing"
	"time"

	"wavetank/sim"
)

func TestWindowsHaveWidthsThatPeopleCountIn(t *testing.T) {
	for _, c := range []struct {
		run, width time.Duration
		windows    int
	}{
		{time.Minute, 500 * time.Millisecond, 120},
		{30 * time.Second, 250 * time.Millisecond, 120},
		{100 * time.Second, time.Second, 100},
		{10 * time.Minute, 5 * time.Second, 120},
		{61 * time.Second, time.Second, 61},
		{time.Hour, 30 * time.Second, 120},
		{100 * time.Hour, time.Hour, 100},
		{1000 * time.Hour, 9 * time.Hour, 112},
		{time.Second, 10 * time.Millisecond, 100},
		{time.Millisecond, 10 * time.Microsecond, 100},
		{time.Nanosecond, time.Nanosecond, 1},
		{0, time.Nanosecond, 1},
	} {
		s := NewCollector(Options{Duration: c.run}).Finish("", 0, 0, 0, 0).Series
		if s.Width != c.width || len(s.Windows) != c.windows {
			t.Errorf("a run of %v has %d windows of %v, want %d of %v", c.run, len(s.Windows), s.Width, c.windows, c.width)
		}
	}
}

// A row remembers the window that it was asked for last, which must not show.
func TestARowFindsTheWindowsThatDivisionFinds(t *testing.T) {
	const width = 3 * time.Second
	r := newRow(10*time.Second, width)
	var at []sim.Time
	for i := range sim.Time(7) {
		border := i * sim.Time(width)
		at = append(at, border, border+1, border+sim.Time(width)-1)
	}
	for _, before := range at {
		for _, now := range at {
			r.at(before)
			if got, want := r.at(now), windowAt(now, width, 4); got != want {
				t.Fatalf("%v lies in window %d after %v, want %d", now, got, before, want)
			}
		}
	}
}
