package reports

import "math"

// Limits are the least and the greatest value that a quantity can have. An
// interval for it ends there at the latest: what it would hold beyond them the
// truth cannot be, so that it still contains the truth as often as before.
type limits struct{ low, high float64 }

// unlimited are the limits of what can have any value.
var unlimited = limits{math.Inf(-1), math.Inf(1)}

// limits returns the limits of a metric, in any unit of time: shares end at one,
// as does what is 0 or 1 in each run, and only levels go below zero.
func (m Metric) limits() limits {
	switch u, _ := unitOf(m); {
	case m.Signed:
		return unlimited
	case u.share:
		return limits{0, 1}
	}
	return limits{0, math.Inf(1)}
}

// within returns the interval without what the limits exclude. An interval that
// is open at both ends stays so: it says that there is none.
func (i Interval) within(l limits) Interval {
	if i.Open() {
		return i
	}
	i.Low, i.High = max(i.Low, l.low), min(i.High, l.high)
	return i
}

// unseen widens the interval of a share that was zero, or one, in each seed: what
// never happened in n requests can be as frequent as 3.7 in n (the limit of Clopper
// and Pearson for 97.5 %; Hanley and Lippman-Hand, If nothing goes wrong, is
// everything all right?, JAMA 249, 1983).
func (i Interval) unseen(n int64) Interval {
	most := 3.688879454113936 / float64(max(n, 1)) // minus the logarithm of 2.5 %
	switch {
	case i.Low != i.High:
	case i.Low == 0:
		i.High = most
	case i.High == 1:
		i.Low = 1 - most
	}
	return i
}

// reach returns how far a mean can lie from that of a baseline, as far as the
// intervals of the two let it: a latency of 5 ms cannot fall by more, nor an error
// rate of 95 % rise by more than five points.
func (m Metric) reach(base, changed Interval) limits {
	l := m.limits()
	base, changed = base.within(l), changed.within(l)
	return limits{max(l.low-base.High, changed.Low-l.high), min(l.high-base.Low, changed.High-l.low)}
}

// Open reports whether the interval says nothing, because it rests on too few
// numbers, or on an infinite one.
func (i Interval) Open() bool { return math.IsInf(i.Low, -1) && math.IsInf(i.High, 1) }

func (l limits) plus(r limits) limits { return limits{l.low + r.low, l.high + r.high} }

func (l limits) minus(r limits) limits { return limits{l.low - r.high, l.high - r.low} }

func (l limits) times(r limits) limits {
	out := limits{math.Inf(1), math.Inf(-1)}
	for _, x := range [...]float64{l.low, l.high} {
		for _, y := range [...]float64{r.low, r.high} {
			product := float64(x * y)
			if x == 0 || y == 0 {
				product = 0 // also of infinity, which no value reaches
			}
			out.low, out.high = min(out.low, product), max(out.high, product)
		}
	}
	return out
}

// over are the limits of a quotient. A divisor of either sign leaves none.
func (l limits) over(r limits) limits {
	switch {
	case r.high < 0:
		return limits{-l.high, -l.low}.over(limits{-r.high, -r.low})
	case r.low < 0 || r.high == 0:
		return unlimited
	case r.low > 0:
		return l.times(limits{1 / r.high, 1 / r.low})
	case l.low >= 0:
		return limits{l.low / r.high, math.Inf(1)}
	case l.high <= 0:
		return limits{math.Inf(-1), l.high / r.high}
	}
	return unlimited
}

// limits returns the limits of an expression from those of the claim's names.
func (e *expression) limits(names []limits) limits {
	switch e.op {
	case '#':
		return limits{e.number, e.number}
	case '@':
		return names[e.name]
	}
	l, r := e.left.limits(names), e.right.limits(names)
	switch e.op {
	case '+':
		return l.plus(r)
	case '-':
		return l.minus(r)
	case '*':
		return l.times(r)
	}
	return l.over(r)
}

// limits returns the limits of left minus right.
func (c *Claim) limits() limits {
	names := make([]limits, len(c.names))
	for i, n := range c.names {
		names[i] = metricOf(n.Metric).limits()
	}
	return c.left.limits(names).minus(c.right.limits(names))
}
