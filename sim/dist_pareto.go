package sim

import (
	"math"
	"time"
)

// Pareto is the distribution with a heavy tail: the probability of exceeding
// x >= Min is (Min/x)^Alpha. A draw beyond Cap becomes Cap, so that the tail's
// weight sits on it; a Cap of zero is none.
type Pareto struct {
	Min   time.Duration
	Alpha float64
	Cap   time.Duration
}

// Sample draws from p.
func (p Pareto) Sample(r Rand) time.Duration {
	return min(nanos(float64(p.Min)*Exp(-Log(r.Open())/p.Alpha)), p.limit())
}

func (p Pareto) limit() time.Duration {
	if p.Cap == 0 {
		return longestDraw
	}
	return max(0, p.Cap)
}

// Mean returns Min plus the integral of (Min/x)^Alpha from Min to Cap. Without
// a cap it is Min*Alpha/(Alpha-1), and the longest draw when Alpha <= 1.
func (p Pareto) Mean() time.Duration {
	low, slope := float64(p.Min), p.Alpha-1
	if p.Cap == 0 {
		if slope <= 0 {
			return longestDraw
		}
		return nanos(low * p.Alpha / slope)
	}
	// With L = ln(Cap/Min), the integral is Min*(1-exp(-slope*L))/slope, which
	// tends to Min*L where slope vanishes.
	span := Log(float64(p.Cap) / low)
	y := float64(slope * span)
	part := 1 - float64(y/2) + float64(y*y)/6
	if math.Abs(y) > 1e-5 {
		part = (1 - Exp(-y)) / y
	}
	return nanos(low + float64(low*span*part))
}

// String returns p as in "pareto min=1ms alpha=1.5 cap=10s".
func (p Pareto) String() string {
	text := "pareto min=" + durationText(p.Min) + " alpha=" + numberText(p.Alpha)
	if p.Cap != 0 {
		text += " cap=" + durationText(p.Cap)
	}
	return text
}
