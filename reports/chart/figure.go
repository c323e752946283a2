package chart

import (
	"math"
	"slices"
)

// A Figure is what a chart over time shows. Times are seconds of virtual time.
type Figure struct {
	Title    string // the finding
	Subtitle string
	YLabel   string   // what the vertical axis measures; empty means the chart's own words
	Footer   []string // seeds, hash, digest, command: one or more lines each
	Arms     []string // all variants of the comparison, the baseline first; nil means those of the curves
	Curves   []Band
	Limits   []Limit
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
	Label    string // stands beside the line; empty with a lesser curve
	Baseline bool
	Lesser   bool // thin, dashed and without its range or label: what the subtitle says of its variant
	At       []float64
	Median   []float64
	Low      []float64
	High     []float64
}

// A Limit is a line across the chart, such as an SLO.
type Limit struct {
	At    float64
	Label string
}

// A Shade is a stretch of time in which something was wrong, or in which a load was not
// what it was at first.
type Shade struct {
	From, To float64
	Label    string
	Load     bool
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

// arms returns the variants in their order.
func (f Figure) arms() []string {
	if f.Arms != nil {
		return f.Arms
	}
	var all []string
	for _, b := range f.Curves {
		if !slices.Contains(all, b.variant()) {
			all = append(all, b.variant())
		}
	}
	return all
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
