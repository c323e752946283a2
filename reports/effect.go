package reports

import (
	"math"
	"math/bits"
	"strings"
)

// An Effect is what patterns do to a metric, as a factor, since no rate and no time
// falls below zero: of the odds of an error, of p99, of what is answered well. Of one
// pattern it is by what the metric is multiplied when the pattern is added, as a
// geometric mean over all subsets of the others: its main effect. Of several it is their
// interaction: by what the factor of one is multiplied when another is there (and by
// what that is when a third is).
//
// Half a request is added to what failed and to what went well, so that there are odds
// where nothing failed (Haldane, The estimation and significance of the logarithm of a
// ratio of frequencies, Annals of Human Genetics 20, 1956).
type Effect struct {
	Metric   string
	Patterns []string
	Interval // of the factor, 95 %, over the seeds
	Verdict  string
	Overlap  bool // less than the product, yet no worse than the best without one of them: it says nothing of harm
}

// Words is the verdict for people. Of several patterns it is not about what they do
// together, but about what is missing or left over if their factors are multiplied: two
// that guard against the same do less than that, and harm nobody.
func (e Effect) Words() string {
	if e.Overlap {
		return "overlap"
	}
	return e.Verdict
}

// Factor writes a factor.
func Factor(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return missing
	}
	return "×" + unit{}.figure(x)
}

// Figures are the factor and its interval.
func (e Effect) Figures() string {
	if math.IsNaN(e.Middle) || e.Open() {
		return Factor(e.Middle)
	}
	return Factor(e.Middle) + " (" + unit{}.gaps(e.Interval) + ")"
}

// effect returns the contrast of a set of patterns: over all subsets of the others, the
// mean logarithm of the metric with all of the set, minus those that lack one, plus
// those that lack two, and so on.
func (f *Factorial) effect(metric string, set uint) Effect {
	m, _ := f.find("", metric)
	e := Effect{Metric: m.Name, Patterns: f.names(set)}
	logs := f.change(m, set, set)
	e.Verdict, e.Interval = verdict(logs, m.Better), logs.factor()
	if e.Verdict != Worse || bits.OnesCount(set) == 1 {
		return e
	}
	e.Overlap = true
	for i := range f.Factors {
		if one := uint(1) << i; set&one != 0 {
			last := f.change(m, set, one)
			e.Overlap = e.Overlap && (verdict(last, m.Better) != Worse || math.Abs(last.Middle) < 0.01)
		}
	}
	return e
}

// change returns the contrast of the logarithms of a metric. A percentile was rounded in
// proportion to its size before.
func (f *Factorial) change(m Metric, set, part uint) Interval {
	coarse := 0.0
	if m.rounded() {
		others := float64(int(1) << (len(f.Factors) - bits.OnesCount(set)))
		coarse = math.Sqrt(others*float64(int(1)<<bits.OnesCount(part))) / others
	}
	return f.over(f.logarithm(m), coarse, f.contrast(set, part))
}

// contrast returns what weighs the arms that have all of a set but for some of a part
// of it: with all of them, minus those that lack one, plus those that lack two.
func (f *Factorial) contrast(set, part uint) func(y []float64) float64 {
	others := float64(int(1) << (len(f.Factors) - bits.OnesCount(set)))
	return func(y []float64) float64 {
		sum := 0.0
		for mask, value := range y {
			if missing := set &^ uint(mask); missing&^part != 0 {
				continue
			} else if bits.OnesCount(missing)%2 == 1 {
				value = -value
			}
			sum += value
		}
		return sum / others
	}
}

// factor returns the interval of what these are logarithms of.
func (i Interval) factor() Interval {
	i.Middle = math.Exp(i.Middle)
	if !i.Open() {
		i.Low, i.High = math.Exp(i.Low), math.Exp(i.High)
	}
	return i
}

// logarithm returns the logarithm of a metric of a run, NaN where there is none: of the
// odds of an error, of the requests answered well, of anything else itself.
func (f *Factorial) logarithm(m Metric) func(*Run) float64 {
	value := func(name string) func(*Run) float64 {
		_, at := f.find("", name)
		return func(r *Run) float64 { return r.values[at] }
	}
	switch m.Name {
	case "error_rate":
		rate, requests, young := value("error_rate"), value("requests"), value("in_flight")
		return func(r *Run) float64 {
			n := requests(r) - young(r)
			failed := float64(rate(r) * n)
			return math.Log((failed + 0.5) / (n - failed + 0.5))
		}
	case "goodput":
		ok := value("ok")
		return func(r *Run) float64 { return math.Log(ok(r) + 0.5) }
	}
	of := value(m.Name)
	return func(r *Run) float64 {
		if x := of(r); x > 0 {
			return math.Log(x)
		}
		return math.NaN()
	}
}

// sentence tells the effects of the patterns one by one on the odds of an error.
func (f *Factorial) sentence() string {
	const most = 4
	var parts []string
	more := 0
	for _, e := range f.Effects {
		switch {
		case e.Metric != "error_rate" || len(e.Patterns) > 1:
		case len(parts) == most:
			more++
		case e.Verdict == NoDifference:
			parts = append(parts, e.Patterns[0]+" ~")
		default:
			parts = append(parts, e.Patterns[0]+" "+Factor(e.Middle))
		}
	}
	text := "Odds of an error, on average: " + strings.Join(parts, ", ")
	if more > 0 {
		text += " and " + CountOf(more, "more pattern")
	}
	return text + "."
}
