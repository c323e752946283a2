package sim

import (
	"fmt"
	"math"
	"time"
)

// Gamma is the distribution that an Erlang is for any number of stages, whole or not:
// Shape 1 is an exponential, a larger one steadier, a smaller one more erratic.
type Gamma struct {
	Shape   float64
	Average time.Duration
}

// shapes bounds the shapes that may be written, for what float64 can hold.
func shapes(kind string, shape, least, most float64) error {
	if !(shape >= least && shape <= most) {
		return fmt.Errorf("%s shape=%s: allowed is %v to %v", kind, numberText(shape), least, most)
	}
	return nil
}

// Sample draws from g by the method of Marsaglia and Tsang (A simple method for
// generating gamma variables, 2000).
func (g Gamma) Sample(r Rand) time.Duration {
	if !(g.Shape > 0) {
		return 0
	}
	shape, boost := g.Shape, 1.0
	if shape < 1 { // a draw of one stage more, times a power of a uniform
		boost = Exp(Log(r.Open()) / shape)
		shape++
	}
	return nanos(float64(g.Average) * boost * r.gamma(shape) / g.Shape)
}

// gamma draws from the gamma distribution of a shape from 1 on and the scale 1.
func (r *Rand) gamma(shape float64) float64 {
	d := shape - 1.0/3
	c := 1 / math.Sqrt(float64(9*d))
	for {
		x := NormalQuantile(r.Open())
		v := 1 + float64(c*x)
		v = float64(v * v * v)
		if u := r.Open(); v > 0 && Log(u) < float64(x*x)/2+float64(d*(1-v+Log(v))) {
			return d * v
		}
	}
}

// Mean returns the mean of g.
func (g Gamma) Mean() time.Duration {
	if !(g.Shape > 0) {
		return 0
	}
	return Constant(g.Average).Mean()
}

// String returns g as in "gamma shape=2.5 mean=10ms".
func (g Gamma) String() string {
	return "gamma shape=" + numberText(g.Shape) + " mean=" + durationText(g.Average)
}

// Weibull is the distribution of lives: the probability of exceeding x is
// exp(-(x/Scale)^Shape). Below Shape 1 whatever lasted lasts on; above it, it ages.
type Weibull struct {
	Shape float64
	Scale time.Duration
}

// Sample draws from w.
func (w Weibull) Sample(r Rand) time.Duration {
	if !(w.Shape > 0) {
		return 0
	}
	return nanos(float64(w.Scale) * Exp(Log(-Log(r.Open()))/w.Shape))
}

// Mean returns Scale times the gamma function of 1 + 1/Shape.
func (w Weibull) Mean() time.Duration {
	if !(w.Shape > 0) {
		return 0
	}
	return nanos(float64(w.Scale) * gammaOf(1+1/w.Shape))
}

// String returns w as in "weibull shape=0.5 scale=10ms".
func (w Weibull) String() string {
	return "weibull shape=" + numberText(w.Shape) + " scale=" + durationText(w.Scale)
}

// lanczos are the coefficients of Lanczos's approximation with g = 7 (Godfrey, 2001).
var lanczos = [...]float64{
	0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
	-176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
}

// gammaOf returns the gamma function of x ≥ 1, to about 14 digits.
func gammaOf(x float64) float64 {
	x--
	sum := lanczos[0]
	for i := 1; i < len(lanczos); i++ {
		sum += lanczos[i] / (x + float64(i))
	}
	t := x + 7.5
	return math.Sqrt(2*math.Pi) * sum * Exp(float64((x+0.5)*Log(t))-t)
}
