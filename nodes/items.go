package nodes

import (
	"slices"

	"wavetank/sim"
)

// Items says which items the requests of a load are about: one each, drawn by
// the identity of the request. The zero value is the one item 0.
type Items struct {
	n   int64
	cdf []float64 // chance of an item up to each; nil is equal chances
}

// NewItems returns n items, numbered from 0, of which the k-th (from 1) is drawn
// in proportion to k^-skew (Zipf). A skew of 0 draws all equally often.
func NewItems(n int64, skew float64) Items {
	items := Items{n: n}
	if skew > 0 && n > 1 {
		items.cdf = make([]float64, n)
		sum := 0.0
		for k := range items.cdf {
			sum += sim.Exp(-float64(skew * sim.Log(float64(k+1))))
			items.cdf[k] = sum
		}
	}
	return items
}

var drawItem = sim.KeyOf("item")

// of returns the item that a request is about.
func (i Items) of(w *sim.World, request sim.Key) int64 {
	if i.n <= 1 {
		return 0
	}
	luck := w.Draw(drawItem, request)
	if i.cdf == nil {
		return int64(luck.Below(uint64(i.n)))
	}
	at := float64(luck.Float64() * i.cdf[i.n-1])
	k, _ := slices.BinarySearch(i.cdf, at)
	return min(int64(k), i.n-1)
}
