package chart

// ErrorRate draws the share of requests that went wrong over time, as a
// percentage from zero.
func ErrorRate(f Figure) Chart {
	_, hi, ok := extent(f.Curves, func(float64) bool { return true })
	if !ok {
		hi = 1
	}
	return overTime(f, ratioAxis(hi), "Error rate: requests that failed, timed out or were rejected")
}
