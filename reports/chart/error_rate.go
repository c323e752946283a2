package chart

// ErrorRate draws the share of requests that went wrong over time, as a
// percentage from zero, and dashed that of degraded answers where there are any.
func ErrorRate(f Figure) Chart {
	_, hi, ok := extent(f.Curves, func(float64) bool { return true })
	if !ok {
		hi = 1
	}
	return overTime(f, ratioAxis(hi), errorMeasure.title, percent)
}
