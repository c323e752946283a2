package reports

import (
	"math"
	"slices"
)

// The statistics of a comparison. Seeds are the sample: one seed gives one
// number per metric, or one paired difference, and what is said about them holds
// for the luck of seeds that were not drawn. Nothing here uses a function whose
// last bit differs between processors, and every product that is then added is
// written float64(x*y)+z.

// IntervalWords say what the intervals of a report are.
const IntervalWords = "Intervals are of 95 %, over the seeds: of the mean from two seeds on, of the median (recovery) from six. " +
	"They end where the metric does: none reaches below zero, or beyond 100 %, if the metric cannot. " +
	"A difference is paired by seed, and ends where one of its sides could no longer be. Where no number is possible stands a dash, and below the table why."

// An Interval is an estimate and the 95 % interval around it.
type Interval struct {
	Middle float64 // the mean, or the median where the doc says so
	Low    float64
	High   float64
	Pairs  int // how many numbers it rests on
}

// Excludes reports whether x lies outside the interval.
func (i Interval) Excludes(x float64) bool { return x < i.Low || i.High < x }

// MeanInterval returns the mean of d and a 95 % interval for the mean that many
// more seeds would have. Fewer than two numbers, or an infinite one, leave it open
// on both sides.
//
// It is the hull of two intervals, because neither serves all data. Student's t
// is right for symmetric differences but contains the truth in only 92 % of
// samples of 20 exponential ones. Willink's transformed t (A confidence interval
// and test for the mean of an asymmetric distribution, Communications in
// Statistics 34, 2005), after Hall (1992), bends the t interval by the skewness
// of the sample and repairs that, but is too short where a few large values of
// both signs feign skewness (90 to 93 %). The farther of their ends holds 94 to
// 97 % for both from n = 20 on (93 to 98 % at n = 5), and costs 5 % of width at n = 20 if the data are
// normal. Heavy tails stay out of reach: of lognormal differences with sigma = 1
// it contains 90 % at n = 5 and 93.5 % at n = 20. Rare events of one sign make it
// conservative (98 to 99 % at n = 20, and more of what is 0 or 1 in each seed) and, where fewer than four are to be expected
// in all seeds together, blind: if the event happens in no seed, the numbers are all
// equal and so are the ends of the interval.
//
// It knows nothing of the limits of what it measures: see Interval.within.
func MeanInterval(d []float64) Interval { return meanInterval(d, 0) }

// meanInterval is MeanInterval of numbers that were rounded: what they scatter is
// at least what rounding alone would make of them. Only if all are zero it is not:
// what is the same on both sides differs by nothing, however coarse the scale is.
func meanInterval(d []float64, rounding float64) Interval {
	n := float64(len(d))
	if len(d) == 0 {
		return Interval{Middle: math.NaN(), Low: math.Inf(-1), High: math.Inf(1)}
	}
	mean := meanOf(d)
	if len(d) == 1 {
		return Interval{Middle: mean, Low: math.Inf(-1), High: math.Inf(1), Pairs: 1}
	}
	var squares float64
	for _, x := range d {
		e := x - mean
		squares += float64(e * e)
	}
	s := math.Sqrt(squares / (n - 1))
	if s > 0 || mean != 0 {
		s = max(s, rounding)
	}
	if !(s < math.Inf(1)) {
		return Interval{Middle: mean, Low: math.Inf(-1), High: math.Inf(1), Pairs: len(d)}
	}
	if s == 0 {
		return Interval{Middle: mean, Low: mean, High: mean, Pairs: len(d)}
	}
	root := math.Sqrt(n)
	skew := 0.0 // the third moment over six root n: at most 1/6 in size
	if len(d) > 2 {
		cubes := 0.0 // of deviations in units of s, or those of tiny numbers vanish
		for _, x := range d {
			e := (x - mean) / s
			cubes += float64(e * e * e)
		}
		skew = cubes * n / ((n - 1) * (n - 2)) / (6 * root)
	}
	t := studentQuantile(len(d) - 1)
	below := max(t, bend(t, skew))
	above := min(-t, bend(-t, skew))
	return Interval{
		Middle: mean,
		Low:    mean - float64(below*s)/root,
		High:   mean - float64(above*s)/root,
		Pairs:  len(d),
	}
}

// bend returns Willink's G(t) = (cbrt(1 + 6a(t-a)) - 1) / 2a, in a form that
// does not cancel when the skewness a is small, and is t when it is zero.
func bend(t, a float64) float64 {
	c := cubeRoot(1 + float64(6*a*(t-a)))
	return 3 * (t - a) / (float64(c*c) + c + 1)
}

// cubeRoot returns the real cube root of x by Newton's method, which comes down
// on it from above and ends where rounding stops the descent.
func cubeRoot(x float64) float64 {
	if x == 0 {
		return 0
	}
	a := math.Abs(x)
	y := max(a, 1)
	for {
		next := (float64(2*y) + a/float64(y*y)) / 3
		if !(next < y) {
			return math.Copysign(y, x)
		}
		y = next
	}
}

// MedianInterval returns the median of d and a 95 % interval for the median of
// many more seeds. It takes +Inf for what it is, larger than anything. Fewer than
// six numbers leave it open on both sides.
//
// Each end lies between two order statistics. By the sign test the outer ones
// hold the median in more than 95 % of samples (in 99 %, of eight numbers) and
// the inner ones in less, whatever the distribution. The end is interpolated
// between them (Hettmansperger and Sheather, Confidence intervals based on
// interpolated order statistics, Statistics & Probability Letters 4, 1986), which
// gives 94 to 96 %. Next to an infinite number it is the outer one.
func MedianInterval(d []float64) Interval {
	n := len(d)
	i := Interval{Middle: Quantile(d, 0.5), Low: math.Inf(-1), High: math.Inf(1), Pairs: n}
	if k, part := signRank(n); k > 0 {
		sorted := slices.Clone(d)
		slices.Sort(sorted)
		i.Low = towards(sorted[k-1], sorted[k], part)
		i.High = towards(sorted[n-k], sorted[n-k-1], part)
	}
	return i
}

// towards goes a part of the way from one number to another, if both are finite.
func towards(from, to, part float64) float64 {
	if from == to || math.IsInf(from, 0) || math.IsInf(to, 0) {
		return from
	}
	return from + float64(part*(to-from))
}

// signRank returns the largest k for which fewer than k of n fair coins show
// heads with probability at most 2.5 %, or zero if there is none, and which part
// of the way from the order statistic of that rank to the next one the end of the
// interval lies. Above a thousand coins it is the normal approximation.
func signRank(n int) (k int, part float64) {
	if n > 1000 {
		rank := (float64(n) + 1 - float64(normal975*math.Sqrt(float64(n)))) / 2
		return int(rank), rank - math.Floor(rank)
	}
	p := 1.0 // of exactly k heads
	for range n {
		p /= 2
	}
	sum := 0.0 // of fewer
	for k := range n {
		if sum+p > 0.025 {
			share := (0.025 - sum) / p
			return k, float64(share*float64(n-k)) / (float64(k) + float64(share*float64(n-2*k)))
		}
		sum += p
		p = float64(p*float64(n-k)) / float64(k+1)
	}
	return 0, 0
}

// Quantile returns the number below which the share p of d lies, interpolated
// linearly between the two nearest order statistics (Hyndman and Fan's type 7,
// the default of R and NumPy). Next to an infinite one it does not interpolate
// but takes the larger of the two. Of nothing it is NaN.
func Quantile(d []float64, p float64) float64 {
	if len(d) == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(d)
	slices.Sort(sorted)
	at := float64(float64(len(d)-1) * p)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	part, lo, hi := at-float64(i), sorted[i], sorted[i+1]
	switch {
	case part == 0 || lo == hi:
		return lo
	case math.IsInf(lo, 0) || math.IsInf(hi, 0):
		return hi
	}
	return lo + float64(part*(hi-lo))
}

// meanOf returns the mean of d, which is not empty, added in the order given.
func meanOf(d []float64) float64 {
	sum := 0.0
	for _, x := range d {
		sum += x
	}
	return sum / float64(len(d))
}

// normal975 is the 97.5 % point of the standard normal distribution.
const normal975 = 1.9599639845400542

// student975 holds the 97.5 % points of Student's t for 1 to 30 degrees of
// freedom (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, here
// with more digits).
var student975 = [30]float64{
	12.7062047362, 4.3026527297, 3.1824463053, 2.7764451052, 2.5705818356, 2.4469118511,
	2.3646242516, 2.3060041352, 2.2621571628, 2.2281388520, 2.2009851601, 2.1788128297,
	2.1603686565, 2.1447866879, 2.1314495456, 2.1199052992, 2.1098155778, 2.1009220402,
	2.0930240544, 2.0859634473, 2.0796138447, 2.0738730679, 2.0686576104, 2.0638985616,
	2.0595385528, 2.0555294386, 2.0518305165, 2.0484071418, 2.0452296421, 2.0422724563,
}

// studentQuantile returns the 97.5 % point of Student's t. Beyond the table it
// is the expansion of Abramowitz and Stegun 26.7.5, good to eight digits there.
func studentQuantile(df int) float64 {
	if df <= len(student975) {
		return student975[df-1]
	}
	const (
		z  = normal975
		z3 = z * z * z
		z5 = z3 * z * z
		z7 = z5 * z * z
		g1 = (z3 + z) / 4
		g2 = (5*z5 + 16*z3 + 3*z) / 96
		g3 = (3*z7 + 19*z5 + 17*z3 - 15*z) / 384
		g4 = (79*z7*z*z + 776*z7 + 1482*z5 - 1920*z3 - 945*z) / 92160
	)
	v := float64(df)
	return z + (g1+(g2+(g3+g4/v)/v)/v)/v
}
