package reports

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// spans draws latencies that differ by orders of magnitude, as real ones do.
func spans() *rapid.Generator[[]int64] {
	span := rapid.Custom(func(t *rapid.T) int64 {
		bits := rapid.IntRange(0, 62).Draw(t, "bits")
		return rapid.Int64Range(0, 1<<bits).Draw(t, "span")
	})
	return rapid.SliceOfN(span, 1, 300)
}

// histogramOf adds spans, of which it keeps few as they came; those of an odd number it
// counts from the second on.
func histogramOf(spans []int64) *Histogram {
	h := new(Histogram)
	for i, ns := range spans {
		h.Add(ns)
		if i == 0 && len(spans)%2 == 1 {
			h.reach(ns, ns)
		}
	}
	return h
}

// sortedRank is the nearest-rank quantile of what the histogram was told.
func sortedRank(sorted []int64, percent int) int64 {
	rank := (percent*len(sorted) + 99) / 100
	return sorted[max(rank, 1)-1]
}

func TestHistogramQuantilesAreWithinTwoInAThousandOfTheSortedSpans(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := spans().Draw(t, "spans")
		h := histogramOf(all)
		if rapid.Bool().Draw(t, "packed") {
			h.pack()
		}
		slices.Sort(all)
		for percent := 0; percent <= 100; percent++ {
			got, ok := h.Quantile(float64(percent) / 100)
			want := sortedRank(all, percent)
			if off := math.Abs(float64(got) - float64(want)); !ok || off > 0.002*float64(want) {
				t.Fatalf("p%d is %d, %v; of the sorted spans it is %d", percent, got, ok, want)
			}
			if want < 512 && int64(got) != want {
				t.Fatalf("p%d is %d, want exactly %d", percent, got, want)
			}
		}
	})
}

func TestHistogramCountsExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := spans().Draw(t, "spans")
		h := histogramOf(all)
		mean, _ := h.Mean()
		least, _ := h.Min()
		most, _ := h.Max()
		whole, rest := int64(0), int64(0)
		for _, ns := range all {
			whole += ns / int64(len(all))
			rest += ns % int64(len(all))
		}
		if want := whole + rest/int64(len(all)); int64(mean) != want {
			t.Fatalf("mean %d, want %d", mean, want)
		}
		if h.Count() != int64(len(all)) || int64(least) != slices.Min(all) || int64(most) != slices.Max(all) {
			t.Fatalf("count %d, min %d, max %d of %v", h.Count(), least, most, all)
		}
	})
}

func TestHistogramsMergeInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var parts [3]*Histogram
		var all []int64
		for i := range parts {
			part := rapid.OneOf(spans(), rapid.Just([]int64(nil))).Draw(t, "part")
			all = append(all, part...)
			parts[i] = histogramOf(part)
			if rapid.Bool().Draw(t, "packed") {
				parts[i].pack()
			}
		}
		merge := func(hs ...*Histogram) *Histogram {
			sum := new(Histogram)
			for _, h := range hs {
				sum.Merge(h)
			}
			return sum
		}
		a, b, c := parts[0], parts[1], parts[2]
		want := histogramOf(all)
		want.pack()
		for name, got := range map[string]*Histogram{
			"a+b+c": merge(a, b, c), "c+b+a": merge(c, b, a), "a+(b+c)": merge(a, merge(b, c)), "(a+b)+c": merge(merge(a, b), c),
		} {
			got.pack()
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s is %+v, all at once %+v", name, got, want)
			}
		}
	})
}

func TestHistogramGoesOnAfterPacking(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := spans().Draw(t, "before"), spans().Draw(t, "after")
		got := histogramOf(before)
		got.pack()
		for _, ns := range after {
			got.Add(ns)
		}
		want := histogramOf(append(before, after...))
		got.pack()
		want.pack()
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

// TestFewSpansBecomeMany holds that nothing shows of how many are kept one by one.
func TestFewSpansBecomeMany(t *testing.T) {
	var one, all Histogram
	var spans []time.Duration
	for i := range 2 * mostFew {
		ns := int64(i*i) * 1_000_003 % (1 << 40)
		one.Add(ns)
		spans = append(spans, time.Duration(ns))
		if n := i + 1; n == 1 || n == mostFew || n == mostFew+1 || n == 2*mostFew {
			if few := len(one.few) > 0; few != (n <= mostFew) {
				t.Fatalf("after %d spans they are kept one by one: %v", n, few)
			}
			all = Histogram{}
			all.AddAll(spans)
			all.pack()
			got := one
			if got.pack(); !reflect.DeepEqual(got, all) {
				t.Fatalf("%d spans one by one are %+v, all at once %+v", n, got, all)
			}
		}
	}
}

func TestAnEmptyHistogramKnowsNothing(t *testing.T) {
	for _, h := range []*Histogram{{}, histogramOf(nil)} {
		h.Merge(&Histogram{})
		h.pack()
		_, mean := h.Mean()
		_, p50 := h.Quantile(0.5)
		_, least := h.Min()
		_, most := h.Max()
		if mean || p50 || least || most || h.Count() != 0 {
			t.Errorf("an empty histogram claims to know: mean %v, p50 %v, min %v, max %v", mean, p50, least, most)
		}
	}
}

func TestHistogramHoldsTheGreatestSpans(t *testing.T) {
	h := new(Histogram)
	for range 3 {
		h.Add(math.MaxInt64)
	}
	mean, _ := h.Mean()
	p50, _ := h.Quantile(0.5)
	if mean != math.MaxInt64 || p50 != math.MaxInt64 {
		t.Errorf("mean %d, p50 %d, want both %d", mean, p50, int64(math.MaxInt64))
	}
}

func TestHistogramRefusesANegativeSpan(t *testing.T) {
	for name, h := range map[string]*Histogram{"empty": {}, "in use": histogramOf([]int64{1, 1 << 40})} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: a negative span was taken", name)
				}
			}()
			h.Add(-1)
		}()
	}
}

func TestHistogramAddDoesNotAllocate(t *testing.T) {
	h := histogramOf([]int64{int64(time.Millisecond), int64(time.Minute)})
	ns := int64(time.Millisecond)
	if n := testing.AllocsPerRun(1000, func() { h.Add(ns); ns += 1_000_003 }); n != 0 {
		t.Errorf("%v allocations for each Add", n)
	}
}

func BenchmarkHistogramAdd(b *testing.B) {
	h := histogramOf([]int64{0, int64(time.Minute)})
	ns := int64(0)
	for b.Loop() {
		h.Add(ns)
		ns = (ns + 1_000_003) & (1<<35 - 1)
	}
}
