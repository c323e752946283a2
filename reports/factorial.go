package reports

import (
	"fmt"
	"io"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// A Factorial is a comparison of every subset of some patterns, and what it says
// of each of them and of their combinations. All is paired by seed.
type Factorial struct {
	*Comparison
	Factors []string // the patterns; variant i has those whose bit is set in i
	Effects []Effect // by metric, then by how many patterns take part
	Pairs   []Pair   // of the error rate
}

// An Effect is what patterns do to a metric, in seconds where it is a time. Of
// one pattern it is how much the metric changes when the pattern is added, as a
// mean over all subsets of the others: its main effect. Of several it is their
// interaction: how much the effect of one changes when another is there (and how
// much that changes when a third is).
type Effect struct {
	Metric   string
	Patterns []string
	Interval // 95 %, over the seeds
	Verdict  string
	Floor    bool // the sum would lie below zero, where nothing can be: it says nothing of harm
}

// Words is the verdict for people. Of several patterns it is not about what they
// do together, but about what is missing or left over if their effects are added:
// two that guard against the same are worse than their sum, and harm nobody.
func (e Effect) Words() string {
	if e.Floor && e.Verdict == Worse {
		return "floor: none falls below zero"
	}
	if len(e.Patterns) > 1 && e.Verdict != NoDifference {
		return e.Verdict + " than the sum"
	}
	return e.Verdict
}

// A Pair is how two patterns get on with each other when no third is there, by
// the error rate.
type Pair struct {
	A, B    string
	Mark    string
	Harmful bool     // together they are worse than one of them alone
	Gap     Interval // of both together minus the better one alone
}

// The marks of a pair.
const (
	HarmfulTogether = "harmful together"     // worse than either alone
	WorseThanOne    = "worse than one alone" // than the better one
	BetterTogether  = "better together"      // than either alone
	NoMark          = "no better, no worse"  // than the better one alone, as far as the seeds show
)

// NewFactorial looks at a comparison whose variants are all subsets of the
// factors, in the order of their bits.
func NewFactorial(c *Comparison, factors []string) (*Factorial, error) {
	if len(c.Variants) != 1<<len(factors) {
		return nil, fmt.Errorf("factorial of %s: %d variants instead of %d", strings.Join(factors, ", "), len(c.Variants), 1<<len(factors))
	}
	f := &Factorial{Comparison: c, Factors: factors}
	for _, metric := range SweptMetrics {
		for size := 1; size <= len(factors); size++ {
			for mask := uint(1); mask < 1<<len(factors); mask++ {
				if bits.OnesCount(mask) == size {
					f.Effects = append(f.Effects, f.effect(metric, mask))
				}
			}
		}
	}
	for i := range factors {
		for k := i + 1; k < len(factors); k++ {
			f.Pairs = append(f.Pairs, f.pair(i, k))
		}
	}
	return f, nil
}

// effect returns the contrast of a set of patterns: over all subsets of the
// others, the mean of the metric with all of the set, minus those that lack one,
// plus those that lack two, and so on.
func (f *Factorial) effect(metric string, set uint) Effect {
	m, _ := f.find("", metric)
	e := Effect{Metric: m.Name, Patterns: f.names(set)}
	others := float64(int(1) << (len(f.Factors) - bits.OnesCount(set)))
	most := limits{0, float64(int(1) << (bits.OnesCount(set) - 1))} // differences that are added
	e.Interval = f.over(metric, 1/others, func(y []float64) float64 {
		sum := 0.0
		for mask, value := range y {
			if bits.OnesCount(set&^uint(mask))%2 == 1 {
				value = -value
			}
			sum += value
		}
		return sum / others
	}).within(m.limits().minus(m.limits()).times(most))
	e.Verdict = verdict(e.Interval, m.Better)
	together := f.over(metric, 1/others, func(y []float64) float64 {
		sum := 0.0
		for mask, value := range y {
			if set&^uint(mask) == 0 {
				sum += value
			}
		}
		return sum / others
	}).Middle
	e.Floor = bits.OnesCount(set) > 1 && m.Better == Lower && together-e.Middle <= float64(together/100)
	return e
}

// over applies a contrast to the arms of each seed that all of them ran with. Weight
// is how much of an arm is in it. What only rounding leaves of it is zero.
func (f *Factorial) over(metric string, weight float64, contrast func([]float64) float64) Interval {
	m, at := f.find("", metric)
	_, by := unitOf(m)
	var values, sizes []float64
	y := make([]float64, len(f.Variants))
	for _, seed := range f.Seeds {
		whole, size, squares := true, 0.0, 0.0
		for i, v := range f.Variants {
			run := cell{runs: v.Runs}.run(seed)
			if whole = whole && run != nil; whole {
				y[i] = run.values[at] / by
				size = max(size, math.Abs(y[i]))
				squares += float64(y[i] * y[i])
			}
		}
		x := contrast(y)
		if math.Abs(x) < float64(size*1e-12) {
			x = 0
		}
		if whole && !math.IsNaN(x) {
			values, sizes = append(values, x), append(sizes, weight*math.Sqrt(squares))
		}
	}
	if m.rounded() {
		return meanInterval(values, rounding(sizes, make([]float64, len(sizes))))
	}
	return MeanInterval(values)
}

func (f *Factorial) names(set uint) []string {
	var names []string
	for i, name := range f.Factors {
		if set&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// pair compares two patterns together with each of them alone. A difference of
// less than a hundredth of the error rate harms nobody, however sure it is.
func (f *Factorial) pair(i, k int) Pair {
	a, b := 1<<i, 1<<k
	p := Pair{A: f.Factors[i], B: f.Factors[k]}
	overA := f.over("error_rate", 1, func(y []float64) float64 { return y[a|b] - y[a] })
	overB := f.over("error_rate", 1, func(y []float64) float64 { return y[a|b] - y[b] })
	p.Gap = overA
	if overB.Middle > overA.Middle {
		p.Gap = overB
	}
	p.Gap = p.Gap.within(limits{-1, 1})
	switch {
	case p.Gap.Middle < float64(f.mean(a)/100) || p.Gap.Middle < float64(f.mean(b)/100):
		if p.Mark = NoMark; overA.High < 0 && overB.High < 0 {
			p.Mark = BetterTogether
		}
	case overA.Low > 0 && overB.Low > 0:
		p.Mark, p.Harmful = HarmfulTogether, true
	case p.Gap.Low > 0:
		p.Mark, p.Harmful = WorseThanOne, true
	default:
		p.Mark = NoMark
	}
	return p
}

// Finding says which subset is best, and the smallest that does as well, what each pattern does on
// average, and which pairs are harmful.
func (f *Factorial) Finding() string {
	if f.allDead() {
		return "No arm has an error rate: nothing was answered."
	}
	text := f.best()
	var main []string
	for _, e := range f.Effects {
		if e.Metric == "error_rate" && len(e.Patterns) == 1 {
			main = append(main, e.sentence())
		}
	}
	text += " On average over the others, " + strings.Join(main, "; ") + "."
	for _, p := range f.Pairs {
		if p.Harmful {
			text += fmt.Sprintf(" %s and %s are %s (%s, 95 %% interval %s).", capital(p.A), p.B, p.Mark, asShare.gap(p.Gap.Middle), asShare.gaps(p.Gap))
		}
	}
	return text
}

// best says which subset is best, and which of those that none is shown to be better
// than is the smallest.
func (f *Factorial) best() string {
	r := f.rank()
	size := func(v *Variant) int {
		return bits.OnesCount(uint(slices.Index(f.Variants, v)))
	}
	smallest := slices.MinFunc(r.best, func(a, b *Variant) int { return size(a) - size(b) })
	rate := r.usual("error_rate")
	text := fmt.Sprintf("Best with %s", smallest.Name)
	switch n := len(r.best); {
	case size(smallest) == 0:
		text = "Best with none of the patterns"
	case size(smallest) == 1 && n > 1:
		text += " alone"
	}
	text += fmt.Sprintf(": error rate %s%s, p99 %s", rate.figure(rate.median(f.Comparison, smallest)), f.beside(smallest.Name), r.usual("p99").figure(r.usual("p99").median(f.Comparison, smallest)))
	if n := len(r.best) - 1; n > 0 {
		text += fmt.Sprintf(", and none of the %d larger or equal subsets that do as well is shown to be better", n)
	}
	if size(smallest) > 0 {
		text += fmt.Sprintf("; with none of the patterns error rate %s", rate.figure(rate.median(f.Comparison, f.Variants[0])))
	}
	return text + "."
}

func (f *Factorial) mean(arm int) float64 {
	return f.over("error_rate", 1, func(y []float64) float64 { return y[arm] }).Middle
}

func (e Effect) sentence() string {
	name := strings.Join(e.Patterns, " × ")
	switch e.Verdict {
	case Better:
		return fmt.Sprintf("%s lowers it by %s", name, asShare.gap(-e.Middle))
	case Worse:
		return fmt.Sprintf("%s raises it by %s", name, asShare.gap(e.Middle))
	}
	return "no effect of " + name + " is shown"
}

// WriteTable writes the comparison of the arms in one line each, then the effects
// and the pairs.
func (f *Factorial) WriteTable(w io.Writer, s Screen) error {
	var b strings.Builder
	f.warn(&b, s)
	f.rank().armsTable(&b, s)
	for _, l := range strings.SplitAfter(f.legend(), "\n") {
		if l != "" {
			s.Wrap(&b, l, "")
		}
	}
	b.WriteString("\n")
	s.Wrap(&b, "Effects, paired by seed: of one pattern, the mean change when it is added; of several, how "+
		"far they together are from the sum of what each does. With 95 % intervals; ~ where none is shown.", "")
	b.WriteString("\n")
	rows := [][]string{{"patterns", "metric", "effect", "95 % interval", ""}}
	for _, e := range f.Effects {
		m, _ := f.find("", e.Metric)
		u, _ := unitOf(m)
		rows = append(rows, []string{strings.Join(e.Patterns, " × "), shortName("", e.Metric), u.gap(e.Middle), u.gaps(e.Interval), e.Words()})
	}
	s.grid(&b, rows, 2)
	if len(f.Pairs) > 0 {
		b.WriteString("\nPairs without a third, error rate of both minus that of the better one alone:\n\n")
		rows = [][]string{{"pair", "difference", "95 % interval", ""}}
		for _, p := range f.Pairs {
			rows = append(rows, []string{p.A + " + " + p.B, asShare.gap(p.Gap.Middle), asShare.gaps(p.Gap), p.Mark})
		}
		s.grid(&b, rows, 1)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteEffectsCSV writes a row for each metric and set of patterns. Times are in
// seconds, shares are not in percent.
func (f *Factorial) WriteEffectsCSV(w io.Writer) error {
	rows := [][]string{{"metric", "patterns", "effect", "low", "high", "seeds", "verdict"}}
	for _, e := range f.Effects {
		low, high := e.ends()
		rows = append(rows, []string{e.Metric, strings.Join(e.Patterns, "+"), number(e.Middle).String(), low, high, strconv.Itoa(e.Interval.Pairs), e.Verdict})
	}
	return writeRows(w, rows)
}

// MarshalJSON returns the factorial as one object: its effects, its pairs, and
// the comparison in full.
func (f *Factorial) MarshalJSON() ([]byte, error) {
	var effects []members
	for _, e := range f.Effects {
		effects = append(effects, members{{"metric", e.Metric}, {"patterns", e.Patterns}, {"effect", e.Interval.json()}, {"verdict", e.Verdict}})
	}
	pairs := []members{}
	for _, p := range f.Pairs {
		pairs = append(pairs, members{{"patterns", []string{p.A, p.B}}, {"mark", p.Mark}, {"harmful", p.Harmful}, {"worse_than_the_better_alone", p.Gap.json()}})
	}
	return append(head(factorialSchema, f.Build), members{
		{"patterns", f.Factors}, {"effects", effects}, {"pairs", pairs}, {"finding", f.Finding()}, {"comparison", f.Comparison},
	}...).MarshalJSON()
}
