package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A sample is a claim's two sides over the seeds.
type sample struct {
	left, right, gap []float64
	interval         Interval
	byMedian         bool
	dead             bool   // what the problem is speaks against the claim: not just that nobody asked, or told
	leftOut          int    // seeds that have no recovery to tell
	untold           string // why not, in the first of them
	undefined        string // what is, in the first seed in which something else is, and why
}

func (s *sample) verdict(status Status, words string) Verdict {
	return Verdict{
		Status: status, Words: words, Seeds: len(s.gap),
		Left: Quantile(s.left, 0.5), Right: Quantile(s.right, 0.5),
		Low: s.interval.Low, High: s.interval.High,
	}
}

// hopeless reports whether the side that is claimed to be less is infinite in
// more than half of the seeds.
func (s *sample) hopeless(op string) bool {
	less := s.left
	if op[0] == '>' {
		less = s.right
	}
	infinite := 0
	for _, x := range less {
		if math.IsInf(x, 1) {
			infinite++
		}
	}
	return 2*infinite > len(less)
}

// sample computes both sides in every seed that all the claim's variants ran
// with. The problem is empty, or says why there is nothing to judge.
func (c *Claim) sample(x *Comparison) (s *sample, problem string) {
	s = &sample{interval: MeanInterval(nil)}
	cells := make([]cell, len(c.names))
	for i, n := range c.names {
		var ok bool
		if cells[i], ok = x.cell(n); !ok {
			s.dead = true
			return s, fmt.Sprintf("there is no %s in this comparison", n)
		}
		s.byMedian = s.byMedian || n.Metric == "recovery"
	}
	undefined := 0
	values := make([]float64, len(cells))
	for _, seed := range x.Seeds {
		lacks, ran, why, reason := -1, true, "", "the claim divides by zero"
		for i := range cells {
			run := cells[i].run(seed)
			if ran = run != nil; !ran {
				break
			}
			value, none := cells[i].value(run)
			if values[i] = value; math.IsNaN(value) && lacks < 0 {
				lacks, why, reason = i, none, fmt.Sprintf("%s is undefined: %s", c.names[i], none)
			}
		}
		if !ran {
			continue
		}
		if lacks >= 0 && slices.Contains([]string{"recovery", "unrecovered"}, c.names[lacks].Metric) {
			if s.leftOut++; s.untold == "" {
				s.untold = cells[lacks].run(seed).untold()
			}
			continue
		}
		left, right := c.left.value(values), c.right.value(values)
		if lacks >= 0 || math.IsNaN(left) || math.IsNaN(right) {
			undefined++
			s.dead = s.dead || lacks < 0 || why == noneEnded || why == noneOK
			if s.undefined == "" {
				s.undefined = reason
			}
			continue
		}
		s.left, s.right = append(s.left, left), append(s.right, right)
		s.gap = append(s.gap, minus(left, right))
	}
	s.interval = c.interval(s).within(c.limits())
	if undefined > 0 {
		return s, fmt.Sprintf("in %d of %s %s", undefined, CountOf(undefined+len(s.gap)+s.leftOut, "seed"), s.undefined)
	}
	return s, ""
}

// interval returns the interval of the gap between the sides.
func (c *Claim) interval(s *sample) Interval {
	switch {
	case s.byMedian:
		return MedianInterval(s.gap)
	case c.rounded():
		return meanInterval(s.gap, rounding(s.left, s.right))
	}
	return MeanInterval(s.gap)
}

// A cell is where a claim's name finds its values.
type cell struct {
	runs []Run
	told *Metric      // about facts; nil for others
	in   *placeFinder // for a metric of a place; nil for others
	at   int          // of one of those that every run has
}

// cell looks a name up. It reports false if there is no such variant or load.
func (c *Comparison) cell(n Name) (cell, bool) {
	if n.Variant == "" && len(c.Variants) == 1 {
		n.Variant = c.Variants[0].Name
	}
	v := c.variant(n.Variant)
	if v == nil || n.Load != "" && !slices.Contains(c.Loads, n.Load) {
		return cell{}, false
	}
	_, _, fact := FactOf(n.Metric)
	if _, _, place := PlaceOf(n.Metric); fact || place {
		m, err := FindMetric(n.Metric)
		if place {
			return cell{runs: v.Runs, in: findPlaces(m)}, err == nil
		}
		return cell{runs: v.Runs, told: &m}, err == nil
	}
	_, at := c.find(n.Load, n.Metric)
	return cell{runs: v.Runs, at: at}, true
}

func (c cell) run(seed uint64) *Run {
	i, ok := slices.BinarySearchFunc(c.runs, seed, func(r Run, seed uint64) int { return cmp.Compare(r.Seed, seed) })
	if !ok {
		return nil
	}
	return &c.runs[i]
}

// value returns the value in a run, or NaN and why it is undefined.
func (c cell) value(r *Run) (float64, string) {
	switch {
	case c.in != nil:
		x := c.in.value(r)
		return x, c.in.why(r)
	case c.told != nil:
		return r.told(*c.told)
	}
	return r.values[c.at], r.undefined[c.at]
}
