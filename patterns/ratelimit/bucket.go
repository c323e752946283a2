package ratelimit

import (
	"math"
	"time"

	"wavetank/sim"
)

// A bucket gets its tokens one by one. It counts those that were ever taken; the
// n-th exists from a certain instant on, which is the virtual scheduling of ITU-T
// I.371.
type bucket struct {
	interval time.Duration // between two tokens
	burst    int64
	free     sim.Time // when it would be full, were nothing more taken
}

func newBucket(rate float64, burst int) *bucket {
	return &bucket{burst: int64(burst), interval: time.Duration(math.Round(float64(float64(time.Second) / rate)))}
}

func (b *bucket) next(now sim.Time) sim.Time {
	return max(now, b.free.Add(-time.Duration(b.burst-1)*b.interval))
}

func (b *bucket) take(now, _ sim.Time) { b.free = max(b.free, now).Add(b.interval) }

func (b *bucket) back(_, at sim.Time) {
	if b.free.Add(-time.Duration(b.burst)*b.interval) == at {
		b.free = b.free.Add(-b.interval)
	}
}

// Lumps is a bucket whose tokens come many at a time, at the multiples of interval,
// whenever they were taken.
type lumps struct {
	interval time.Duration // between two lumps
	burst    int64
	lump     int64 // tokens that come together

	left int64 // tokens in the bucket at the latest lump; negative are promised
	tick int64 // the number of the latest
}

func newLumps(c Config) *lumps {
	return &lumps{interval: c.Every, burst: int64(c.Burst), lump: c.lump(), left: int64(c.Burst)}
}

func (l *lumps) next(now sim.Time) sim.Time {
	l.fill(now)
	if l.left > 0 {
		return now
	}
	to := (-l.left)/l.lump + 1
	return sim.Time(time.Duration(l.tick+to) * l.interval)
}

// fill puts the lumps into the bucket that have come since the latest.
func (l *lumps) fill(now sim.Time) {
	tick := int64(now) / int64(l.interval)
	if came := tick - l.tick; came > (l.burst-l.left)/l.lump {
		l.left = l.burst
	} else {
		l.left = min(l.burst, l.left+came*l.lump)
	}
	l.tick = tick
}

func (l *lumps) take(sim.Time, sim.Time) { l.left-- }

func (l *lumps) back(now, at sim.Time) {
	l.fill(now)
	if l.left++; l.next(now) != at { // another's turn is later, or as late
		l.left--
	}
}
