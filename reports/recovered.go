package reports

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
)

// A Recovery is how a variant came through its disturbances, over the seeds. What did
// not recover is told apart and never averaged: a system that stays down after
// its trigger is gone is in another state, not slower.
type Recovery struct {
	Seeds  int       // in which there was something to recover from
	Never  int       // of them, those in which the system did not recover
	Times  []float64 // seconds, of the others, ascending
	Median float64   // of Times, NaN without any
	Low    float64   // 5 % of them
	High   float64   // 95 %
	Untold string    // why there is none in the first seed that has none, or empty
	Sick   int       // seeds in which the system was never well
}

// Recovery returns how the variant came through its disturbances.
func (v *Variant) Recovery() Recovery {
	var r Recovery
	for i := range v.Runs {
		switch x := v.Runs[i].recovery(); {
		case math.IsNaN(x):
			if r.Untold == "" {
				r.Untold = v.Runs[i].untold()
			}
			continue
		case math.IsInf(x, 1):
			r.Never++
		default:
			r.Times = append(r.Times, x)
		}
		r.Seeds++
	}
	r.Sick, _ = v.sick()
	slices.Sort(r.Times)
	r.Median, r.Low, r.High = Quantile(r.Times, 0.5), Quantile(r.Times, 0.05), Quantile(r.Times, 0.95)
	return r
}

// recovery returns the longest recovery of the run, NaN if there was nothing to
// recover from.
func (r *Run) recovery() float64 {
	x, ok := (&Summary{Faults: r.Faults, Surges: r.Surges}).recovery()
	if !ok {
		return math.NaN()
	}
	return x
}

// String tells the recovery in words, to follow the name of a variant.
func (r Recovery) String() string {
	if r.Seeds == 0 && r.Untold != "" {
		return "has no recovery: " + r.Untold
	}
	if r.Seeds == 0 {
		return "has no recovery: there are no seeds"
	}
	took := ""
	switch {
	case len(r.Times) == 1 || len(r.Times) > 1 && r.Low == r.High:
		took = asTime.figure(r.Median)
	case len(r.Times) > 1:
		s := asTime.scale(r.High)
		took = fmt.Sprintf("median %s, 5–95 %% %s", asTime.figure(r.Median), s.span(r.Low, r.High)+s.suffix)
	}
	switch {
	case r.Never == r.Seeds:
		return "did not recover in any of " + CountOf(r.Seeds, "seed")
	case r.Never > 0:
		return fmt.Sprintf("did not recover in %d of %s (the others: %s)", r.Never, CountOf(r.Seeds, "seed"), took)
	}
	return fmt.Sprintf("recovered in each of %s (%s)", CountOf(r.Seeds, "seed"), took)
}

// Disturbed reports whether there is a recovery to look at: in some run the
// system took its time, or did not recover.
func (c *Comparison) Disturbed() bool {
	return slices.ContainsFunc(c.Variants, func(v *Variant) bool {
		r := v.Recovery()
		return r.Never > 0 || r.High > 0
	})
}

// WriteRecoveryCSV writes the recovery of every run: inf is a system that did
// not recover, empty one that had nothing to recover from.
func (c *Comparison) WriteRecoveryCSV(w io.Writer) error {
	rows := [][]string{{"variant", "seed", "recovery_s"}}
	for _, v := range c.Variants {
		for k := range v.Runs {
			r := &v.Runs[k]
			rows = append(rows, []string{v.Name, strconv.FormatUint(r.Seed, 10), number(r.recovery()).String()})
		}
	}
	return writeRows(w, rows)
}

// sick returns in how many runs the variant was never well, and how in the first.
func (v *Variant) sick() (n int, how string) {
	for i := range v.Runs {
		if v.Runs[i].NeverWell == "" {
			continue
		}
		if n++; n == 1 {
			how = v.Runs[i].NeverWell
		}
	}
	return n, how
}

// untold returns why a run has nothing to say of recovery; empty if it does.
func (r *Run) untold() string {
	return (&Summary{Faults: r.Faults, Surges: r.Surges, NeverWell: r.NeverWell}).untold()
}

func (s *Summary) untold() string {
	if _, ok := s.recovery(); ok {
		return ""
	}
	noun := disturber(s.Faults, s.Surges)
	if s.NeverWell != "" {
		return "the system was never well: before the first " + noun + " " + s.NeverWell
	}
	for _, reason := range [...]struct {
		why   Untold
		words string
	}{
		{Silent, "nobody asked after the " + noun},
		{Unmet, "the " + noun + " touched nothing, and nobody asked before it was over"},
		{Ill, "a fault that lasted to the end kept the system out of its SLO already"},
		{Late, "the " + noun + " ended too late to tell"},
		{Early, "the " + noun + " was over before the warm-up ended, and requests of the warm-up are not counted"},
		{Lasting, "the " + noun + " lasted to the end"},
	} {
		if slices.ContainsFunc(inTime(s.Faults, s.Surges), func(d *Disturbance) bool { return d.Untold == reason.why }) {
			return reason.words
		}
	}
	return "there was no fault and no surge of the load to recover from"
}

func (r *Run) disturber() string { return disturber(r.Faults, r.Surges) }

// disturber names what disturbed a run.
func disturber(faults, surges []Disturbance) string {
	switch {
	case len(surges) == 0:
		return "fault"
	case len(faults) == 0:
		return "surge"
	}
	return "disturbance"
}

// touched says what a fault met; a surge meets everybody.
func (d *Disturbance) touched() string {
	if d.Surge {
		return ""
	}
	return "touched " + whole(d.Touched)
}

func (r Recovery) json() members {
	times := []number{}
	for _, x := range r.Times {
		times = append(times, number(x))
	}
	return members{
		{"seeds", r.Seeds}, {"did_not_recover", r.Never}, {"share_not_recovered", defined(ratio(float64(r.Never), float64(r.Seeds)))},
		{"median_s", number(r.Median)}, {"p5_s", number(r.Low)}, {"p95_s", number(r.High)}, {"times_s", times},
		{"untold", r.Untold}, {"never_well", r.Sick},
	}
}
