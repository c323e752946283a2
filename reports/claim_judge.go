package reports

import (
	"fmt"
	"math"
	"slices"
)

// A Status is what became of an expectation.
type Status string

// The statuses. Inconclusive means that the seeds are too few to decide, or that
// nobody asked what is claimed: then more of them never do.
const (
	Pass         Status = "pass"
	Fail         Status = "fail"
	Inconclusive Status = "inconclusive"
)

// A Verdict is a judged claim. Times are in seconds, shares are not in percent.
type Verdict struct {
	Status Status
	Left   float64 // the median over the seeds of what stands left; NaN if undefined
	Right  float64
	Low    float64 // the interval of left minus right; infinite where it is open
	High   float64
	Seeds  int    // that were judged
	Words  string // a sentence that gives the reason
	Found  string // both medians, as in "0.74 % < 1.68 %"; empty if they do not stand so
}

// An Expectation is one entry of a scenario's [[expect]], judged.
type Expectation struct {
	That    string // the claim, or "engaged"
	Note    string
	Verdict Verdict
}

// Judge holds the claim against the seeds that all its variants ran with. In
// each it takes left minus right; the claim passes if the 95 % interval of the
// mean of that lies wholly on the claimed side, fails if it lies wholly on the
// other, and is inconclusive otherwise, or with fewer than two seeds. The
// boundary belongs to <= and >=, so that these pass where nothing ever differs.
//
// A number that is undefined in a single seed, because no request ended or was
// answered well there or because of a division by zero, fails the claim: what is
// dead never passes. If it is undefined because nobody asked, or told, nothing is
// known, and the claim is inconclusive. Only a seed in which nothing can be said of
// recovery is left out, and if that is all of them the claim is inconclusive. So is
// one that would pass by the low error rate of users who hang.
//
// A claim about recovery is judged on the median, because recovery may be
// infinite, and needs six seeds. It fails if what is claimed to be less is
// infinite in more than half of the seeds, whatever the other side is.
//
// Claims with == and != must hold in every seed, and fail by one counterexample.
func (c *Claim) Judge(x *Comparison) Verdict {
	v := c.judge(x)
	if c.holds(v.Left - v.Right) {
		u := c.unit()
		v.Found = fmt.Sprintf("%s %s %s", u.figure(v.Left), c.op, u.figure(v.Right))
	}
	return v
}

func (c *Claim) judge(x *Comparison) Verdict {
	s, problem := c.sample(x)
	switch {
	case problem != "" && s.dead:
		return s.verdict(Fail, problem)
	case problem != "":
		return s.verdict(Inconclusive, problem)
	case len(s.gap) == 0 && s.leftOut > 0:
		return s.verdict(Inconclusive, "nothing can be said of recovery: "+s.untold+"; more seeds like these never decide it")
	case c.op == "==" || c.op == "!=":
		return c.judgeExactly(s)
	case s.hopeless(c.op):
		return s.verdict(Fail, fmt.Sprintf("the system did not recover in more than half of the %d seeds", len(s.gap)))
	case len(s.gap) < 2:
		return s.verdict(Inconclusive, fmt.Sprintf("%s, and an interval needs two at least", CountOf(len(s.gap), "seed")))
	}
	// Of what is claimed to be less than zero, only the upper end can be in
	// doubt, and of what is claimed to be more the lower: look at both from below.
	low, high := s.interval.Low, s.interval.High
	if c.op[0] == '>' {
		low, high = -high, -low
	}
	strict := len(c.op) == 1
	switch {
	case high < 0 || high == 0 && !strict:
		if why := c.silenced(x); why != "" {
			return s.verdict(Inconclusive, why)
		}
		return s.verdict(Pass, c.reason(s))
	case low > 0 || low == 0 && strict:
		return s.verdict(Fail, c.reason(s))
	}
	return s.verdict(Inconclusive, c.reason(s)+"; "+c.more(s))
}

// Holds reports whether the claim holds in every seed, taken as it is: a claim
// about single runs needs no interval. The words say why not. A run of whose
// recovery nothing can be said breaks no claim about it.
func (c *Claim) Holds(x *Comparison) (ok bool, words string) {
	s, problem := c.sample(x)
	if problem != "" {
		return false, problem
	}
	for i, d := range s.gap {
		if !c.holds(d) {
			u := c.unit()
			return false, fmt.Sprintf("left is %s and right is %s, a difference of %s", u.figure(s.left[i]), u.figure(s.right[i]), u.gap(d))
		}
	}
	return true, ""
}

// Kept reports whether the claim holds in every seed, and something can be said in each:
// a run of whose recovery nothing can be said has not kept a claim about it.
func (c *Claim) Kept(x *Comparison) bool {
	s, problem := c.sample(x)
	return problem == "" && s.leftOut == 0 && !slices.ContainsFunc(s.gap, func(d float64) bool { return !c.holds(d) })
}

// holds reports whether the claim is true of a difference, left minus right.
func (c *Claim) holds(d float64) bool {
	return map[string]bool{"<": d < 0, "<=": d <= 0, ">": d > 0, ">=": d >= 0, "==": d == 0, "!=": d < 0 || d > 0}[c.op]
}

func (c *Claim) unit() unit {
	u, _ := c.left.unit.plus(c.right.unit)
	return u
}

func (c *Claim) judgeExactly(s *sample) Verdict {
	broken := 0
	for _, d := range s.gap {
		if (d == 0) != (c.op == "==") {
			broken++
		}
	}
	seeds := CountOf(len(s.gap), "seed")
	switch {
	case broken > 0:
		return s.verdict(Fail, fmt.Sprintf("it does not hold in %d of %s", broken, seeds))
	case len(s.gap) < 2:
		return s.verdict(Inconclusive, "it was tried with "+seeds+", and needs two at least")
	}
	return s.verdict(Pass, "it holds in each of "+seeds)
}

// reason says how far left and right are apart.
func (c *Claim) reason(s *sample) string {
	u := c.unit()
	what := "left minus right"
	if s.byMedian {
		what += " (median)"
	}
	words := fmt.Sprintf("%s is %s", what, u.gap(s.interval.Middle))
	if !s.interval.Open() {
		words += ", 95 % interval " + u.gaps(s.interval)
	}
	words += " over " + CountOf(len(s.gap), "seed")
	if s.leftOut > 0 {
		words += fmt.Sprintf("; %d more tell nothing of recovery: %s", s.leftOut, s.untold)
	}
	return words
}

// more says how many seeds are likely to decide: intervals shrink with the root
// of their number.
func (c *Claim) more(s *sample) string {
	const most = 10000
	n, i := float64(len(s.gap)), s.interval
	if s.byMedian && math.IsInf(i.Low, -1) {
		return "a median needs six seeds at least"
	}
	toZero, half := math.Abs(i.Middle), i.High-i.Middle
	if i.Middle > 0 {
		half = i.Middle - i.Low
	}
	need := math.Ceil(n * (half / toZero) * (half / toZero) * 1.1)
	if !(need <= most) {
		return "it is too close for any number of seeds to decide"
	}
	return fmt.Sprintf("about %.0f seeds would decide", max(need, n+1))
}
