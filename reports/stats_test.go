package reports

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// A family is a distribution of paired differences whose mean is known.
type family struct {
	name string
	mean float64
	draw func(*rand.Rand) float64
}

func families() []family {
	errors := func(r *rand.Rand, requests int, p float64) float64 {
		k := 0
		for range requests {
			if r.Float64() < p {
				k++
			}
		}
		return float64(k) / float64(requests)
	}
	return []family{
		{"normal", 0.3, func(r *rand.Rand) float64 { return 0.3 + r.NormFloat64() }},
		{"lognormal", math.Exp(0.125), func(r *rand.Rand) float64 { return math.Exp(0.5 * r.NormFloat64()) }},
		{"exponential", 1, func(r *rand.Rand) float64 { return r.ExpFloat64() }},
		{"skewed to the left", -1, func(r *rand.Rand) float64 { return r.ExpFloat64() - 2*r.ExpFloat64() }},
		{"error rates", 0.05, func(r *rand.Rand) float64 { return errors(r, 100, 0.08) - errors(r, 100, 0.03) }},
		{"equal error rates", 0, func(r *rand.Rand) float64 { return errors(r, 100, 0.02) - errors(r, 100, 0.02) }},
	}
}

func TestOfAThousandIntervalsNinetyFivePercentContainTheTruth(t *testing.T) {
	draws := 8000 // chance moves the share by 0.25 points
	if testing.Short() {
		draws = 4000
	}
	for _, n := range []int{5, 20, 50} {
		for i, f := range families() {
			t.Run(fmt.Sprintf("%s, %d seeds", f.name, n), func(t *testing.T) {
				r := rand.New(rand.NewPCG(uint64(n), uint64(i)))
				share := coverage(r, f, n, draws, MeanInterval)
				low, high := 0.93, 0.97
				if n < 20 {
					low, high = 0.92, 0.98
				}
				t.Logf("%.1f %%", 100*share)
				if share < low || share > high {
					t.Errorf("%.1f %% of %d intervals contain the mean %g, want %g to %g %%",
						100*share, draws, f.mean, 100*low, 100*high)
				}
			})
		}
	}
}

// coverage returns the share of intervals that contain the mean of f.
func coverage(r *rand.Rand, f family, n, draws int, of func([]float64) Interval) float64 {
	in, d := 0, make([]float64, n)
	for range draws {
		for i := range d {
			d[i] = f.draw(r)
		}
		if v := of(d); !v.Excludes(f.mean) {
			in++
		}
	}
	return float64(in) / float64(draws)
}

func TestStudentQuantileLeavesTwoAndAHalfPercentAbove(t *testing.T) {
	for _, df := range []int{1, 2, 3, 5, 10, 19, 29, 30, 31, 32, 49, 100, 999} {
		if above := studentTail(df, studentQuantile(df)); math.Abs(above-0.025) > 1e-8 {
			t.Errorf("%d degrees of freedom: %.12f lies above %g, want 0.025", df, above, studentQuantile(df))
		}
	}
}

// studentTail integrates the density of Student's t from 0 to x by Simpson's
// rule, after the substitution x = √v tan u, which makes it cos^(v-1) u.
func studentTail(df int, x float64) float64 {
	v := float64(df)
	a, _ := math.Lgamma((v + 1) / 2)
	b, _ := math.Lgamma(v / 2)
	scale := math.Exp(a-b) / math.Sqrt(math.Pi)
	const steps = 20000
	h := math.Atan(x/math.Sqrt(v)) / steps
	sum := 0.0
	for i := range steps + 1 {
		w := 2.0 + 2*float64(i%2)
		if i == 0 || i == steps {
			w = 1
		}
		sum += w * math.Pow(math.Cos(float64(i)*h), v-1)
	}
	return 0.5 - scale*sum*h/3
}

func TestMeanInterval(t *testing.T) {
	inf := math.Inf(1)
	tests := []struct {
		name string
		d    []float64
		want Interval
	}{
		{"nothing is known of no seeds", nil, Interval{math.NaN(), -inf, inf, 0}},
		{"one seed leaves the interval open", []float64{3}, Interval{3, -inf, inf, 1}},
		{"an infinite number leaves it open", []float64{3, inf}, Interval{inf, -inf, inf, 2}},
		{"no difference at all is certain", []float64{0, 0, 0}, Interval{0, 0, 0, 3}},
		{"the same difference everywhere is certain", []float64{2, 2}, Interval{2, 2, 2, 2}},
		{"two seeds give Student's interval", []float64{1, 3},
			Interval{2, 2 - 12.7062047362, 2 + 12.7062047362, 2}},
		{"symmetric numbers give nearly Student's interval", []float64{-1, 0, 1, 2, 3},
			Interval{1, 1 - 1.9632431, 1 + 1.9632431, 5}},
		{"a tail to the right lengthens the right end only", []float64{0, 0, 0, 0, 5},
			Interval{1, 1 - 2.7764451, 7.7435806, 5}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := MeanInterval(test.d)
			if !near(got.Middle, test.want.Middle) || !near(got.Low, test.want.Low) ||
				!near(got.High, test.want.High) || got.Pairs != test.want.Pairs {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// near reports whether two numbers agree to four digits, NaN with NaN.
func near(x, y float64) bool {
	return x == y || x != x && y != y || math.Abs(x-y) <= 1e-4*max(1, math.Abs(y))
}

func TestMedianInterval(t *testing.T) {
	inf := math.Inf(1)
	tests := []struct {
		name string
		d    []float64
		want Interval
	}{
		{"five seeds are too few", []float64{1, 2, 3, 4, 5}, Interval{3, -inf, inf, 5}},
		{"six seeds give nearly the least and the greatest", []float64{6, 1, 5, 2, 4, 3}, Interval{3.5, 1 + 5.0/14, 6 - 5.0/14, 6}},
		{"the infinite are the greatest", []float64{1, inf, 2, inf, inf, inf}, Interval{inf, 1 + 5.0/14, inf, 6}},
		{"beside the infinite nothing is interpolated", []float64{1, inf, inf, inf, inf, inf}, Interval{inf, 1, inf, 6}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := MedianInterval(test.d); !near(got.Middle, test.want.Middle) || !near(got.Low, test.want.Low) || !near(got.High, test.want.High) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestSignRank(t *testing.T) {
	for n, want := range map[int]int{0: 0, 5: 0, 6: 1, 8: 1, 9: 2, 20: 6, 50: 18, 100: 40, 1000: 469, 1001: 469, 10000: 4902} {
		if got, _ := signRank(n); got != want {
			t.Errorf("of %d seeds: rank %d, want %d", n, got, want)
		}
	}
}

func TestQuantile(t *testing.T) {
	inf := math.Inf(1)
	tests := []struct {
		name string
		d    []float64
		p    float64
		want float64
	}{
		{"the median of an odd number is the middle one", []float64{9, 1, 4}, 0.5, 4},
		{"the median of an even number lies between the two in the middle", []float64{1, 2, 4, 9}, 0.5, 3},
		{"a twentieth of twenty-one is the second", []float64{20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, 0.05, 1},
		{"everything lies below the greatest", []float64{1, 2}, 1, 2},
		{"between a number and infinity lies infinity", []float64{1, inf}, 0.5, inf},
		{"exactly on a number the infinite neighbour does not count", []float64{1, 2, inf}, 0.5, 2},
		{"nothing has no median", nil, 0.5, math.NaN()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Quantile(test.d, test.p); !near(got, test.want) {
				t.Errorf("got %g, want %g", got, test.want)
			}
		})
	}
}

func TestTinyNumbersHaveAnInterval(t *testing.T) {
	got, tiny := MeanInterval([]float64{2, 2, 1}), MeanInterval([]float64{0x2p-400, 0x2p-400, 0x1p-400})
	if tiny.Low != got.Low*0x1p-400 || tiny.High != got.High*0x1p-400 {
		t.Errorf("got %+v, want what %+v is in other units", tiny, got)
	}
}

func TestAnIntervalContainsItsMeanAndFollowsTheData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SliceOfN(rapid.Float64Range(-1e3, 1e3), 2, 60).Draw(t, "d")
		got := MeanInterval(d)
		if !(got.Low <= got.Middle && got.Middle <= got.High) {
			t.Fatalf("the mean lies outside: %+v", got)
		}
		for i := range d {
			d[i] = -d[i]
		}
		if back := MeanInterval(d); back.Low != -got.High || back.High != -got.Low {
			t.Fatalf("mirrored data give %+v, not the mirror of %+v", back, got)
		}
	})
}

func TestCubeRoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-100, 100).Draw(t, "x")
		if got, want := cubeRoot(x), math.Cbrt(x); math.Abs(got-want) > 1e-14*math.Abs(want) {
			t.Fatalf("cube root of %g: %.17g, want %.17g", x, got, want)
		}
	})
}
