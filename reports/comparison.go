package reports

import (
	"math"

	"wavetank/sim"
)

// A Comparison is what several variants of a scenario came to over the same
// seeds: plain data. It does not depend on the order in which the runs ended.
type Comparison struct {
	Info
	Seeds        []uint64 // of which there is a run, ascending
	Loads        []string // in the order of the scenario
	Variants     []*Variant
	Differences  []Difference  // by variant, then by metric
	Faults       []Disturbance // of the first seed's baseline, if they fell at the same instants in every run
	Invariants   []Tally       // by variant, then in the order of the scenario
	Expectations []Expectation // empty until the caller has judged them
	Phase        *Phase        // of what ended metastable most often; nil unless it was asked for
}

// A Variant is one arm over all its seeds.
type Variant struct {
	Arm
	Total  Summary      // counts and durations summed over the seeds, histograms merged; no series
	Runs   []Run        // by seed
	Bands  []Band       // of every metric, for all loads together, for each of several, and then of what facts told
	Levels []LevelCurve // that any run told, by name
	Counts []CountCurve // of what any run of any variant counted, by metric
	Errors Curve        // error rate
	P50    Curve        // latency of successes, in seconds, as are the next two
	P99    Curve
	AllP99 Curve // of all requests that ended or are unanswered

	Controls Controls // of the runs that ended overloaded

	Degraded Curve // share of the requests of which is known what became of them
}

// A LevelCurve is a level that some run told, over the course of the runs: its
// mean over the owners, and how high it stood with the one where it was highest.
type LevelCurve struct {
	Name string
	Curve
	Highest Curve // the highest of any owner
}

// A Run is what a comparison keeps of one run.
type Run struct {
	Seed   uint64
	Digest string
	Facts  []FactCount
	Faults []Disturbance
	Surges []Disturbance
	Told   []Told // without the owners of levels
	Judged []Judged
	values []float64 // by load and metric, as measured; NaN where undefined

	undefined map[int]string // why, by the place among the values

	measured []measuredPlace
	places   []float64 // their statistics

	NeverWell string // as in its Summary
	State     State  // as in its Summary, or metastable
	StateFrom sim.Time
	AtEase    bool // as in its Summary
}

// told returns a metric about the facts of a kind, or NaN and why it is undefined.
func (r *Run) told(m Metric) (float64, string) {
	s := &Summary{Facts: r.Facts, Told: r.Told}
	x, ok := m.Of(s, "")
	if !ok {
		return math.NaN(), m.Why(s, "")
	}
	return x, ""
}

// A Band is one metric over the seeds of a variant. Median, Low and High (5 and
// 95 %) are Quantiles of the Runs in which it is defined, NaN if there are none.
type Band struct {
	Load     string // empty for all together
	Metric   string
	Unit     string
	Median   float64
	Low      float64
	High     float64
	Runs     int
	Infinite int // runs in which it is infinite: the system did not recover

	Values []float64 // of each run, in their order; NaN where undefined

	Undefined int    // runs in which it is undefined
	Why       string // in the first of them; empty if there are none
}

// The verdicts on a difference. NoDifference is said when the interval includes
// zero: none is shown, which is not to say that there is none.
const (
	Better       = "better"
	Worse        = "worse"
	NoDifference = "~"
)

// Hollow is the verdict on an error rate that is lower although no more requests
// were answered well: less is known of the others, which is no gain.
const Hollow = "no more ok"

// Uneven is the verdict on error rates of different numbers of requests, which do
// not compare: see Comparison.Uneven.
const Uneven = "uneven"

// A Difference is a variant against the baseline in one metric, paired by seed.
// Only seeds in which the metric is defined on both sides count.
type Difference struct {
	Variant  string
	Baseline string
	Load     string // empty for all together
	Metric   string
	Unit     string
	From     float64 // the median of the baseline over the pairs; NaN without pairs
	To       float64 // the median of the variant
	Interval         // of variant minus baseline: of the mean, or of the median if ByMedian
	ByMedian bool    // for recovery, which may be infinite and is never averaged
	LeftOut  int     // seeds that ran on both sides and are undefined on one
	Better   int     // pairs in which the variant is better
	Worse    int
	Verdict  string
}

// Compare compares runs of several variants in whatever order they come. It is
// a Comparer for runs that are all at hand.
func Compare(info Info, runs []*Summary) (*Comparison, error) {
	c := NewComparer(info)
	for _, s := range runs {
		if err := c.Add(s); err != nil {
			return nil, err
		}
	}
	return c.Comparison()
}

// compared are the metrics of which differences are shown; perLoad those of
// which they are shown for each load as well, if there are several.
var (
	compared = []string{"error_rate", "goodput", "p50", "p99", "latency_all_p99", "attempts_per_request", "wasted_work", "recovery", "degraded_rate", "stale_reads", "lost_writes"}
	perLoad  = []string{"error_rate", "p99"}
)

// differences fills in every difference from the baseline.
func (c *Comparison) differences() {
	if len(c.Variants) == 0 {
		return
	}
	for _, v := range c.Variants[1:] {
		for _, name := range compared {
			d := c.difference(c.Variants[0], v, "", name)
			if m, _ := c.find("", name); m.Items && d.Pairs == 0 || name == "degraded_rate" && !c.degraded(v) {
				continue
			}
			c.Differences = append(c.Differences, c.earned(c.Variants[0], v, d))
		}
		if len(c.Loads) < 2 {
			continue
		}
		for _, load := range c.Loads {
			for _, name := range perLoad {
				c.Differences = append(c.Differences, c.earned(c.Variants[0], v, c.difference(c.Variants[0], v, load, name)))
			}
		}
	}
}

// degraded reports whether some answer of the variant or the baseline was.
func (c *Comparison) degraded(v *Variant) bool {
	return c.Variants[0].Answered().Degraded+v.Answered().Degraded > 0
}

func verdict(i Interval, better Direction) string {
	switch {
	case !i.Excludes(0):
		return NoDifference
	case (i.High < 0) == (better == Lower):
		return Better
	}
	return Worse
}

// minus returns y - x, where two infinities are no difference: neither system
// recovered.
func minus(y, x float64) float64 {
	if y == x {
		return 0
	}
	return y - x
}

// pairs returns the runs of equal seeds, from two lists in order of seed.
func pairs(a, b []Run) [][2]*Run {
	var both [][2]*Run
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].Seed < b[j].Seed:
			i++
		case a[i].Seed > b[j].Seed:
			j++
		default:
			both = append(both, [2]*Run{&a[i], &b[j]})
			i, j = i+1, j+1
		}
	}
	return both
}

// Answered returns what became of the requests of all loads and seeds together.
func (v *Variant) Answered() *Load { return v.Total.total() }

// Dead reports whether not one request of the variant was answered well.
func (v *Variant) Dead() bool {
	return v.Answered().OK == 0
}
