package sim

import "math"

// The functions of this file give the same bits on every processor, which
// those of package math do not: there, assembly and fused multiply-adds differ
// from one architecture to the next. Every product that is then added is
// written float64(x*y)+z, which forbids the compiler to fuse it.

const (
	ln2Hi = 6.93147180369123816490e-01 // the upper bits of ln 2: k*ln2Hi is exact
	ln2Lo = 1.90821492927058770002e-10 // the rest
)

// Log returns the natural logarithm of x, within one unit in the last place. It
// is log of FreeBSD's msun (e_log.c, Sun Microsystems, 1993). Of zero it is
// -Inf, of a negative number NaN.
func Log(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x < 0:
		return math.NaN()
	case !(x <= math.MaxFloat64):
		return x
	}
	k := int64(-1023)
	if x < 0x1p-1022 {
		x *= 0x1p52
		k -= 52
	}
	// x = 2^k (1+f), and 1+f lies between √½ and √2.
	b := math.Float64bits(x) + (0x3ff00000_00000000 - 0x3fe6a09e_667f3bcd)
	k += int64(b >> 52)
	f := math.Float64frombits(b&(1<<52-1)+0x3fe6a09e_667f3bcd) - 1

	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	t1 := s2 * (6.666666666666735130e-01 + float64(s4*(2.857142874366239149e-01+
		float64(s4*(1.818357216161805012e-01+float64(s4*1.479819860511658591e-01))))))
	t2 := s4 * (3.999999999940941908e-01 + float64(s4*(2.222219843214978396e-01+
		float64(s4*1.531383769920937332e-01))))
	rest := float64(t1) + float64(t2)
	half := float64(0.5 * f * f)
	tail := float64(s*(half+rest)) + float64(float64(k)*ln2Lo)
	return float64(float64(k)*ln2Hi) - ((half - tail) - f)
}

// Exp returns e to the power x, within one unit in the last place. It is exp of
// FreeBSD's msun (e_exp.c, Sun Microsystems, 2004). It overflows to +Inf and
// underflows to zero, results below 2^-1022 included.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 7.09782712893383973096e+02:
		return math.Inf(1)
	case x < -7.08396418532264106224e+02:
		return 0
	}
	// x = k ln 2 + r, where |r| <= ½ ln 2 and r = hi - lo.
	k := int64(math.Floor(float64(x*1.44269504088896338700e+00) + 0.5))
	hi := x - float64(float64(k)*ln2Hi)
	lo := float64(float64(k) * ln2Lo)
	r := hi - lo
	t := r * r
	c := r - float64(t*(1.66666666666666657415e-01+float64(t*(-2.77777777770155933842e-03+
		float64(t*(6.61375632143793436117e-05+float64(t*(-1.65339022054652515390e-06+
			float64(t*4.13813679705723846039e-08)))))))))
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	// In two steps, because 2^1024 is not a number although y*2^1024 may be.
	half := k / 2
	return float64(y * power2(half) * power2(k-half))
}

// power2 returns 2^k for -1022 <= k <= 1023.
func power2(k int64) float64 { return math.Float64frombits(uint64(k+1023) << 52) }

// The coefficients of AS241, lowest power first.
var (
	centreOver = []float64{
		3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
		4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
	}
	centreUnder = []float64{
		1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
		2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
	}
	tailOver = []float64{
		1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
		1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
	}
	tailUnder = []float64{
		1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
		1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
	}
	farOver = []float64{
		6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
		2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
	}
	farUnder = []float64{
		1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
	}
)

// NormalQuantile returns the z below which a standard normal variable lies with
// probability p, for p in (0,1), to about 16 digits: algorithm AS241, PPND16
// (Wichura, Applied Statistics 37, 1988).
func NormalQuantile(p float64) float64 {
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - float64(q*q)
		return rational(q, centreOver, centreUnder, r)
	}
	r := math.Sqrt(-Log(min(p, 1-p)))
	var z float64
	if r <= 5 {
		z = rational(1, tailOver, tailUnder, r-1.6)
	} else {
		z = rational(1, farOver, farUnder, r-5)
	}
	if q < 0 {
		return -z
	}
	return z
}

// rational returns y times the sum of over[i]*x^i, divided by that of under[i]*x^i, by
// Horner's rule.
func rational(y float64, over, under []float64, x float64) float64 {
	a, b := over[7], under[7]
	for i := 6; i >= 0; i-- {
		a = float64(a*x) + over[i]
		b = float64(b*x) + under[i]
	}
	return float64(y*a) / b
}

// The coefficients of Hart's rational approximation, lowest power first.
var (
	hartOver = []float64{
		220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383,
		6.37396220353165, 0.700383064443688, 3.52624965998911e-02, 0,
	}
	hartUnder = []float64{
		440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674,
		86.7807322029461, 16.064177579207, 1.75566716318264, 8.83883476483184e-02,
	}
)

// NormalCDF returns the probability that a standard normal variable lies
// below z, to about 14 digits: Hart's algorithm 5666 in the form of West
// (Better approximations to cumulative normal functions, 2005).
func NormalCDF(z float64) float64 {
	x := math.Abs(z)
	tail := Exp(-float64(x*x) / 2)
	if x < 7.07106781186547 {
		tail = rational(tail, hartOver, hartUnder, x)
	} else {
		tail = tail / (x + 1/(x+2/(x+3/(x+4/(x+0.65))))) / 2.506628274631
	}
	if z > 0 {
		return 1 - tail
	}
	return tail
}
