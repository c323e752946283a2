package chart

// Latency draws the time that requests took over time, on a logarithmic axis.
func Latency(f Figure) Chart {
	lo, hi, ok := extent(f.Curves, func(v float64) bool { return v > 0 })
	if !ok {
		lo, hi = 1e-3, 1
	}
	return overTime(f, latencyAxis(lo, hi), "Latency of answered requests, from the intended start (logarithmic)")
}
