package chart

// Latency draws the time that requests took over time, on a logarithmic axis.
func Latency(f Figure) Chart {
	lo, hi, ok := extent(withRoom(f.Curves, f.Limits), func(v float64) bool { return v > 0 })
	if !ok {
		lo, hi = 1e-3, 1
	}
	return overTime(f, latencyAxis(lo, hi), "p99 latency, from the intended start (logarithmic)", precise)
}

// withRoom are curves and room around limits.
func withRoom(curves []Band, limits []Limit) []Band {
	for _, l := range limits {
		curves = append(curves[:len(curves):len(curves)], Band{Median: []float64{l.At * 0.99, l.At * 1.01}})
	}
	return curves
}
