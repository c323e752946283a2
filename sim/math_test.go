package sim

import (
	"math"
	"math/big"
	"testing"
)

// ulps returns how many representable numbers lie between two of one sign.
func ulps(a, b float64) float64 {
	if a == b || a != a && b != b {
		return 0
	}
	if a != a || b != b || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return math.Inf(1)
	}
	return math.Abs(float64(int64(math.Float64bits(a)) - int64(math.Float64bits(b))))
}

func TestLnAgreesWithTheStandardLibrary(t *testing.T) {
	worst := func(name string, x func(r *Rand) float64) {
		r := KeyOf(name).Rand()
		for range 200_000 {
			v := x(&r)
			if d := ulps(Log(v), math.Log(v)); d > 1 {
				t.Fatalf("ln(%v) = %v is %v ulp off %v (%s)", v, Log(v), d, math.Log(v), name)
			}
		}
	}
	worst("below one", func(r *Rand) float64 { return r.Open() })
	worst("around one", func(r *Rand) float64 { return 1 + (r.Open()-0.5)/1024 })
	worst("any normal number", func(r *Rand) float64 { return math.Float64frombits(1<<52 + r.Below(0x7fe0<<48)) })
}

func TestExpAgreesWithTheStandardLibrary(t *testing.T) {
	r := KeyOf("exp").Rand()
	for _, width := range []float64{1e-9, 1, 40, 1400} {
		for range 200_000 {
			x := (r.Open() - 0.5) * width
			if d := ulps(Exp(x), math.Exp(x)); d > 2 {
				t.Fatalf("exp(%v) = %v is %v ulp off %v", x, Exp(x), d, math.Exp(x))
			}
		}
	}
}

// bigExp returns e to the power x to 200 bits, for |x| < 1000.
func bigExp(x float64) *big.Float {
	const halvings = 20
	small := new(big.Float).SetPrec(200).SetMantExp(big.NewFloat(x), -halvings)
	sum, term := big.NewFloat(1).SetPrec(200), big.NewFloat(1).SetPrec(200)
	for i := range 20 {
		term.Mul(term, small).Quo(term, big.NewFloat(float64(i+1)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

// TestLnAndExpStayWithinOneUlp compares with arithmetic of 200 bits, because
// the assembly of the standard library is itself off by more in places.
func TestLnAndExpStayWithinOneUlp(t *testing.T) {
	r := KeyOf("big").Rand()
	for range 2000 {
		x := (r.Open() - 0.5) * 1400
		y := Exp(x)
		ulp := math.Nextafter(y, math.Inf(1)) - y
		off, _ := new(big.Float).Sub(bigExp(x), big.NewFloat(y)).Float64()
		if math.Abs(off) > ulp {
			t.Fatalf("exp(%v) is %v ulp off", x, off/ulp)
		}
		// The logarithm of v is w + v/e^w - 1 to twice the digits of w.
		v := math.Float64frombits(1 + r.Below(0x7ff0<<48-1))
		w := Log(v)
		ulp = math.Nextafter(math.Abs(w), math.Inf(1)) - math.Abs(w)
		ratio := new(big.Float).Quo(big.NewFloat(v).SetPrec(200), bigExp(w))
		off, _ = ratio.Sub(ratio, big.NewFloat(1)).Float64()
		if math.Abs(off) > ulp {
			t.Fatalf("ln(%v) is %v ulp off", v, off/ulp)
		}
	}
}

func TestLnAndExpAtTheEdges(t *testing.T) {
	inf := math.Inf(1)
	cases := []struct {
		name      string
		got, want float64
	}{
		{"ln of one", Log(1), 0},
		{"ln of zero", Log(0), -inf},
		{"ln of less than zero", Log(-1), math.NaN()},
		{"ln of infinity", Log(inf), inf},
		{"ln of what is not a number", Log(math.NaN()), math.NaN()},
		{"ln of the smallest number", Log(5e-324), -1074 * math.Ln2},
		{"ln of the largest number", Log(math.MaxFloat64), math.Log(math.MaxFloat64)},
		{"exp of zero", Exp(0), 1},
		{"exp of minus infinity", Exp(-inf), 0},
		{"exp of infinity", Exp(inf), inf},
		{"exp of what is not a number", Exp(math.NaN()), math.NaN()},
		{"exp of too much", Exp(709.79), inf},
		{"exp of the largest that fits", Exp(709.78), 1.7928227943945155e308},
		{"exp of too little", Exp(-710), 0},
	}
	for _, c := range cases {
		if ulps(c.got, c.want) > 1 {
			t.Errorf("%s is %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestNormalQuantileAgreesWithErfinv(t *testing.T) {
	r := KeyOf("quantile").Rand()
	for range 200_000 {
		p := r.Open()
		got, want := NormalQuantile(p), math.Sqrt2*math.Erfinv(2*p-1)
		if math.Abs(got-want) > 1e-13*(1+math.Abs(want)) {
			t.Fatalf("quantile of %v is %v, want %v", p, got, want)
		}
	}
	// In the far tail 2p-1 has lost p; these come from tables.
	for _, c := range []struct{ p, z float64 }{
		{1e-3, -3.090232306167813}, {1e-9, -5.997807015007686}, {1e-12, -7.034483825301131}, {1e-15, -7.941345326170997},
	} {
		if got := NormalQuantile(c.p); math.Abs(got-c.z) > 1e-13*math.Abs(c.z) {
			t.Errorf("quantile of %v is %v, want %v", c.p, got, c.z)
		}
	}
	if got := NormalQuantile(0.99); ulps(got, normal99) > 4 {
		t.Errorf("quantile of 0.99 is %v, but normal99 is %v", got, normal99)
	}
}

func TestNormalBelowAgreesWithErfc(t *testing.T) {
	for z := -12.0; z <= 12; z += 1.0 / 64 {
		got, want := NormalCDF(z), math.Erfc(-z/math.Sqrt2)/2
		if math.Abs(got-want) > 1e-14 || math.Abs(got-want) > 1e-7*want {
			t.Errorf("below %v lies %v, want %v", z, got, want)
		}
	}
}
