package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A sample is a claim's two sides over the seeds.
type sample struct {
	left, right, gap []float64
	interval         Interval
	byMedian         bool
	leftOut          int    // seeds that have no recovery to tell
	untold           string // why not, in the first of them
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
			return s, fmt.Sprintf("there is no %s in this comparison", n)
		}
		s.byMedian = s.byMedian || n.Metric == "recovery"
	}
	undefined, which := 0, ""
	values := make([]float64, len(cells))
	for _, seed := range x.Seeds {
		lacks, ran := -1, true
		for i := range cells {
			run := cells[i].run(seed)
			if ran = run != nil; !ran {
				break
			}
			if values[i] = cells[i].value(run); math.IsNaN(values[i]) && lacks < 0 {
				lacks = i
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
			if which == "" {
				which = c.why(lacks)
			}
			continue
		}
		s.left, s.right = append(s.left, left), append(s.right, right)
		s.gap = append(s.gap, minus(left, right))
	}
	if s.byMedian {
		s.interval = MedianInterval(s.gap)
	} else {
		s.interval = MeanInterval(s.gap)
	}
	s.interval = s.interval.within(c.limits())
	switch {
	case undefined > 0:
		return s, fmt.Sprintf("in %d of %s %s", undefined, CountOf(undefined+len(s.gap)+s.leftOut, "seed"), which)
	}
	return s, ""
}

// why says what made a seed undefined: a name, or the sums themselves.
func (c *Claim) why(name int) string {
	if name < 0 {
		return "the claim divides by zero"
	}
	n := c.names[name]
	reason := "no request ended"
	switch {
	case strings.HasPrefix(n.Metric, "latency_ok_"):
		reason = "no request was answered well"
	case strings.HasPrefix(n.Metric, LevelFamily.Prefix()):
		reason = "nobody told that level"
	}
	return fmt.Sprintf("%s is undefined: %s", n, reason)
}

// A cell is where a claim's name finds its values.
type cell struct {
	runs []Run
	told *Metric // about facts; nil for one of those that every run has
	at   int
}

// cell looks a name up. It reports false if there is no such variant or load.
func (c *Comparison) cell(n Name) (cell, bool) {
	if n.Variant == "" && len(c.Variants) != 1 || n.Load != "" && !slices.Contains(c.Loads, n.Load) {
		return cell{}, false
	}
	for i := range c.Variants {
		v := &c.Variants[i]
		if n.Variant != "" && n.Variant != v.Name {
			continue
		}
		if _, _, ok := FactOf(n.Metric); ok {
			m, err := FindMetric(n.Metric)
			return cell{runs: v.Runs, told: &m}, err == nil
		}
		_, at := c.find(n.Load, n.Metric)
		return cell{runs: v.Runs, at: at}, true
	}
	return cell{}, false
}

// run returns the run with a seed, or nil.
func (c cell) run(seed uint64) *Run {
	i, ok := slices.BinarySearchFunc(c.runs, seed, func(r Run, seed uint64) int { return cmp.Compare(r.Seed, seed) })
	if !ok {
		return nil
	}
	return &c.runs[i]
}

func (c cell) value(r *Run) float64 {
	if c.told == nil {
		return r.values[c.at]
	}
	return r.told(*c.told)
}
