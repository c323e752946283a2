package sim

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestConstructorsRefuseWhatCannotBe(t *testing.T) {
	some := Constant(time.Millisecond)
	inner, err := NewMixture(Weighted{1, some})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name string
		make func() (Dist, error)
		want string
	}{
		{"a mixture of nothing", func() (Dist, error) { return orNil(NewMixture()) }, "0 branches"},
		{"a mixture of a mixture", func() (Dist, error) { return orNil(NewMixture(Weighted{1, inner})) }, "other than mix"},
		{"a mixture of a nil", func() (Dist, error) { return orNil(NewMixture(Weighted{1, nil})) }, "other than mix"},
		{"weights that sum to less", func() (Dist, error) { return orNil(NewMixture(Weighted{0.5, some}, Weighted{0.4, some})) }, "sum to 0.9"},
		{"a weight that is not a number", func() (Dist, error) { return orNil(NewMixture(Weighted{math.NaN(), some})) }, "between 0 and 1"},
		{"a negative phase", func() (Dist, error) { return orNil(NewHyperexponential(Phase{1, -1})) }, "negative"},
		{"a sum of nothing", func() (Dist, error) { return orNil(NewSum()) }, "0 terms"},
		{"a sum of a nil", func() (Dist, error) { return orNil(NewSum(some, nil)) }, "term 2 of a sum is missing"},
		{"a p99 below the p50", func() (Dist, error) { return orNil(NewLognormal(2, 1)) }, "0 < p50 <= p99"},
		{"a mu that is not a number", func() (Dist, error) { return orNil(LognormalOf(math.NaN(), 1)) }, "mu=NaN"},
		{"a negative sigma", func() (Dist, error) { return orNil(LognormalOf(0, -1)) }, "sigma=-1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if d, err := c.make(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v and error %v, want one about %q", d, err, c.want)
			}
		})
	}
}

func orNil(d Dist, err error) (Dist, error) { return d, err }
