package sim

import (
	"math"
	"time"
)

// Time is an instant of true time: nanoseconds since the world began. What a
// node believes the time to be is another type (nodes.Reading), so that the two
// cannot be mixed up.
type Time int64

// Forever is later than every instant that a run can reach.
const Forever Time = math.MaxInt64

// Add returns t moved by d. The result never wraps: it stops at Forever, and at
// zero, because nothing happens before the world began.
func (t Time) Add(d time.Duration) Time {
	sum := t + Time(d)
	switch {
	case d > 0 && sum < t:
		return Forever
	case sum < 0:
		return 0
	}
	return sum
}

// Sub returns the span from u to t.
func (t Time) Sub(u Time) time.Duration { return time.Duration(t - u) }

// Beat returns the first instant that is not past at now, of those that lie whole
// intervals after t.
func (t Time) Beat(interval time.Duration, now Time) Time {
	if late := now.Sub(t); late > 0 {
		return now.Add((interval - late%interval) % interval)
	}
	return t
}

// Seconds returns t in seconds.
func (t Time) Seconds() float64 { return time.Duration(t).Seconds() }

// String returns t as a duration since the world began, such as "1.5s".
func (t Time) String() string {
	if t == Forever {
		return "forever"
	}
	return time.Duration(t).String()
}
