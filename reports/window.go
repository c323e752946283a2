package reports

import (
	"time"

	"wavetank/sim"
)

// steps are the widths below an hour that people count in.
var steps = [...]time.Duration{
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond,
	25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond,
	250 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 20 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute,
}

// roundUp returns the least width of at least d that people count in: a step, or
// whole hours, or for less than a millisecond 1, 2 or 5 times a power of ten.
func roundUp(d time.Duration) time.Duration {
	if d <= time.Millisecond/2 {
		for unit := time.Nanosecond; ; unit *= 10 {
			for _, width := range [...]time.Duration{unit, 2 * unit, 5 * unit} {
				if width >= d {
					return width
				}
			}
		}
	}
	for _, width := range steps {
		if width >= d {
			return width
		}
	}
	return (d + time.Hour - 1) / time.Hour * time.Hour
}

// windowCount returns how many windows of that width cover a run: at least one.
// The last may reach beyond the end of the run.
func windowCount(run, width time.Duration) int {
	return max(int((run+width-1)/width), 1)
}

// A row says where the windows of a run lie, and which was asked for last: mostly it is
// the next one too, and to divide takes longer than to look.
type row struct {
	width time.Duration
	count int
	last  int
	begin sim.Time // of the last
}

func newRow(run, width time.Duration) row { return row{width: width, count: windowCount(run, width)} }

// at returns the window that an instant lies in, as windowAt does.
func (r *row) at(t sim.Time) int {
	if uint64(t-r.begin) >= uint64(r.width) {
		r.last = windowAt(t, r.width, r.count)
		r.begin = sim.Time(r.last) * sim.Time(r.width)
	}
	return r.last
}

// windowAt returns the window that an instant lies in. All after the last
// window's end belong to it.
func windowAt(t sim.Time, width time.Duration, windows int) int {
	if i := int64(t) / int64(width); i < int64(windows) {
		return int(i)
	}
	return windows - 1
}
