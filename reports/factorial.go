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

// over applies a contrast to what each arm is worth in a seed, of the seeds that all of
// them ran with. Coarse is how much of it rounding is, as of one number of size one. What
// only rounding leaves is zero.
func (f *Factorial) over(of func(*Run) float64, coarse float64, contrast func([]float64) float64) Interval {
	var values, sizes []float64
	y := make([]float64, len(f.Variants))
	for _, seed := range f.Seeds {
		whole, size := true, 0.0
		for i, v := range f.Variants {
			run := cell{runs: v.Runs}.run(seed)
			if whole = whole && run != nil; whole {
				y[i] = of(run)
				size = max(size, math.Abs(y[i]))
			}
		}
		x := contrast(y)
		if math.Abs(x) < float64(size*1e-12) {
			x = 0
		}
		if whole && !math.IsNaN(x) {
			values, sizes = append(values, x), append(sizes, coarse)
		}
	}
	return meanInterval(values, rounding(sizes, make([]float64, len(sizes))))
}

// rate applies a contrast to the error rates.
func (f *Factorial) rate(contrast func([]float64) float64) Interval {
	_, at := f.find("", "error_rate")
	return f.over(func(r *Run) float64 { return r.values[at] }, 0, contrast)
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
	overA := f.rate(func(y []float64) float64 { return y[a|b] - y[a] })
	overB := f.rate(func(y []float64) float64 { return y[a|b] - y[b] })
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

// Finding says in three sentences which subset is best, and the smallest that does as
// well, what each pattern does on average, and which pair harms most.
func (f *Factorial) Finding() string {
	if f.allDead() {
		return "No arm has an error rate: nothing was answered."
	}
	text := f.best() + " " + f.sentence()
	var worst, other *Pair
	harmful := 0
	for i := range f.Pairs {
		p := &f.Pairs[i]
		if !p.Harmful {
			continue
		}
		harmful++
		if worst == nil || p.Gap.Middle > worst.Gap.Middle {
			worst, p = p, worst
		}
		if p != nil {
			other = p
		}
	}
	if worst == nil {
		return text
	}
	text += fmt.Sprintf(" The patterns %s and %s are %s (%s, 95 %% %s)", worst.A, worst.B, worst.Mark, asShare.gap(worst.Gap.Middle), asShare.gaps(worst.Gap))
	switch {
	case harmful == 2:
		text += fmt.Sprintf("; so are %s and %s", other.A, other.B)
	case harmful > 2:
		text += fmt.Sprintf("; so are %d more pairs", harmful-1)
	}
	return text + "."
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
	objective, _ := r.objective("subset")
	text := "Best with " + smallest.Name
	switch n := len(r.best); {
	case size(smallest) == 0:
		text = "Best with none of the patterns"
	case size(smallest) == 1 && n > 1:
		text += " alone"
	}
	text += fmt.Sprintf(": error rate %s%s, p99 %s", rate.figure(rate.median(f.Comparison, smallest)), f.beside(smallest.Name), r.usual("p99").figure(r.usual("p99").median(f.Comparison, smallest)))
	if size(smallest) > 0 {
		text += fmt.Sprintf(" (none: %s)", rate.figure(rate.median(f.Comparison, f.Variants[0])))
	}
	switch n := len(r.best) - 1; {
	case n == 1:
		text += "; one other subset does as well, and is not shown to be better"
	case n > 1:
		text += fmt.Sprintf("; %d other subsets do as well, and none is shown to be better", n)
	}
	if objective != "" {
		objective = capital(objective) + ". "
	}
	return objective + text + "."
}

func (f *Factorial) mean(arm int) float64 {
	return f.rate(func(y []float64) float64 { return y[arm] }).Middle
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
	s.Wrap(&b, "Effects, paired by seed, as factors: of the odds of an error, of p99, of goodput. Of one pattern, when it is added; "+
		"of several, by how much the product of their factors misses. Overlap: they do less than that, but no worse than the best without one of them, "+
		"as where nothing is left to gain. With 95 % intervals; ~ where none is shown.", "")
	b.WriteString("\n")
	rows := [][]string{{"patterns", "metric", "factor", ""}}
	for _, e := range f.Effects {
		rows = append(rows, []string{strings.Join(e.Patterns, " × "), shortName("", e.Metric), e.Figures(), e.Words()})
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

// WriteEffectsCSV writes a row for each metric and set of patterns.
func (f *Factorial) WriteEffectsCSV(w io.Writer) error {
	rows := [][]string{{"metric", "patterns", "factor", "low", "high", "seeds", "verdict", "overlap"}}
	for _, e := range f.Effects {
		low, high := e.ends()
		rows = append(rows, []string{e.Metric, strings.Join(e.Patterns, "+"), number(e.Middle).String(), low, high, strconv.Itoa(e.Interval.Pairs), e.Verdict, strconv.FormatBool(e.Overlap)})
	}
	return writeRows(w, rows)
}

// MarshalJSON returns the factorial as one object: its effects, its pairs, and
// the comparison in full.
func (f *Factorial) MarshalJSON() ([]byte, error) {
	var effects []members
	for _, e := range f.Effects {
		effects = append(effects, members{{"metric", e.Metric}, {"patterns", e.Patterns}, {"factor", e.Interval.json()}, {"verdict", e.Verdict}, {"overlap", e.Overlap}})
	}
	pairs := []members{}
	for _, p := range f.Pairs {
		pairs = append(pairs, members{{"patterns", []string{p.A, p.B}}, {"mark", p.Mark}, {"harmful", p.Harmful}, {"worse_than_the_better_alone", p.Gap.json()}})
	}
	return append(head(factorialSchema, f.Build), members{
		{"patterns", f.Factors}, {"effects", effects}, {"pairs", pairs}, {"finding", f.Finding()}, {"comparison", f.Comparison},
	}...).MarshalJSON()
}
