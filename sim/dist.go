package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Dist is a distribution of durations, none of them negative. All
// distributions of this package give the same bits on every processor, round
// to the nearest nanosecond, and stop at a hundred years. What would fall
// outside the range of a distribution lands on its edge: it is clamped, never
// drawn again.
type Dist interface {
	// Sample draws one duration. It is a pure function of r, which is passed by
	// value so that nothing escapes to the heap and the caller's generator is
	// not advanced.
	Sample(r Rand) time.Duration
	// Mean is the mean in closed form, to the nanosecond, clamping included
	// (except at a hundred years).
	Mean() time.Duration
	// String is the text form: ParseDist makes an equal Dist of it.
	String() string
}

// longestDraw bounds every sample and mean: a hundred years, so that the sum
// of two does not overflow.
const longestDraw = 100 * 365 * 24 * time.Hour

// nanos rounds x nanoseconds to a duration from zero to longestDraw. What is
// not a number becomes zero.
func nanos(x float64) time.Duration {
	switch {
	case !(x > 0):
		return 0
	case x >= float64(longestDraw):
		return longestDraw
	}
	return time.Duration(float64(x) + 0.5)
}

// Constant is always the same duration.
type Constant time.Duration

// Sample returns c.
func (c Constant) Sample(Rand) time.Duration { return c.Mean() }

// Mean returns c.
func (c Constant) Mean() time.Duration { return min(max(0, time.Duration(c)), longestDraw) }

// String returns c as in "2ms".
func (c Constant) String() string { return durationText(time.Duration(c)) }

// Uniform is every nanosecond from Lo to Hi, both included, with equal
// probability.
type Uniform struct{ Lo, Hi time.Duration }

// Sample draws from u.
func (u Uniform) Sample(r Rand) time.Duration {
	return min(max(0, r.Between(u.Lo, u.Hi+1)), longestDraw)
}

// Mean returns the middle of u, or Lo when u is empty.
func (u Uniform) Mean() time.Duration { return Constant(u.Lo + max(0, u.Hi-u.Lo)/2).Mean() }

// String returns u as in "uniform 1ms..5ms".
func (u Uniform) String() string {
	return "uniform " + durationText(u.Lo) + ".." + durationText(u.Hi)
}

// A Weighted is a distribution and the probability of drawing from it.
type Weighted struct {
	Weight float64
	Dist   Dist
}

// Mixture draws from one of several distributions, chosen by weight.
type Mixture struct {
	parts []Weighted
	upTo  []float64 // upTo[i] is the weight of parts[0] to parts[i]
}

// NewMixture returns the mixture of parts. Their weights must lie between 0
// and 1 and sum to 1, and no part may be a mixture itself.
func NewMixture(parts ...Weighted) (Mixture, error) {
	weights := make([]float64, len(parts))
	for i, p := range parts {
		if _, nested := p.Dist.(Mixture); nested || p.Dist == nil {
			return Mixture{}, fmt.Errorf("branch %d of a mix must be a distribution other than mix", i+1)
		}
		weights[i] = p.Weight
	}
	upTo, err := cumulate(weights)
	if err != nil {
		return Mixture{}, err
	}
	return Mixture{parts: slices.Clone(parts), upTo: upTo}, nil
}

// Sample draws from m: one draw chooses the part, the rest belong to it.
func (m Mixture) Sample(r Rand) time.Duration {
	if len(m.parts) == 0 {
		return 0
	}
	return m.parts[choose(&r, m.upTo)].Dist.Sample(r)
}

// Mean returns the weighted sum of the means of the parts.
func (m Mixture) Mean() time.Duration {
	var sum float64
	for _, p := range m.parts {
		sum += float64(p.Weight * float64(p.Dist.Mean()))
	}
	return nanos(sum)
}

// String returns m as in "mix 99% exp 2ms, 1% exp 100ms". A sum, or a part with
// a comma of its own, stands in parentheses.
func (m Mixture) String() string {
	var b strings.Builder
	for i, p := range m.parts {
		text := p.Dist.String()
		if _, sum := p.Dist.(Sum); sum || strings.Contains(text, ",") {
			text = "(" + text + ")"
		}
		writeBranch(&b, "mix", i, p.Weight, text)
	}
	return b.String()
}

// choose returns i with probability upTo[i] - upTo[i-1]. What rounding leaves
// above the last weight belongs to the last.
func choose(r *Rand, upTo []float64) int {
	u := r.Float64()
	for i, limit := range upTo {
		if u < limit {
			return i
		}
	}
	return len(upTo) - 1
}

// weightSlack is how far from 1 the sum of weights may lie.
const weightSlack = 1e-9

// mostBranches bounds the branches of a mixture, because a draw walks them.
const mostBranches = 64

// cumulate returns the running sums of weights, or an error that names their
// sum unless it is 1.
func cumulate(weights []float64) ([]float64, error) {
	if len(weights) == 0 || len(weights) > mostBranches {
		return nil, fmt.Errorf("%d branches: allowed are 1 to %d", len(weights), mostBranches)
	}
	upTo := make([]float64, len(weights))
	var sum float64
	for i, w := range weights {
		if !(w >= 0 && w <= 1) {
			return nil, fmt.Errorf("weight %v of branch %d must lie between 0 and 1", w, i+1)
		}
		sum += w
		upTo[i] = sum
	}
	if sum < 1-weightSlack || sum > 1+weightSlack {
		return nil, fmt.Errorf("the weights sum to %v: they must sum to 1 (100%%)",
			strconv.FormatFloat(sum, 'g', 10, 64))
	}
	return upTo, nil
}

// writeBranch appends the i-th branch of a list: ", 10% text".
func writeBranch(b *strings.Builder, kind string, i int, weight float64, text string) {
	if i == 0 {
		b.WriteString(kind + " ")
	} else {
		b.WriteString(", ")
	}
	b.WriteString(ratioText(weight) + " " + text)
}
