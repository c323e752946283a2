package chart

// Latency draws the time that requests took over time, on a logarithmic axis.
func Latency(f Figure) Chart {
	curves := f.Curves
	for _, l := range f.Limits {
		curves = append(curves[:len(curves):len(curves)], Band{Median: []float64{l.At * 0.99, l.At * 1.01}}) // room around the line
	}
	lo, hi, ok := extent(curves, func(v float64) bool { return v > 0 })
	if !ok {
		lo, hi = 1e-3, 1
	}
	return overTime(f, latencyAxis(lo, hi), "p99 latency, from the intended start (logarithmic)", precise)
}
