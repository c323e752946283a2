package reports

import (
	"math"
	"slices"
	"strings"
)

// rounded reports whether the metric is a percentile, which a histogram gives only
// to within its buckets.
func (m Metric) rounded() bool {
	name := m.Name[strings.LastIndexAny(m.Name, "._")+1:]
	return m.Unit == "ms" && len(name) > 1 && name[0] == 'p'
}

// rounded reports whether the claim asks for a percentile.
func (c *Claim) rounded() bool {
	return slices.ContainsFunc(c.names, func(n Name) bool { return Metric{Name: n.Metric, Unit: "ms"}.rounded() })
}

// rounding returns by how much differences scatter at least, if both sides are
// rounded to a histogram's buckets. A number that lies anywhere in its bucket
// scatters by the width over the root of twelve (Sheppard, On the calculation of the
// most probable values of frequency-constants, Proceedings of the London
// Mathematical Society 29, 1897). In two seeds the differences may well be the same
// two buckets; that is no certainty.
func rounding(x, y []float64) float64 {
	var squares float64
	for i := range x {
		squares += float64(x[i]*x[i]) + float64(y[i]*y[i])
	}
	const parts = 1 << octaveBits
	return math.Sqrt(squares/float64(max(len(x), 1))/12) / parts
}
