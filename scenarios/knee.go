package scenarios

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"wavetank/reports"
)

// KneeOptions say what a search for the knee looks for, and where.
type KneeOptions struct {
	Over  string // KEY=LOW..HIGH, or KEY alone: around what the file says
	Until string // claims joined by "&", each about one variant, whose name is left out; "" is what the SLO says
}

// A kneeSearch looks for the thresholds of one scenario.
type kneeSearch struct {
	bench     *bench
	variants  []string
	key       string
	unit      unit
	whole     bool
	low, high float64
	until     []*reports.Claim
	told      evidence // of these
	stable    bool     // a run that ends overloaded keeps nothing
	small     bool
	load      int // whose rate the key is, if it is asked how far that has to be cut after a collapse; -1 is none
	options   CompareOptions
}

// firstSeeds is with how many seeds a search looks which side of it keeps what is asked.
const firstSeeds = 5

// Knee bisects, for every variant and seed, up to which value of a key a run keeps what
// is asked of it: to a hundredth of the value or of the bounds, or to the next whole
// number. Whether small values keep it, or large ones, the bounds tell: of all variants
// and the first seeds, the more decide. A further run in each seed, in the middle of one
// side, looks whether there is a single threshold at all. Where the key is the rate of a
// load and a fault pushes the system over, in a few seeds it is asked, too, how far the load has to be cut
// for it to come back. When the context is cancelled, the seeds that are finished are
// returned with its error.
func Knee(ctx context.Context, open Opener, k KneeOptions, o CompareOptions) (*reports.Knee, error) {
	base, err := open()
	if err != nil {
		return nil, err
	}
	q, err := newKneeSearch(open, base, k, o)
	if err == nil && q.low == q.high {
		if err = q.bracket(ctx); err != nil && !errors.Is(err, context.Canceled) {
			err = cmp.Or(q.told.missing(), err)
		}
	}
	if err != nil {
		return nil, err
	}
	out := &reports.Knee{Info: info(base, o), Over: q.key, Until: k.asked(base) + map[bool]string{true: ", and not overloaded at the end"}[q.stable], Low: q.low, High: q.high, Write: q.text}
	for _, v := range base.Variants {
		out.Arms = append(out.Arms, reports.KneeArm{Arm: reports.Arm{Name: v.Name, Words: words(base, v)}})
	}
	ends, err := q.ends(ctx, o.Seeds[:min(firstSeeds, len(o.Seeds))], everybody)
	if err != nil {
		return nil, err
	}
	if err := q.told.missing(); err != nil {
		return nil, err
	}
	q.small = ends.small()
	out.Small = q.small
	var lock sync.Mutex
	found := make([][]reports.Threshold, len(o.Seeds))
	err = eachJob(ctx, q.options.blocks(), 1, q.options, func(i int) ([]*reports.Summary, error) {
		all, err := q.seed(ctx, i, ends)
		if err == nil {
			lock.Lock()
			defer lock.Unlock()
			found[i] = all
			q.tell(*out, found)
		}
		return nil, err
	}, nil)
	q.take(out, found)
	if err == nil {
		err = q.grids(ctx, out)
	}
	if err == nil && o.Phase {
		out.Phase, err = q.phase(ctx, out)
	}
	if err != nil && (!errors.Is(err, context.Canceled) || len(out.Arms[0].Thresholds) == 0) {
		return nil, err
	}
	return out, err
}

// take has a report know the thresholds that are found.
func (q *kneeSearch) take(k *reports.Knee, found [][]reports.Threshold) {
	for _, all := range found {
		for a, t := range all {
			k.Arms[a].Thresholds = append(k.Arms[a].Thresholds, t)
		}
	}
}

// tell says what is known so far.
func (q *kneeSearch) tell(k reports.Knee, found [][]reports.Threshold) {
	if q.options.Known == nil {
		return
	}
	k.Arms = slices.Clone(k.Arms)
	q.take(&k, found)
	q.options.Known(k.Finding())
}

// seed searches one seed of every variant, whose ends may be known.
func (q *kneeSearch) seed(ctx context.Context, i int, known kneeEnds) ([]reports.Threshold, error) {
	if i >= len(known) {
		ends, err := q.ends(ctx, q.options.Seeds[i:i+1], bySeed)
		if err != nil {
			return nil, err
		}
		known = slices.Concat(known, slices.Repeat(kneeEnds{nil}, i-len(known)), ends)
	}
	var all []reports.Threshold
	for a, v := range q.variants {
		t, err := q.threshold(ctx, v, q.options.Seeds[i], known[i][a], i%2 == 0)
		if err == nil && q.load >= 0 && i < backSeeds {
			t.Back, err = q.back(ctx, v, &t)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// asked returns the claims that are asked of a run: what the SLO says is that it recovers from
// its faults and surges, or of a scenario without any what the SLO bounds. That is little where nobody
// has a deadline, so it is asked besides that the run does not end overloaded.
func (k KneeOptions) asked(s *Scenario) string {
	switch {
	case k.Until != "":
		return k.Until
	case disturbed(s):
		return "unrecovered == 0"
	case s.SLO.P99 > 0:
		return fmt.Sprintf("error_rate <= %g & p99 <= %v", s.SLO.ErrorRate, s.SLO.P99)
	}
	return fmt.Sprintf("error_rate <= %g", s.SLO.ErrorRate)
}

// disturbed reports whether there is something to recover from.
func disturbed(s *Scenario) bool { return len(s.Faults) > 0 || len(surges(s)) > 0 }

func newKneeSearch(open Opener, base *Scenario, k KneeOptions, o CompareOptions) (*kneeSearch, error) {
	q := &kneeSearch{options: o, load: -1}
	q.options.Block = 1
	key, bounds, ranged := cutOutside(k.Over, '=')
	q.key = strings.TrimSpace(key)
	if err := matters(q.key); err != nil {
		return nil, fmt.Errorf("--over: %w", err)
	}
	if !ranged {
		bounds = base.Written(q.key) + ".." + base.Written(q.key)
	}
	from, to, two := strings.Cut(bounds, "..")
	low, u, isNumber := quantity(strings.TrimSpace(from))
	high, v, alike := quantity(strings.TrimSpace(to))
	switch {
	case ranged && !two:
		return nil, fmt.Errorf("--over %q is not KEY=LOW..HIGH such as loads.users.rate=100/s..240/s", k.Over)
	case !ranged && (!isNumber || low <= 0):
		return nil, fmt.Errorf("--over %s: the file has no number above zero there to begin with: say from where to where, as in %s=LOW..HIGH", q.key, q.key)
	case !isNumber || !alike || u.kind != v.kind:
		return nil, fmt.Errorf("--over %s: %q and %q are not two numbers of one unit", q.key, from, to)
	case ranged && low >= high:
		return nil, fmt.Errorf("--over %s: %s is not below %s", q.key, strings.TrimSpace(from), strings.TrimSpace(to))
	}
	q.low, q.high, q.unit = low, high, u
	doc, known := base.Knob(q.key)
	q.whole = u.kind == "" && low == math.Trunc(low) && high == math.Trunc(high) && (!known || doc.Kind == "integer")
	q.variants = variantsOf(base)
	until, err := claimsOf("--until", k.asked(base), base, q.variants[0], false)
	if err != nil {
		return nil, err
	}
	q.until, q.stable = until, k.Until == "" && !disturbed(base)
	for _, claim := range until {
		q.told.add(claim, fmt.Sprintf("--until %q", claim))
	}
	q.bench = newBench(open, until, q.options, nil)
	q.load = returning(base, q.key)
	return q, nil
}
