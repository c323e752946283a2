package sim

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestRandGivesTheOutputsOfSplitmix64(t *testing.T) {
	r := Rand{state: 1234567}
	want := []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821}
	for i, w := range want {
		if got := r.Uint64(); got != w {
			t.Errorf("output %d is %d, want %d", i, got, w)
		}
	}
}

func TestRandStaysInItsRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rand{state: rapid.Uint64().Draw(t, "state")}
		if x := r.Float64(); x < 0 || x >= 1 {
			t.Fatalf("Float64 gave %v", x)
		}
		if x := r.Open(); x <= 0 || x >= 1 {
			t.Fatalf("Open gave %v", x)
		}
		n := rapid.Uint64Min(1).Draw(t, "n")
		if x := r.Below(n); x >= n {
			t.Fatalf("Below(%d) gave %d", n, x)
		}
		lo := time.Duration(rapid.Int64().Draw(t, "lo"))
		hi := time.Duration(rapid.Int64().Draw(t, "hi"))
		if x := r.Between(lo, hi); lo < hi && (x < lo || x >= hi) || lo >= hi && x != lo {
			t.Fatalf("Between(%d, %d) gave %d", lo, hi, x)
		}
	})
}

func TestOpenReachesNeitherEnd(t *testing.T) {
	// The output mixing of splitmix64 is a bijection, so the extreme outputs are
	// checked by the arithmetic of Open itself.
	for _, bits := range []uint64{0, math.MaxUint64} {
		if x := float64(int64(bits>>12<<1|1)) * 0x1p-53; x <= 0 || x >= 1 {
			t.Errorf("bits %x give %v", bits, x)
		}
	}
}

func TestBelowIsUniform(t *testing.T) {
	r := Rand{state: 1}
	const n, draws = 12, 240_000
	var counts [n]float64
	for range draws {
		counts[r.Below(n)]++
	}
	var chi2 float64
	for _, c := range counts {
		chi2 += (c - draws/n) * (c - draws/n) / (draws / n)
	}
	if chi2 > 31.26 { // the 99.9 % quantile with 11 degrees of freedom
		t.Errorf("chi² is %.1f: %v", chi2, counts)
	}
	if r.Below(0) != 0 {
		t.Error("Below(0) is not 0")
	}
}

// TestBelowRejectsTheBias takes an n for which scaling without rejection would
// give half of all draws to the multiples of three.
func TestBelowRejectsTheBias(t *testing.T) {
	r := Rand{state: 2}
	const n, draws = 3 << 62, 100_000
	multiples := 0
	for range draws {
		if r.Below(n)%3 == 0 {
			multiples++
		}
	}
	if p := float64(multiples) / draws; math.Abs(p-1.0/3) > 0.006 {
		t.Errorf("multiples of three came up with %v", p)
	}
}

func TestChance(t *testing.T) {
	cases := []struct {
		name string
		p    float64
		want float64
	}{
		{"never for zero", 0, 0},
		{"never for less than zero", -1, 0},
		{"never for what is not a number", math.NaN(), 0},
		{"always for one", 1, 1},
		{"always for more than one", 2, 1},
		{"as often as it says in between", 0.3, 0.3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := Rand{state: 3}
			hits := 0
			const draws = 50_000
			for range draws {
				if r.Chance(c.p) {
					hits++
				}
			}
			slack := 0.0
			if c.want > 0 && c.want < 1 {
				slack = 0.01
			}
			if got := float64(hits) / draws; math.Abs(got-c.want) > slack {
				t.Errorf("Chance(%v) came true with %v", c.p, got)
			}
			r = Rand{state: 4}
			s := r
			r.Chance(c.p)
			s.Uint64()
			if r != s {
				t.Error("Chance did not take exactly one draw")
			}
		})
	}
}

func TestForkAdvancesTheGiverByOne(t *testing.T) {
	r := Rand{state: 5}
	s := r
	fork := r.Fork()
	for range 10 {
		fork.Uint64()
	}
	s.Uint64()
	if r != s {
		t.Error("what was drawn from the fork moved the giver")
	}
}

func TestShuffleGivesEveryOrderEquallyOften(t *testing.T) {
	r := Rand{state: 6}
	counts := map[[3]int]float64{}
	const draws = 60_000
	for range draws {
		order := [3]int{0, 1, 2}
		r.Shuffle(3, func(i, j int) { order[i], order[j] = order[j], order[i] })
		counts[order]++
	}
	if len(counts) != 6 {
		t.Fatalf("%d orders came up, want 6", len(counts))
	}
	for order, c := range counts {
		if math.Abs(c-draws/6) > 450 { // five standard deviations
			t.Errorf("order %v came up %v times of %d", order, c, draws)
		}
	}
}
