package scenarios

import (
	"context"
	"errors"
	"math"
	"slices"

	"wavetank/reports"
	"wavetank/sim"
)

func (q *kneeSearch) text(x float64) string { return q.unit.text(x, q.whole) }

// set puts a value in the place of what the file says.
func (q *kneeSearch) set(value string) []Setting {
	return []Setting{{Key: q.key, Value: value, From: "--over " + q.key + "=" + value}}
}

// keeps runs a trial at a value, and reports whether it keeps what is asked. A run that
// piles up more than may be in flight keeps nothing.
func (q *kneeSearch) keeps(ctx context.Context, t trial, x float64) (bool, error) {
	t.set = q.set(q.text(x))
	c, err := q.bench.one(ctx, t)
	if limit := (*sim.LimitError)(nil); errors.As(err, &limit) && limit.Piled() {
		q.told.note(nil)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	q.told.note(c)
	if q.stable && c.Variants[0].Runs[0].State == reports.Overloaded {
		return false, nil
	}
	return !slices.ContainsFunc(q.until, func(claim *reports.Claim) bool { return !claim.Kept(c) }), nil
}

// kneeEnds say, by seed and variant, whether the run at the lower bound keeps what is
// asked, and the one at the upper.
type kneeEnds [][][2]bool

func (q *kneeSearch) ends(ctx context.Context, seeds []uint64, by sharing) (kneeEnds, error) {
	ends := make(kneeEnds, len(seeds))
	quiet := q.options
	quiet.Progress, quiet.Seeds = nil, seeds
	err := eachJob(ctx, quiet.blocks(), 1, quiet, func(i int) ([]*reports.Summary, error) {
		for _, v := range q.variants {
			one := trial{variant: v, seed: seeds[i], by: by}
			low, err := q.keeps(ctx, one, q.low)
			if err != nil {
				return nil, err
			}
			high, err := q.keeps(ctx, one, q.high)
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
	t, one := reports.Threshold{Seed: seed, Runs: 2, Back: math.NaN()}, trial{variant: variant, seed: seed}
	try := func(x float64, expected bool) (bool, error) {
		kept, err := q.keeps(ctx, one, x)
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
		if t.At = -everywhere; ends[1] {
			t.Inverted = []float64{bad}
			return t, nil
		}
		_, err := try(q.between(good, bad), false)
		return t, err
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
		kept, err := q.keeps(ctx, one, middle)
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

// gridValues is at how many values an arm is run with every seed whose seeds have no
// thresholds of their own.
const gridValues = 9

// grids runs those arms at each value of a grid.
func (q *kneeSearch) grids(ctx context.Context, k *reports.Knee) error {
	quiet := q.options
	quiet.Progress = nil
	for a := range k.Arms {
		arm := &k.Arms[a]
		if !arm.Doubtful() {
			continue
		}
		var points []reports.KneePoint
		for n := range gridValues {
			x, _, _ := quantity(q.text(q.low + float64((q.high-q.low)*float64(n))/(gridValues-1)))
			if n == 0 || x > points[len(points)-1].At {
				points = append(points, reports.KneePoint{At: x, Runs: len(q.options.Seeds)})
			}
		}
		kept := make([]bool, len(points)*len(q.options.Seeds))
		err := eachJob(ctx, quiet.blocks(), len(points), quiet, func(i int) (_ []*reports.Summary, err error) {
			kept[i], err = q.keeps(ctx, trial{variant: q.variants[a], seed: q.options.Seeds[i/len(points)], by: late}, points[i%len(points)].At)
			return nil, err
		}, nil)
		if err != nil {
			return err
		}
		for i, is := range kept {
			p := &points[i%len(points)]
			if p.Keeps = append(p.Keeps, is); is {
				p.Kept++
			}
		}
		arm.Grid = points
	}
	return nil
}
