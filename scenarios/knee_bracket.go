package scenarios

import (
	"context"
	"errors"
	"fmt"

	"wavetank/reports"
)

// mostDoublings bounds how far from the value of the file a bracket is looked for.
const mostDoublings = 3

// bracket finds the bounds of the search by itself: from the value of the file it doubles
// and halves until, in the first seed, all variants are of one mind at either end, and not
// of the same; or as far as eight times and an eighth of it. It stops where the scenario
// does not allow the value.
func (q *kneeSearch) bracket(ctx context.Context) error {
	own := q.low
	upper, err := q.reach(ctx, own, 2)
	if err != nil {
		return err
	}
	lower, err := q.reach(ctx, own, 0.5)
	if err != nil {
		return err
	}
	q.low, q.high = lower.at, upper.at
	if lower.kept == upper.kept && (lower.kept == 0 || lower.kept == len(q.variants)) {
		word := "keeps it at both"
		if lower.kept == 0 {
			word = "breaks it at both"
		}
		return fmt.Errorf("--over %s: from %s to %s every variant %s: say from where to where to look, as in %s=LOW..HIGH", q.key, q.text(q.low), q.text(q.high), word, q.key)
	}
	return nil
}

// An end is how far a bracket reaches, and how many variants keep what is asked there.
type end struct {
	at   float64
	kept int
}

// reach goes by a factor from a value on, until all variants are of one mind and not of
// that of the value itself.
func (q *kneeSearch) reach(ctx context.Context, from, factor float64) (end, error) {
	first, err := q.count(ctx, from)
	if err != nil {
		return end{}, err
	}
	last := end{from, first}
	for range mostDoublings {
		x := last.at * factor
		if q.whole {
			x = max(1, float64(int(x)))
		}
		if q.text(x) == q.text(last.at) {
			break
		}
		kept, err := q.count(ctx, x)
		if errors.Is(err, errNoScenario) {
			break
		}
		if err != nil {
			return end{}, err
		}
		last = end{x, kept}
		if all := len(q.variants); kept != first && (kept == 0 || kept == all) {
			break
		}
	}
	return last, nil
}

// count returns how many variants keep what is asked at a value, with the first seed.
func (q *kneeSearch) count(ctx context.Context, x float64) (kept int, err error) {
	quiet := q.options
	quiet.Progress = nil
	keeps := make([]bool, len(q.variants))
	one := make([][]uint64, len(q.variants))
	for i := range one {
		one[i] = q.options.Seeds[:1]
	}
	err = eachJob(ctx, one, 1, quiet, func(i int) (_ []*reports.Summary, err error) {
		keeps[i], err = q.keeps(ctx, trial{variant: q.variants[i], seed: q.options.Seeds[0], by: everybody}, x)
		return nil, err
	}, nil)
	for _, k := range keeps {
		if k {
			kept++
		}
	}
	return kept, err
}
