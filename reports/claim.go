package reports

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"wavetank/sim"
)

// A Claim is what a scenario expects of its variants, one comparison of two
// sums:
//
//	with.error_rate < without.error_rate / 2
//	with.shoppers.p99 <= 500ms
//	with.attempts_per_request - without.attempts_per_request < 0.1
//	"3-retries".goodput > 150/s
//	with.facts.lock.lost_update == 0
//	with.spans.raft.led.overlap <= 100ms
//
//	claim   = sum ("<" | "<=" | ">" | ">=" | "==" | "!=") sum
//	sum     = product { ("+" | "-") product }
//	product = factor { ("*" | "/") factor }
//	factor  = number | operand | "(" sum ")" | "-" factor
//	operand = [ variant "." [ load "." ] ] metric | [ variant "." ] told
//	told    = "facts." noun "." verb | family "s." noun "." verb "." statistic
//	number  = digits [ "." digits ] [ "%" | "ns" | "us" | "ms" | "s" | "m" | "h" | "/s" ]
//
// A name consists of letters, digits, "_" and, inside it, "-": a-b is one name
// and a - b a subtraction. Any other name stands in double quotes. A scenario of
// one variant may leave out the variant. The metrics are those of
// [FindMetric], the families those of [Families].
// Times, rates and plain numbers do not mix, except that 0 goes with all of
// them. Equality is for counts only, since two measured numbers never are equal.
//
// A claim is about the mean over the seeds; see [Claim.Judge].
type Claim struct {
	text        string
	op          string
	left, right *expression
	names       []Name
}

// A Name is a number that a claim asks for.
type Name struct {
	Variant string // empty: the only one
	Load    string // empty: all together
	Metric  string // in full, such as "latency_ok_p99" or "facts.breaker.opened"
	Offset  int    // of its first byte in the claim

	loadOffset int
}

// String returns the name as a claim writes it.
func (n Name) String() string {
	text := shortName(n.Load, n.Metric)
	if n.Variant != "" {
		text = n.Variant + "." + text
	}
	return text
}

// String returns the claim as it was written.
func (c *Claim) String() string { return c.text }

// Names returns what the claim asks for, in the order of the text.
func (c *Claim) Names() []Name { return slices.Clone(c.names) }

// Check reports the first name whose variant or load does not exist. The error
// is a *sim.ParseError that says which do.
func (c *Claim) Check(variants, loads []string) error {
	for _, n := range c.names {
		if n.Variant == "" && len(variants) != 1 {
			return wrongClaim(n.Offset, "which variant's %s? Write %s", n.Metric, anyOf(variants, "."+n.String()))
		}
		if n.Variant != "" && !slices.Contains(variants, n.Variant) {
			if len(variants) == 1 && n.Load == "" && slices.Contains(loads, n.Variant) {
				return wrongClaim(n.Offset, "%s is a load: write its variant first, %s.%s", n.Variant, variants[0], n)
			}
			return wrongClaim(n.Offset, "no variant is called %q: there is %s%s", n.Variant, anyOf(variants, ""), dashHint(n.Variant))
		}
		if n.Load != "" && !slices.Contains(loads, n.Load) {
			return wrongClaim(n.loadOffset, "no load is called %q: there is %s%s", n.Load, anyOf(loads, ""), dashHint(n.Load))
		}
	}
	return nil
}

// OfEach takes names for those of each variant alone, which is not named: what stands
// where a variant would is a load.
func (c *Claim) OfEach(variants, loads []string) error {
	for i := range c.names {
		n := &c.names[i]
		switch load := slices.Contains(loads, n.Variant); {
		case n.Variant == "":
		case n.Load != "" || !load && slices.Contains(variants, n.Variant):
			return wrongClaim(n.Offset, "it is asked of every variant: leave out %s.", n.Variant)
		case !load:
			return wrongClaim(n.Offset, "no load is called %q: there is %s%s", n.Variant, anyOf(loads, ""), dashHint(n.Variant))
		case wholeOnly(n.Metric):
			return wrongClaim(n.Offset, "%s is of all loads together: leave out %s.", n.Metric, n.Variant)
		default:
			n.Load, n.loadOffset, n.Variant = n.Variant, n.Offset, ""
		}
	}
	return nil
}

// wholeOnly reports whether there is no such metric of a single load.
func wholeOnly(metric string) bool {
	_, _, fact := FactOf(metric)
	return fact || metricOf(metric).Whole
}

// dashHint explains the commonest mistake in a name.
func dashHint(name string) string {
	if !strings.Contains(name, "-") {
		return ""
	}
	return `; a subtraction needs spaces around its "-"`
}

// anyOf returns names as alternatives, each with an ending.
func anyOf(names []string, ending string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(n + ending)
	}
	if len(names) == 0 {
		return "none"
	}
	return b.String()
}

func wrongClaim(offset int, format string, args ...any) error {
	return &sim.ParseError{Offset: offset, Msg: fmt.Sprintf(format, args...)}
}

// An expression is a node of a claim's sums.
type expression struct {
	op          byte // '+', '-', '*', '/', '#' for a number, '@' for a name
	left, right *expression
	number      float64
	name        int // among the claim's
	scale       float64
	unit        unit
	offset      int
}

// constant reports whether the expression asks for nothing.
func (e *expression) constant() bool {
	return e.op == '#' || e.op != '@' && e.left.constant() && e.right.constant()
}

// value computes the expression from the values of the names. What a division by
// zero gives is NaN.
func (e *expression) value(names []float64) float64 {
	switch e.op {
	case '#':
		return e.number
	case '@':
		return names[e.name] / e.scale
	}
	x, y := e.left.value(names), e.right.value(names)
	switch e.op {
	case '+':
		return x + y
	case '-':
		return minus(x, y)
	case '*':
		return float64(x * y)
	}
	if y == 0 {
		return math.NaN()
	}
	return x / y
}
