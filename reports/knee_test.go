package reports

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func kneeOf(small bool, arms ...[]float64) *Knee {
	k := &Knee{Low: 0, High: 100, Small: small, Write: func(x float64) string { return number(x).String() + "/s" }, Capacity: math.NaN()}
	for i, values := range arms {
		a := KneeArm{Arm: Arm{Name: []string{"without", "with"}[i]}}
		for s, x := range values {
			a.Thresholds = append(a.Thresholds, Threshold{Seed: uint64(s), At: x})
		}
		k.Arms = append(k.Arms, a)
	}
	return k
}

// TestOrderStatisticsHoldTheQuantile: of twenty numbers the 6th and the 15th hold the
// median with 95.9 %, as every table of the sign test says; and whatever the number and
// the quantile, the tails beyond are at most 2.5 %, and would not be one further in.
func TestOrderStatisticsHoldTheQuantile(t *testing.T) {
	count := func(n int) (d []float64) {
		for i := range n {
			d = append(d, float64(i+1))
		}
		return d
	}
	if i := orderInterval(count(20), 0.5); i.Low != 6 || i.High != 15 || i.Middle != 10.5 {
		t.Errorf("of twenty the median is in %+v", i)
	}
	for _, n := range []int{1, 5, 6, 20, 99, 500} {
		for _, p := range []float64{0.05, 0.5, 0.95} {
			fewer := make([]float64, n+2) // fewer[k]: fewer than k of n below the quantile
			for k := range n + 1 {
				lg, _ := math.Lgamma(float64(n + 1))
				lk, _ := math.Lgamma(float64(k + 1))
				lr, _ := math.Lgamma(float64(n - k + 1))
				fewer[k+1] = fewer[k] + math.Exp(lg-lk-lr+float64(k)*math.Log(p)+float64(n-k)*math.Log(1-p))
			}
			i := orderInterval(count(n), p)
			l, u := 0, n+1
			if !math.IsInf(i.Low, 0) {
				l = int(i.Low)
			}
			if !math.IsInf(i.High, 0) {
				u = int(i.High)
			}
			if l > 0 && fewer[l] > 0.025+1e-12 || fewer[l+1] <= 0.025-1e-12 {
				t.Errorf("n %d, p %v: the lower end is number %d, with %v and one further in %v", n, p, l, fewer[l], fewer[l+1])
			}
			if u <= n && 1-fewer[u] > 0.025+1e-12 || u > 1 && 1-fewer[u-1] <= 0.025-1e-12 {
				t.Errorf("n %d, p %v: the upper end is number %d", n, p, u)
			}
		}
	}
}

func TestAKneeTellsBothSides(t *testing.T) {
	inf := math.Inf(1)
	up := kneeOf(true, []float64{10, 20, 30, 40, 50, 60}, []float64{15, 30, 45, 60, 75, inf})
	if g := up.Gain(&up.Arms[1]); g.Middle != 0.5 || g.Low != 0.5 || !math.IsInf(g.High, 1) {
		t.Errorf("the gain is %+v", g)
	}
	if x := up.Keeps(&up.Arms[0], 30); x != 4./6 {
		t.Errorf("at 30 %v keep it", x)
	}
	if x := up.Quantile(&up.Arms[0], 0.05).Middle; x != 12.5 {
		t.Errorf("one in twenty breaks above %v", x)
	}
	if words := up.Finding(); words != "Half of the storms break above 35/s (without), 52.5/s (with); with holds 50.0 % further than without, and at least 50.0 %." {
		t.Error(words)
	}
	down := kneeOf(false, []float64{10, 20, 30, 40, 50, 60}, slices.Repeat([]float64{-inf}, 6))
	if x := down.Quantile(&down.Arms[0], 0.05).Middle; x != 57.5 {
		t.Errorf("one in twenty breaks below %v", x)
	}
	if x := down.Keeps(&down.Arms[0], 30); x != 0.5 {
		t.Errorf("at 30 %v keep it", x)
	}
	if words := down.Finding(); words != "Half of the storms break below 35/s (without); the arm with holds as far as 0/s." {
		t.Error(words)
	}
	worse := kneeOf(false, []float64{10, 20, 30, 40, 50, 60}, []float64{15, 30, 45, 60, 75, 90})
	if words := worse.Finding(); words != "Half of the storms break below 35/s (without), 52.5/s (with); the arm with holds less far than without." {
		t.Error(words)
	}
	if cell := worse.Table()[2][5]; cell != "+50.0 % (50.0–50.0)" {
		t.Error(cell)
	}
	none := kneeOf(true, []float64{0, 0, 0, 0, 0, 0}, []float64{0, 0, 0, 0, 0, 2})
	if g := none.Gain(&none.Arms[1]); g.Middle != 0 || g.Low != 0 || !math.IsInf(g.High, 1) {
		t.Errorf("as little as nothing gains %+v", g)
	}
	if g := down.Gain(&down.Arms[1]); !math.IsInf(g.Middle, -1) {
		t.Errorf("what lies beyond the bounds gains %+v", g)
	}
}

// TestTheIntervalOfHalfTheStormsCovers: of thresholds that are drawn, 93 to 97 % of the
// intervals hold the true median, however few the seeds and however skew the draw.
func TestTheIntervalOfHalfTheStormsCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{8, 12, 20, 40} {
		for name, draw := range map[string]func() float64{"normal": r.NormFloat64, "skew": func() float64 { return math.Exp(r.NormFloat64()) - 1 }} {
			const samples = 4000
			held := 0
			for range samples {
				k := &Knee{Small: true, Arms: []KneeArm{{}}}
				for range n {
					k.Arms[0].Thresholds = append(k.Arms[0].Thresholds, Threshold{At: draw()})
				}
				if !k.Quantile(&k.Arms[0], 0.5).Excludes(0) {
					held++
				}
			}
			if share := float64(held) / samples; share < 0.93 || share > 0.97 {
				t.Errorf("%d seeds, %s: %.1f %% of the intervals hold the median", n, name, 100*share)
			}
		}
	}
}

// TestTheFitOfAGridGoesOneWayOnly: neighbours that rise where the share should fall are
// pooled, and the crossings lie between the points.
func TestTheFitOfAGridGoesOneWayOnly(t *testing.T) {
	a := KneeArm{Grid: gridOf(10, 10, 6, 8, 2, 0)}
	k := &Knee{Small: true, Arms: []KneeArm{a}}
	if got, want := fit(a.Grid, false), []float64{1, 0.7, 0.7, 0.2, 0}; !slices.Equal(got, want) {
		t.Errorf("the fit is %v, not %v", got, want)
	}
	if half, most := k.Quantile(&k.Arms[0], 0.5).Middle, k.Quantile(&k.Arms[0], 0.15).Middle; half != 34 || most != 15 {
		t.Errorf("half at %v and 15 %% at %v, not at 34 and 15", half, most)
	}
	if x := k.Keeps(&k.Arms[0], 45); math.Abs(x-0.1) > 1e-12 {
		t.Errorf("%v keep it at 45, not a tenth", x)
	}
	up := &Knee{Arms: []KneeArm{{Grid: gridOf(10, 0, 5, 3, 10)}}}
	if half := up.Quantile(&up.Arms[0], 0.5).Middle; math.Abs(half-31.666666666666668) > 1e-9 {
		t.Errorf("of one that rises, half at %v", half)
	}
}

// gridOf returns points at 10, 20 …, of so many seeds, of which the first few keep it.
func gridOf(seeds int, kept ...int) []KneePoint {
	var grid []KneePoint
	for i, n := range kept {
		p := KneePoint{At: float64(10 + 10*i), Kept: n, Runs: seeds}
		for s := range seeds {
			p.Keeps = append(p.Keeps, s < n)
		}
		grid = append(grid, p)
	}
	return grid
}

// TestTheIntervalOfAGridCovers: of seeds that keep it by chance, the more rarely the larger
// the value, 93 to 97 % of the intervals hold where half of them all do.
func TestTheIntervalOfAGridCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n, samples = 20, 200
	held := 0
	for range samples {
		a := KneeArm{}
		for at := 10.0; at <= 90; at += 10 {
			p := KneePoint{At: at, Runs: n}
			for range n {
				keeps := r.Float64() < 1/(1+math.Exp((at-47)/12))
				if p.Keeps = append(p.Keeps, keeps); keeps {
					p.Kept++
				}
			}
			a.Grid = append(a.Grid, p)
		}
		k := &Knee{Small: true, Arms: []KneeArm{a}}
		if i := k.Quantile(&k.Arms[0], 0.5); i.Low <= 47 && i.High >= 47 {
			held++
		}
	}
	if share := float64(held) / samples; share < 0.93 || share > 0.97 {
		t.Errorf("%.1f %% of the intervals hold it", 100*share)
	}
}

// TestAKneeFitsTheTerminal: its columns fold, each block with the arm.
func TestAKneeFitsTheTerminal(t *testing.T) {
	k := kneeOf(false, []float64{30, 31, 32, 33, 34, 35, 36}, []float64{60, 62, 64, 66, 68, 70, 72})
	var b strings.Builder
	if err := k.WriteTable(&b, Screen{Width: 50}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if utf8.RuneCountInString(line) > 51 {
			t.Errorf("too wide: %s", line)
		}
	}
	if n := strings.Count(b.String(), "\nvariant") + 1; n != 2 {
		t.Errorf("%d blocks in\n%s", n, &b)
	}
}
