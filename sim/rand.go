package sim

import (
	"math/bits"
	"time"
)

// A Rand is a splitmix64 generator (Steele, Lea and Flood, 2014). It is a plain
// value: a copy continues the same sequence on its own, so handing one out by
// value can never disturb the draws of the giver.
type Rand struct{ state uint64 }

// Uint64 returns the next 64 uniform bits.
func (r *Rand) Uint64() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Float64 returns a uniform multiple of 2^-53 in [0,1).
func (r *Rand) Float64() float64 { return float64(float64(int64(r.Uint64()>>11)) * 0x1p-53) }

// Open returns a uniform odd multiple of 2^-53 in (0,1): neither end occurs, so
// its logarithm and its normal quantile are finite.
func (r *Rand) Open() float64 { return float64(float64(int64(r.Uint64()>>12<<1|1)) * 0x1p-53) }

// Below returns a uniform integer in [0,n), without bias (Lemire, 2019). Below
// of zero is zero.
func (r *Rand) Below(n uint64) uint64 {
	hi, lo := bits.Mul64(r.Uint64(), n)
	if lo < n {
		for reject := -n % n; lo < reject; {
			hi, lo = bits.Mul64(r.Uint64(), n)
		}
	}
	return hi
}

// Chance reports true with probability p: never when p <= 0 (or is not a
// number), always when p >= 1. It takes one draw whatever p is, so that the
// draws which follow do not move when p is varied.
func (r *Rand) Chance(p float64) bool { return r.Float64() < p }

// Fork returns a fresh generator seeded from the next output of r. Code that draws an
// unknown number of times gets a fork: its stream then advances by exactly one.
func (r *Rand) Fork() Rand { return Rand{state: r.Uint64()} }

// Shuffle puts n things into a uniformly random order by swapping (Fisher and
// Yates).
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, int(r.Below(uint64(i)+1)))
	}
}

// Between returns a uniform duration from lo (inclusive) to hi (exclusive), or
// lo when hi <= lo. The span may exceed the largest duration.
func (r *Rand) Between(lo, hi time.Duration) time.Duration {
	if hi <= lo {
		return lo
	}
	return lo + time.Duration(r.Below(uint64(hi)-uint64(lo)))
}

// Others appends to list so many distinct numbers, drawn uniformly from all below n
// but self, or all of those if there are not more.
func (r *Rand) Others(list []int, n, self, count int) []int {
	if count >= n-1 {
		for j := range n {
			if j != self {
				list = append(list, j)
			}
		}
		return list
	}
	begin := len(list)
draw:
	for len(list)-begin < count {
		j := int(r.Below(uint64(n - 1)))
		if j >= self {
			j++
		}
		for _, k := range list[begin:] {
			if k == j {
				continue draw
			}
		}
		list = append(list, j)
	}
	return list
}
