package chart

import (
	"fmt"
	"math"
	"strconv"
)

// An axis maps values to a fraction of its length, and carries its ticks.
type axis struct {
	lo, hi float64
	log    bool
	ticks  []tick
}

type tick struct {
	at    float64
	label string
	major bool // a power of ten on a logarithmic axis; stays when ticks are thinned
}

// thinned leaves out every second tick until the nearest two are so far apart
// on an axis of the given length that labels of the given size fit.
func (a axis) thinned(length, size float64) axis {
	for len(a.ticks) > 2 && a.nearest()*length < size {
		var kept []tick
		begin := 0
		if !a.ticks[0].major && a.ticks[1].major {
			begin = 1
		}
		for i := begin; i < len(a.ticks); i += 2 {
			kept = append(kept, a.ticks[i])
		}
		a.ticks = kept
	}
	return a
}

// nearest is the least distance between two ticks, as a part of the axis.
func (a axis) nearest() float64 {
	d := 1.0
	for i := 1; i < len(a.ticks); i++ {
		d = min(d, a.at(a.ticks[i].at)-a.at(a.ticks[i-1].at))
	}
	return d
}

// at is where a value lies, from 0 to 1. Values beyond an end lie on the end:
// a latency of zero has no place on a logarithmic axis.
func (a axis) at(v float64) float64 {
	if v <= a.lo {
		return 0
	}
	if v >= a.hi {
		return 1
	}
	if a.log {
		return math.Log(v/a.lo) / math.Log(a.hi/a.lo)
	}
	return (v - a.lo) / (a.hi - a.lo)
}

// ratioAxis begins at zero and ends at the first good percentage above hi.
func ratioAxis(hi float64) axis {
	for _, a := range []struct{ percent, step float64 }{
		{1, 0.2}, {2, 0.5}, {5, 1}, {10, 2}, {20, 5}, {30, 5}, {50, 10},
	} {
		if hi*100 <= a.percent {
			return percentAxis(a.percent, a.step)
		}
	}
	return percentAxis(100, 20)
}

func percentAxis(top, step float64) axis {
	a := axis{hi: top / 100}
	for i := 0; ; i++ {
		p := float64(i) * step
		if p > top*1.0001 {
			return a
		}
		a.ticks = append(a.ticks, tick{at: p / 100, label: short(p) + " %"})
	}
}

// latencyAxis is logarithmic, in seconds, from the rung of the 1-3-10 ladder
// below lo to the one above hi, and at least one decade long.
func latencyAxis(lo, hi float64) axis {
	rungs := ladder()
	first, last := 0, len(rungs)-1
	for first+1 < len(rungs) && rungs[first+1].at <= lo {
		first++
	}
	for last > 0 && rungs[last-1].at >= hi {
		last--
	}
	for last-first < 2 {
		if last+1 < len(rungs) {
			last++
		}
		if last-first < 2 && first > 0 {
			first--
		}
	}
	return axis{lo: rungs[first].at, hi: rungs[last].at, log: true, ticks: rungs[first : last+1]}
}

// ladder holds 1, 3, 10, 30 … from a tenth of a microsecond to 300,000 s.
func ladder() []tick {
	var rungs []tick
	for exponent := -7; exponent <= 5; exponent++ {
		for _, digit := range []int{1, 3} {
			v, err := strconv.ParseFloat(fmt.Sprintf("%de%d", digit, exponent), 64)
			if err != nil {
				panic(err)
			}
			rungs = append(rungs, tick{v, span(v), digit == 1})
		}
	}
	return rungs
}

// timeAxis runs from zero to the duration with at most a dozen ticks.
func timeAxis(duration float64) axis {
	if !finite(duration) || duration <= 0 {
		duration = 1
	}
	a := axis{hi: duration}
	step := timeStep(duration)
	for i := 0; ; i++ {
		t := float64(i) * step
		if t > duration*1.0001 {
			return a
		}
		a.ticks = append(a.ticks, tick{at: t, label: short(t) + " s"})
	}
}

// timeStep is the first of 1, 2, 5, 10, 20 … (in any decade) that leaves at
// most twelve ticks after zero.
func timeStep(duration float64) float64 {
	for exponent := -9; exponent < 15; exponent++ {
		for _, digit := range []int{1, 2, 5} {
			step, err := strconv.ParseFloat(fmt.Sprintf("%de%d", digit, exponent), 64)
			if err != nil {
				panic(err)
			}
			if duration <= step*12.0001 {
				return step
			}
		}
	}
	return duration
}
