package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Sum is what several distributions come to together: a fixed time and a random one,
// or several steps one after the other.
type Sum struct{ parts []Dist }

// mostTerms bounds a sum, because a draw walks it.
const mostTerms = 16

// NewSum returns the sum of parts that are independent of each other. Sums among them
// are taken apart.
func NewSum(parts ...Dist) (Sum, error) {
	var flat []Dist
	for i, p := range parts {
		switch p := p.(type) {
		case nil:
			return Sum{}, fmt.Errorf("term %d of a sum is missing", i+1)
		case Sum:
			flat = append(flat, p.parts...)
		default:
			flat = append(flat, p)
		}
	}
	if len(flat) == 0 || len(flat) > mostTerms {
		return Sum{}, fmt.Errorf("%d terms: allowed are 1 to %d", len(flat), mostTerms)
	}
	return Sum{flat}, nil
}

// Sample draws from each part of s. The first that is not constant draws what it would
// draw alone: a shift moves a distribution and changes none of its luck.
func (s Sum) Sample(r Rand) time.Duration {
	sum, luck := time.Duration(0), r
	for i, p := range s.parts {
		if sum += p.Sample(luck); sum > longestDraw {
			return longestDraw
		}
		if _, fixed := p.(Constant); !fixed {
			luck = Key(r.state).Mix(uint64(i) + 1).Rand()
		}
	}
	return sum
}

// Mean returns the sum of the means of the parts.
func (s Sum) Mean() time.Duration {
	sum := time.Duration(0)
	for _, p := range s.parts {
		sum = min(sum+p.Mean(), longestDraw)
	}
	return sum
}

// String returns s as in "75ms + exp 2ms". A part with a comma stands in
// parentheses.
func (s Sum) String() string {
	texts := make([]string, len(s.parts))
	for i, p := range s.parts {
		texts[i] = p.String()
		if strings.Contains(texts[i], ",") || strings.HasPrefix(texts[i], "csv ") {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	return strings.Join(texts, " + ")
}

// terms splits w at each + that stands outside parentheses and is no sign.
func (w word) terms() []word {
	if kind, _ := w.cut(); kind.text == "csv" {
		return []word{w} // the name of a file
	}
	return w.split(func(i int) bool { return w.text[i] == '+' && !w.signs(i) })
}

// signs reports whether the + at a place is the sign of a number or of its exponent.
func (w word) signs(i int) bool {
	before := w.text[:i]
	if strings.Trim(before, " \t") == "" || strings.HasSuffix(before, "=") {
		return true
	}
	digits := strings.TrimRight(before, "eE")
	return len(digits) < len(before) && digits != "" && strings.IndexByte("0123456789.", digits[len(digits)-1]) >= 0
}

// sum reads a text of several terms.
func (p distParser) sum(text word, terms []word) (Dist, error) {
	if len(terms) > mostTerms { // before the files of csv are read
		return nil, text.errorf("%d terms: allowed are 1 to %d", len(terms), mostTerms)
	}
	var parts []Dist
	for _, t := range terms {
		if kind, _ := t.cut(); slices.Contains([]string{"mix", "hyperexp"}, kind.text) {
			return nil, t.errorf("a %s in a sum stands in parentheses, as does a sum in a branch: write (%s) + …", kind.text, example(kind.text))
		}
		d, err := p.dist(t)
		if err != nil {
			return nil, err
		}
		parts = append(parts, d)
	}
	return text.build(NewSum(parts...))
}

// inside returns what stands between the parentheses around w, or w.
func (w word) inside() word {
	if strings.HasPrefix(w.text, "(") && strings.HasSuffix(w.text, ")") {
		return word{w.text[1 : len(w.text)-1], w.at + 1}
	}
	return w
}
