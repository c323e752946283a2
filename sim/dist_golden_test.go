package sim_test

import (
	"io"
	"math"
	"strings"
	"testing"

	"wavetank/sim"
)

// The golden bits hold on every processor: the same test runs on amd64, 386,
// arm64, s390x, riscv64 and wasm. A hash that changes means that every recorded
// digest changes with it.

func TestSamplesAreTheSameOnEveryProcessor(t *testing.T) {
	golden := map[string]sim.Key{
		"2ms":                             0xb4f6f44db02a4b21,
		"uniform 1ms..5ms":                0x06a109c1e5fc9d5b,
		"exp 2ms":                         0xcacf181e54e44974,
		"normal 10ms sd=2ms":              0x465e304c47b969ef,
		"normal 1ms sd=1ms":               0xfe5a50f1849b0ff6,
		"lognormal p50=1ms p99=5ms":       0x1638ee2a9b4f347e,
		"lognormal mu=-7 sigma=1.2":       0x60a0a9235465f188,
		"erlang 4 10ms":                   0x17bedbef82ce72e4,
		"erlang 1000 10s":                 0x9a6b59977ecc139f,
		"hyperexp 90% 500us, 10% 5.5ms":   0x167bffc0ee66a39d,
		"pareto min=1ms alpha=4.5":        0x9cdbab17d576b422,
		"pareto min=1ms alpha=1 cap=10ms": 0x24165f1da81f6d63,
		"gamma shape=2.5 mean=10ms":       0x47f0f536566d6824,
		"gamma shape=0.4 mean=10ms":       0xc48f005e049893e2,
		"weibull shape=0.7 scale=10ms":    0xf0130fd1e12a2c05,
		"weibull shape=3 scale=10ms":      0xdf4bcb341078496b,
		"75ms + exp 2ms":                  0x02334435dbf1c257,
		"exp 2ms + 1ms + exp 2ms":         0x837ab123d96f9ad2,
		"mix 90% 1ms, 10% exp 10ms":       0xeb465795b120bb51,
		"csv values":                      0x1ef2033e57914074,
		"csv quantiles":                   0xc031669d482cab84,
	}
	for text, want := range golden {
		d, err := sim.ParseDist(text, measurements)
		if err != nil {
			t.Fatal(err)
		}
		hash, r := sim.Key(0), sim.KeyOf(text).Rand()
		for range 10_000 {
			hash = hash.Mix(uint64(d.Sample(r.Fork())))
		}
		if hash = hash.Mix(uint64(d.Mean())); hash != want {
			t.Errorf("%q: %#016x, want %#016x", text, uint64(hash), uint64(want))
		}
	}
}

// measurements are the files that golden samples are drawn from.
func measurements(name string) (io.ReadCloser, error) {
	text := map[string]string{"values": "value_ms\n10\n20\n30\n", "quantiles": "q,value\n0,0\np50,10ms\np99,100ms\n"}[name]
	return io.NopCloser(strings.NewReader(text)), nil
}

func TestArithmeticIsTheSameOnEveryProcessor(t *testing.T) {
	cases := []struct {
		name string
		f    func(r *sim.Rand) float64
		want sim.Key
	}{
		{"uniform", (*sim.Rand).Float64, 0xb0dd68535a6dec8d},
		{"open uniform", (*sim.Rand).Open, 0xc11cb5b0e39261ca},
		{"exponential", (*sim.Rand).Exponential, 0x1befc7e04ec5775f},
		{"ln of any number", func(r *sim.Rand) float64 { return sim.Log(math.Float64frombits(r.Below(0x7ff0 << 48))) }, 0xbb3549567ebfbd91},
		{"exp from -700 to 700", func(r *sim.Rand) float64 { return sim.Exp(float64(1400*r.Open()) - 700) }, 0x403c5c1b171a565b},
		{"exp around zero", func(r *sim.Rand) float64 { return sim.Exp(r.Open() - 0.5) }, 0x2365892009920a2c},
		{"normal quantile", func(r *sim.Rand) float64 { return sim.NormalQuantile(r.Open()) }, 0x0875f2d6b20efbe8},
		{"normal quantile of the tail", func(r *sim.Rand) float64 { return sim.NormalQuantile(r.Open() * 0x1p-40) }, 0xedaafc4e39253ea2},
		{"normal distribution", func(r *sim.Rand) float64 { return sim.NormalCDF(float64(20*r.Open()) - 10) }, 0x850696501fe3da52},
	}
	for _, c := range cases {
		hash, r := sim.Key(0), sim.KeyOf(c.name).Rand()
		for range 10_000 {
			hash = hash.Mix(math.Float64bits(c.f(&r)))
		}
		if hash != c.want {
			t.Errorf("%s: %#016x, want %#016x", c.name, uint64(hash), uint64(c.want))
		}
	}
}
