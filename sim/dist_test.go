package sim

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// mustDist returns the distribution of a text that is known to be right.
func mustDist(t testing.TB, text string) Dist {
	t.Helper()
	d, err := ParseDist(text, openMeasured)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

// A theory is what is known about a distribution: its mean and standard
// deviation, and the share of draws that lie at or below some durations.
type theory struct {
	text     string
	mean, sd time.Duration
	below    map[time.Duration]float64
}

var theories = []theory{
	{"2ms", 2 * time.Millisecond, 0, map[time.Duration]float64{1999999: 0, 2 * time.Millisecond: 1}},
	{"uniform 1ms..5ms", 3 * time.Millisecond, 1154701, map[time.Duration]float64{
		999999: 0, 2 * time.Millisecond: 0.25, 4 * time.Millisecond: 0.75, 5 * time.Millisecond: 1}},
	{"exp 2ms", 2 * time.Millisecond, 2 * time.Millisecond, map[time.Duration]float64{
		20 * time.Microsecond: -math.Expm1(-0.01), 2 * time.Millisecond: -math.Expm1(-1),
		10 * time.Millisecond: -math.Expm1(-5), 16 * time.Millisecond: -math.Expm1(-8)}},
	{"normal 10ms sd=2ms", 10 * time.Millisecond, 2 * time.Millisecond, map[time.Duration]float64{
		6 * time.Millisecond: 0.02275013, 10 * time.Millisecond: 0.5, 12 * time.Millisecond: 0.84134475}},
	{"normal 1ms sd=1ms", 1083315, 866653, map[time.Duration]float64{
		0: 0.15865525, time.Millisecond: 0.5, 2 * time.Millisecond: 0.84134475}},
	{"lognormal p50=1ms p99=5ms", 1270378, 995332, map[time.Duration]float64{
		time.Millisecond: 0.5, 5 * time.Millisecond: 0.99}},
	{"lognormal mu=-7 sigma=1.2", 1873401, 3362060, map[time.Duration]float64{
		911882: 0.5, 3027555: 0.84134475}},
	{"erlang 4 10ms", 10 * time.Millisecond, 5 * time.Millisecond, map[time.Duration]float64{
		10 * time.Millisecond: 1 - 71.0/3*math.Exp(-4)}},
	{"erlang 1000 10s", 10 * time.Second, 316227766, map[time.Duration]float64{10 * time.Second: 0.5042}},
	{"hyperexp 90% 500us, 10% 5.5ms", time.Millisecond, 2345208, map[time.Duration]float64{
		time.Millisecond: 1 - 0.9*math.Exp(-2) - 0.1*math.Exp(-1/5.5)}},
	{"pareto min=1ms alpha=4.5", 1285714, 383326, map[time.Duration]float64{
		999999: 0, 2 * time.Millisecond: 1 - math.Pow(2, -4.5), 3 * time.Millisecond: 1 - math.Pow(3, -4.5)}},
	{"pareto min=1ms alpha=1 cap=10ms", 3302585, 2844808, map[time.Duration]float64{
		2 * time.Millisecond: 0.5, 9999999: 0.9, 10 * time.Millisecond: 1}},
	{"gamma shape=2.5 mean=10ms", 10 * time.Millisecond, 6324555, map[time.Duration]float64{
		2 * time.Millisecond: gammaBelow(2.5, .5), 10 * time.Millisecond: gammaBelow(2.5, 2.5), 30 * time.Millisecond: gammaBelow(2.5, 7.5)}},
	{"gamma shape=0.4 mean=10ms", 10 * time.Millisecond, 15811388, map[time.Duration]float64{
		10 * time.Microsecond: gammaBelow(.4, .0004), 10 * time.Millisecond: gammaBelow(.4, .4), 50 * time.Millisecond: gammaBelow(.4, 2)}},
	{"weibull shape=0.7 scale=10ms", 12658235, 18512126, map[time.Duration]float64{
		time.Millisecond: -math.Expm1(-math.Pow(.1, .7)), 10 * time.Millisecond: -math.Expm1(-1), 60 * time.Millisecond: -math.Expm1(-math.Pow(6, .7))}},
	{"weibull shape=3 scale=10ms", 8929795, 3245570, map[time.Duration]float64{
		5 * time.Millisecond: -math.Expm1(-.125), 12 * time.Millisecond: -math.Expm1(-math.Pow(1.2, 3))}},
	{"75ms + exp 2ms", 77 * time.Millisecond, 2 * time.Millisecond, map[time.Duration]float64{
		74999999: 0, 77 * time.Millisecond: -math.Expm1(-1)}},
	{"exp 2ms + 1ms + exp 2ms", 5 * time.Millisecond, 2828427, map[time.Duration]float64{
		time.Millisecond: 0, 5 * time.Millisecond: 1 - 3*math.Exp(-2)}},
	{"mix 90% 1ms, 10% exp 10ms", 1900 * time.Microsecond, 4158125, map[time.Duration]float64{
		999999: 0.1 * -math.Expm1(-0.1), time.Millisecond: 0.9 + 0.1*-math.Expm1(-0.1)}},
	{"csv values", 20 * time.Millisecond, 8164966, map[time.Duration]float64{
		10 * time.Millisecond: 1.0 / 3, 20 * time.Millisecond: 2.0 / 3, 30 * time.Millisecond: 1}},
	{"csv quantiles", 30450 * time.Microsecond, 31661727, map[time.Duration]float64{
		0: 0, 5 * time.Millisecond: 0.25, 10 * time.Millisecond: 0.5, 55 * time.Millisecond: 0.745, 99999999: 0.99, 100 * time.Millisecond: 1}},
}

// gammaBelow is the incomplete gamma function as a share of the whole, by its series.
func gammaBelow(shape, x float64) float64 {
	term := math.Exp(shape*math.Log(x)-x) / math.Gamma(shape+1)
	sum := term
	for n := 1.0; n < 200; n++ {
		term *= x / (shape + n)
		sum += term
	}
	return sum
}

func TestTheMeanOfAWeibullIsExact(t *testing.T) {
	for shape := .1; shape < 100; shape *= 1.07 {
		want := float64(time.Second) * math.Gamma(1+1/shape)
		if got := float64((Weibull{shape, time.Second}).Mean()); math.Abs(got-want) > .6+1e-13*want {
			t.Errorf("shape %v: %v, want %v", shape, got, want)
		}
	}
}

// TestAShiftChangesNoLuck: the random part of a sum draws what it draws alone.
func TestAShiftChangesNoLuck(t *testing.T) {
	r := KeyOf("shift").Rand()
	alone, shifted := mustDist(t, "exp 2ms"), mustDist(t, "75ms + exp 2ms")
	for range 1000 {
		if luck := r.Fork(); shifted.Sample(luck) != alone.Sample(luck)+75*time.Millisecond {
			t.Fatal("another draw")
		}
	}
}

func TestDistributionsFollowTheirTheory(t *testing.T) {
	for _, c := range theories {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			d := mustDist(t, c.text)
			if got := d.Mean(); (got - c.mean).Abs() > 1 {
				t.Errorf("Mean is %v, want %v", got, c.mean)
			}
			r := KeyOf(c.text).Rand()
			n := 200_000
			if d, ok := d.(Erlang); ok && d.K > 100 {
				n /= 20
			}
			var sum, squares float64
			below := map[time.Duration]float64{}
			for range n {
				x := d.Sample(r.Fork())
				for limit := range c.below {
					if x <= limit {
						below[limit]++
					}
				}
				off := float64(x - c.mean)
				sum += off
				squares += off * off
			}
			allowed := 4 / math.Sqrt(float64(n))
			if off := sum / float64(n); math.Abs(off) > 1+allowed*float64(c.sd) {
				t.Errorf("mean of samples is %.0f ns off %v", off, c.mean)
			}
			if sd := math.Sqrt(squares / float64(n)); math.Abs(sd-float64(c.sd)) > 0.05*float64(c.sd) {
				t.Errorf("standard deviation of samples is %v, want %v", time.Duration(sd), c.sd)
			}
			for limit, p := range c.below {
				if got := below[limit] / float64(n); math.Abs(got-p) > allowed*math.Sqrt(p*(1-p)) {
					t.Errorf("%.5f of samples lie at or below %v, want %.5f", got, limit, p)
				}
			}
		})
	}
}

// TestExponentialFillsEveryBin would see a piece of the ziggurat that is cut
// wrongly, or a wedge or tail that is drawn too often.
func TestExponentialFillsEveryBin(t *testing.T) {
	const bins, draws = 1000, 1_000_000
	var counts [bins]float64
	r := KeyOf("bins").Rand()
	tail := 0.0
	for range draws {
		x := r.Exponential()
		counts[min(bins-1, int(-math.Expm1(-x)*bins))]++
		if x > zigguratEnd {
			tail++
		}
	}
	var chi2 float64
	for _, c := range counts {
		chi2 += (c - draws/bins) * (c - draws/bins) / (draws / bins)
	}
	if chi2 < 850 || chi2 > 1150 { // 999 degrees of freedom, ±3.3 standard deviations
		t.Errorf("chi² over %d bins is %.0f", bins, chi2)
	}
	if want := draws * math.Exp(-zigguratEnd); math.Abs(tail-want) > 4*math.Sqrt(want) {
		t.Errorf("%v draws in the tail, want %.0f", tail, want)
	}
}

func TestUniformReachesBothEnds(t *testing.T) {
	r := KeyOf("ends").Rand()
	counts := map[time.Duration]int{}
	for range 4000 {
		counts[Uniform{Lo: 1, Hi: 4}.Sample(r.Fork())]++
	}
	for d := time.Duration(1); d <= 4; d++ {
		if counts[d] < 800 || counts[d] > 1200 {
			t.Errorf("%d ns came up %d times of 4000", d, counts[d])
		}
	}
	if len(counts) != 4 {
		t.Errorf("%d durations came up, want 4", len(counts))
	}
}

// TestParetoMeanIsContinuousInAlpha walks over alpha = 1, where the formula
// changes to a series.
func TestParetoMeanIsContinuousInAlpha(t *testing.T) {
	want := float64(time.Second) * (1 + math.Log(10))
	for _, off := range []float64{-1e-4, -1e-5, -1e-7, -1e-12, 0, 1e-12, 1e-7, 1e-5, 1e-4} {
		got := Pareto{Min: time.Second, Alpha: 1 + off, Cap: 10 * time.Second}.Mean()
		// The derivative of the mean at alpha = 1 is -ln(10)²/2 seconds.
		expect := want - off*math.Ln10*math.Ln10/2*1e9
		if math.Abs(float64(got)-expect) > 1+off*off*3e9 {
			t.Errorf("alpha = 1%+g: mean is %d ns, want %.0f", off, got, expect)
		}
	}
}

func TestSamplesNeverLeaveTheirRange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyLiteral().Draw(t, "dist")
		r := Rand{state: rapid.Uint64().Draw(t, "state")}
		for range 20 {
			if x := d.Sample(r.Fork()); x < 0 || x > longestDraw {
				t.Fatalf("%#v gave %d", d, x)
			}
		}
		if m := d.Mean(); m < 0 || m > longestDraw {
			t.Fatalf("mean of %#v is %d", d, m)
		}
	})
}

// anyLiteral makes distributions that the parser would refuse as well.
func anyLiteral() *rapid.Generator[Dist] {
	return rapid.Custom(func(t *rapid.T) Dist {
		a := time.Duration(rapid.Int64().Draw(t, "a"))
		b := time.Duration(rapid.Int64().Draw(t, "b"))
		x := rapid.Float64().Draw(t, "x")
		return rapid.SampledFrom([]Dist{
			Constant(a), Uniform{a, b}, Exponential(a), Normal{a, b}, Erlang{int(a % 100), b},
			Pareto{a, x, b}, Gamma{x, a}, Weibull{x, a}, Sum{}, Sum{[]Dist{Constant(a), Exponential(b)}}, Lognormal{}, Mixture{}, Hyperexponential{}, Empirical{},
		}).Draw(t, "kind")
	})
}

func TestSamplingIsAPureFunctionAndTextRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDist(true).Draw(t, "dist")
		back, err := ParseDist(d.String(), openMeasured)
		if err != nil {
			t.Fatalf("ParseDist(%q): %v", d, err)
		}
		if !reflect.DeepEqual(back, d) {
			t.Fatalf("ParseDist(%q) is %#v, want %#v", d, back, d)
		}
		r := Rand{state: rapid.Uint64().Draw(t, "state")}
		before := r
		x := d.Sample(r)
		if y := d.Sample(r); x != y || back.Sample(r) != x {
			t.Fatalf("%s gave %v, then %v", d, x, y)
		}
		if r != before {
			t.Fatal("sampling moved the generator of the caller")
		}
		if x < 0 || x > longestDraw {
			t.Fatalf("%s gave %d", d, x)
		}
	})
}

// anyDist makes distributions of every kind that the parser accepts.
func anyDist(mix bool) *rapid.Generator[Dist] {
	return rapid.Custom(func(t *rapid.T) Dist {
		duration := func(name string, least time.Duration) time.Duration {
			return time.Duration(rapid.Int64Range(int64(least), int64(longestWritten)).Draw(t, name))
		}
		last := 12
		if mix {
			last++
		}
		switch rapid.IntRange(0, last).Draw(t, "kind") {
		case 0:
			return Constant(duration("value", 0))
		case 1:
			lo := duration("lo", 0)
			return Uniform{lo, duration("hi", lo)}
		case 2:
			return Exponential(duration("mean", 0))
		case 3:
			return Normal{duration("mean", 0), duration("sd", 0)}
		case 4:
			p50 := duration("p50", 1)
			return built(NewLognormal(p50, duration("p99", p50)))
		case 5:
			return built(LognormalOf(rapid.Float64Range(-50, 20).Draw(t, "mu"), rapid.Float64Range(0, 20).Draw(t, "sigma")))
		case 6:
			return Erlang{rapid.IntRange(1, mostStages).Draw(t, "k"), duration("mean", 0)}
		case 7:
			p := rapid.Float64Range(0, 1).Draw(t, "p")
			return built(NewHyperexponential(Phase{p, duration("mean", 0)}, Phase{1 - p, duration("mean", 0)}))
		case 8:
			low := duration("min", 1)
			return Pareto{low, rapid.Float64Range(0.001, 100).Draw(t, "alpha"), duration("cap", low)}
		case 9:
			return Gamma{rapid.Float64Range(0.01, 1000).Draw(t, "shape"), duration("mean", 0)}
		case 10:
			return Weibull{rapid.Float64Range(0.1, 100).Draw(t, "shape"), duration("scale", 0)}
		case 11:
			return built(NewSum(Constant(duration("shift", 0)), Exponential(duration("mean", 0)), built(ReadEmpirical("values", strings.NewReader(measured["values"])))))
		case 12:
			return built(ReadEmpirical("values", strings.NewReader(measured["values"])))
		default:
			p := rapid.Float64Range(0, 1).Draw(t, "p")
			return built(NewMixture(Weighted{p, anyDist(false).Draw(t, "part")}, Weighted{1 - p, anyDist(false).Draw(t, "part")}))
		}
	})
}

func built(d Dist, err error) Dist {
	if err != nil {
		panic(err)
	}
	return d
}

func TestDrawingDoesNotAllocate(t *testing.T) {
	for _, c := range theories {
		d := mustDist(t, c.text)
		r := KeyOf(c.text).Rand()
		var sum time.Duration
		if n := testing.AllocsPerRun(1000, func() { sum += d.Sample(r.Fork()) }); n != 0 {
			t.Errorf("%s allocates %v times a draw", c.text, n)
		}
	}
}
