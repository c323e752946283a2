package chart

import "math"

// A Figure is what a chart over time shows. Times are seconds of virtual time.
type Figure struct {
	Title    string // the finding
	Subtitle string
	YLabel   string   // what the vertical axis measures; empty means the chart's own words
	Footer   []string // seeds, hash, digest, command: one or more lines each
	Curves   []Band
	Shades   []Shade
	Duration float64 // end of the time axis
	Warmup   float64 // seconds from the start that no count includes
}

// A Band is one curve: a median over seeds, and the range in which 5–95 % of
// them lie. At, Median, Low and High have one entry per point in time, in the
// order of time; NaN means that there is no value, and becomes a gap. Low and
// High may be nil. Error rates are ratios from 0 to 1, latencies are seconds.
type Band struct {
	Variant  string // curves of one variant share a colour; empty means the label
	Label    string // stands beside the line
	Baseline bool
	Lesser   bool // thin, dashed and without its range: the p50 beside a p99
	At       []float64
	Median   []float64
	Low      []float64
	High     []float64
}

// A Shade is a stretch of time in which something was wrong.
type Shade struct {
	From, To float64
	Label    string
}

// variant is the name under which the band takes its colour.
func (b Band) variant() string {
	if b.Variant != "" {
		return b.Variant
	}
	return b.Label
}

func (b Band) ranged() bool {
	return !b.Lesser && len(b.Low) == len(b.At) && len(b.High) == len(b.At)
}

// extent is the lowest and the highest value that the curves show, among those
// that admit lets pass. It is not ok when there is none.
func extent(curves []Band, admit func(float64) bool) (lo, hi float64, ok bool) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, b := range curves {
		shown := [][]float64{b.Median}
		if b.ranged() {
			shown = append(shown, b.Low, b.High)
		}
		for _, values := range shown {
			for _, v := range values {
				if finite(v) && admit(v) {
					lo, hi, ok = min(lo, v), max(hi, v), true
				}
			}
		}
	}
	return lo, hi, ok
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
