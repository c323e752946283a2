package scenarios

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"wavetank/reports"
	"wavetank/sim"
)

// KneeOptions say what a search for the knee looks for, and where.
type KneeOptions struct {
	Over  string // KEY=LOW..HIGH
	Until string // claims joined by "&", each about one variant, whose name is left out; "" is what the SLO says
}

// A kneeSearch looks for the thresholds of one scenario.
type kneeSearch struct {
	open      Opener
	key       string
	unit      unit
	whole     bool
	low, high float64
	until     []*reports.Claim
	small     bool
	options   CompareOptions
}

// Knee bisects, for every variant and seed, up to which value of a key a run keeps what
// is asked of it: to a hundredth of the value or of the bounds, or to the next whole
// number. Whether small values keep it, or large ones, the bounds tell: of all variants
// and seeds, the more decide. A further run in each seed, in the middle of one side, looks
// whether there is a single threshold at all.
func Knee(ctx context.Context, open Opener, k KneeOptions, o CompareOptions) (*reports.Knee, error) {
	base, err := open()
	if err != nil {
		return nil, err
	}
	q, err := newKneeSearch(open, base, k, o)
	if err != nil {
		return nil, err
	}
	out := &reports.Knee{Info: info(base, o), Over: q.key, Until: k.asked(base), Low: q.low, High: q.high, Write: q.text}
	q.options.Block = 1
	blocks := q.options.blocks()
	ends, err := q.ends(ctx, base, blocks)
	if err != nil {
		return nil, err
	}
	q.small = ends.small()
	out.Small = q.small
	for _, v := range base.Variants {
		out.Arms = append(out.Arms, reports.KneeArm{Arm: reports.Arm{Name: v.Name, Words: words(base, v)}})
	}
	found := make([][]reports.Threshold, len(o.Seeds))
	err = eachJob(ctx, blocks, 1, q.options, func(i int) ([]*reports.Summary, error) {
		var all []reports.Threshold
		for a, v := range base.Variants {
			t, err := q.threshold(ctx, v.Name, o.Seeds[i], ends[i][a], i%2 == 0)
			if err != nil {
				return nil, err
			}
			all = append(all, t)
		}
		found[i] = all
		return nil, nil
	}, nil)
	for _, all := range found {
		for a, t := range all {
			out.Arms[a].Thresholds = append(out.Arms[a].Thresholds, t)
		}
	}
	if err != nil && (!errors.Is(err, context.Canceled) || len(out.Arms[0].Thresholds) == 0) {
		return nil, err
	}
	return out, err
}

// asked returns what is asked of a run: what the SLO says is that it recovers from its
// faults, or of a scenario without any what the SLO bounds.
func (k KneeOptions) asked(s *Scenario) string {
	switch {
	case k.Until != "":
		return k.Until
	case len(s.Faults) > 0:
		return "unrecovered == 0"
	case s.SLO.P99 > 0:
		return fmt.Sprintf("error_rate <= %g & p99 <= %v", s.SLO.ErrorRate, s.SLO.P99)
	}
	return fmt.Sprintf("error_rate <= %g", s.SLO.ErrorRate)
}

func newKneeSearch(open Opener, base *Scenario, k KneeOptions, o CompareOptions) (*kneeSearch, error) {
	q := &kneeSearch{open: open, options: o}
	key, bounds, ok := cutOutside(k.Over, '=')
	from, to, two := strings.Cut(bounds, "..")
	q.key = strings.TrimSpace(key)
	if !ok || !two {
		return nil, fmt.Errorf("--over %q is not KEY=LOW..HIGH such as loads.users.rate=100/s..240/s", k.Over)
	}
	low, u, isNumber := quantity(strings.TrimSpace(from))
	high, v, alike := quantity(strings.TrimSpace(to))
	switch {
	case !isNumber || !alike || u.kind != v.kind:
		return nil, fmt.Errorf("--over %s: %q and %q are not two numbers of one unit", q.key, from, to)
	case low >= high:
		return nil, fmt.Errorf("--over %s: %s is not below %s", q.key, strings.TrimSpace(from), strings.TrimSpace(to))
	}
	q.low, q.high, q.unit = low, high, u
	q.whole = u.kind == "" && low == math.Trunc(low) && high == math.Trunc(high)
	var variants, loads []string
	for _, v := range base.Variants {
		variants = append(variants, v.Name)
	}
	for _, l := range base.Loads {
		loads = append(loads, l.Name)
	}
	for text := range strings.SplitSeq(k.asked(base), "&") {
		c, err := reports.ParseClaim(text)
		if err == nil {
			err = c.Check(variants[:1], loads)
		}
		for i := 0; err == nil && i < len(c.Names()); i++ {
			if name := c.Names()[i]; name.Variant != "" {
				err = &sim.ParseError{Offset: name.Offset, Msg: "it is asked of every variant: leave out " + name.Variant + "."}
			}
		}
		if err != nil {
			return nil, fmt.Errorf("--until %q: %w", strings.TrimSpace(text), err)
		}
		q.until = append(q.until, c)
	}
	return q, nil
}

func (q *kneeSearch) text(x float64) string { return q.unit.text(x, q.whole) }

// keeps runs a variant with one seed at a value, and reports whether it keeps what is
// asked.
func (q *kneeSearch) keeps(ctx context.Context, variant string, seed uint64, x float64) (bool, error) {
	s, err := q.open(Setting{Key: q.key, Value: q.text(x), From: "--over " + q.key + "=" + q.text(x)})
	if err == nil {
		s, err = Only(s, []string{variant})
	}
	if err != nil {
		return false, err
	}
	one := q.options
	one.Seeds, one.Jobs, one.Progress, one.index, one.bare = []uint64{seed}, 1, nil, int(seed-q.options.Seeds[0]), true
	c, err := Compare(ctx, s, one)
	if err != nil {
		return false, err
	}
	for _, claim := range q.until {
		if !claim.Kept(c) {
			return false, nil
		}
	}
	return true, nil
}

// kneeEnds say, by seed and variant, whether the run at the lower bound keeps what is
// asked, and the one at the upper.
type kneeEnds [][][2]bool

func (q *kneeSearch) ends(ctx context.Context, base *Scenario, blocks [][]uint64) (kneeEnds, error) {
	ends := make(kneeEnds, len(blocks))
	quiet := q.options
	quiet.Progress = nil
	err := eachJob(ctx, blocks, 1, quiet, func(i int) ([]*reports.Summary, error) {
		for _, v := range base.Variants {
			low, err := q.keeps(ctx, v.Name, q.options.Seeds[i], q.low)
			if err != nil {
				return nil, err
			}
			high, err := q.keeps(ctx, v.Name, q.options.Seeds[i], q.high)
			if err != nil {
				return nil, err
			}
			ends[i] = append(ends[i], [2]bool{low, high})
		}
		return nil, nil
	}, nil)
	return ends, err
}

// small reports whether small values keep what is asked and large ones do not, rather
// than the other way round.
func (e kneeEnds) small() bool {
	more := 0
	for _, seed := range e {
		for _, kept := range seed {
			switch {
			case kept[0] && !kept[1]:
				more++
			case kept[1] && !kept[0]:
				more--
			}
		}
	}
	return more >= 0
}

// threshold bisects one seed of a variant, given what it does at the bounds, and then
// probes one side for an inversion: the one that keeps what is asked if below.
func (q *kneeSearch) threshold(ctx context.Context, variant string, seed uint64, ends [2]bool, below bool) (reports.Threshold, error) {
	t := reports.Threshold{Seed: seed, Runs: 2}
	try := func(x float64, expected bool) (bool, error) {
		kept, err := q.keeps(ctx, variant, seed, x)
		if t.Runs++; kept != expected {
			t.Inverted = append(t.Inverted, x)
		}
		return kept, err
	}
	good, bad, everywhere := q.low, q.high, math.Inf(1)
	if !q.small {
		good, bad, everywhere, ends = q.high, q.low, math.Inf(-1), [2]bool{ends[1], ends[0]}
	}
	if !ends[0] {
		t.At = -everywhere
		if ends[1] {
			t.Inverted = []float64{bad}
		}
		return t, nil
	}
	first, last := good, bad
	if ends[1] {
		middle := q.between(good, bad)
		if kept, err := try(middle, true); kept || err != nil {
			t.At = everywhere
			return t, err
		}
		bad = middle
	}
	for q.apart(good, bad) {
		middle := q.between(good, bad)
		kept, err := q.keeps(ctx, variant, seed, middle)
		if err != nil {
			return t, err
		}
		if t.Runs++; kept {
			good = middle
		} else {
			bad = middle
		}
	}
	if t.At = good; !q.whole {
		t.At = (good + bad) / 2
	}
	from, to := first, good
	if !below {
		from, to = bad, last
	}
	if !q.apart(from, to) {
		return t, nil
	}
	_, err := try(q.between(from, to), below)
	return t, err
}

// apart reports whether there is a value between two that is worth a run.
func (q *kneeSearch) apart(a, b float64) bool {
	middle := q.text((a + b) / 2)
	return math.Abs(a-b) > 0.01*min(q.high-q.low, max(math.Abs(a), math.Abs(b))) && middle != q.text(a) && middle != q.text(b)
}

// between returns the middle of two values, as a file has it.
func (q *kneeSearch) between(a, b float64) float64 {
	x, _, _ := quantity(q.text((a + b) / 2))
	return x
}
