package net

import (
	"math"
	"math/bits"
	"time"

	"wavetank/sim"
)

// A pipe is a wire of finite bandwidth with a buffer before it, first in first
// out.
type pipe struct {
	freeAt sim.Time // when it has sent all that it holds
}

// send returns how long a message of that size waits for the pipe and is on it,
// and reports false when the buffer is too full to take it. A pipe that is free
// takes any message: only what waits needs the buffer. A bandwidth of zero is
// no bound, and a buffer of zero has none.
func (l *pipe) send(now sim.Time, size, bandwidth, buffer int64) (time.Duration, bool) {
	if bandwidth == 0 {
		return 0, true
	}
	begin := max(now, l.freeAt)
	if buffer > 0 && begin > now {
		waiting := scale(int64(begin.Sub(now)), bandwidth, int64(time.Second))
		if size > buffer || waiting > buffer-size {
			return 0, false
		}
	}
	// Rounded up, so that the bytes that wait, found by the inverse and rounded
	// down, are not one too few.
	sending := scale(size, int64(time.Second), bandwidth)
	if sending < math.MaxInt64 && scale(sending, bandwidth, int64(time.Second)) < size {
		sending++
	}
	l.freeAt = begin.Add(time.Duration(sending))
	return l.freeAt.Sub(now), true
}

// scale returns a*b/c without overflow on the way, for non-negative numbers;
// what does not fit stops at the largest.
func scale(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, math.MaxInt64))
}
