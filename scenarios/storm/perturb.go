package storm

import (
	"context"
	"fmt"
)

// A Perturbation is what became of the same faults when only ties and the last
// 100 microseconds of messages came out another way.
type Perturbation struct {
	Original *Violation // of the run that was not perturbed; nil if it held
	Tried    int
	Failed   int
	First    *Violation // of the first perturbation that failed
}

// String says what the numbers mean.
func (p *Perturbation) String() string {
	original := "the run itself holds"
	if p.Original != nil {
		original = fmt.Sprintf("the run itself fails (%v)", p.Original)
	}
	meaning := "nothing is left of it"
	switch {
	case p.Failed > 0 && p.Original == nil:
		meaning = "the bug is still there, and only its timing has moved"
	case p.Failed == p.Tried && p.Original != nil:
		meaning = "it does not hang on timing"
	case p.Original != nil:
		meaning = "it hangs on timing"
	}
	return fmt.Sprintf("%s, and %d of %d perturbations fail: %s", original, p.Failed, p.Tried, meaning)
}

// Perturb runs the scenario of a plan with its own faults and a seed, and again
// k times perturbed.
func Perturb(ctx context.Context, p Plan, seed uint64, k int) (*Perturbation, error) {
	p.Still = true
	r, err := newRunner(p)
	if err != nil {
		return nil, err
	}
	x, err := r.trial(seed)
	if err != nil {
		return nil, err
	}
	out, err := r.patiently(x)
	if err != nil {
		return nil, err
	}
	result := &Perturbation{Original: out.violation}
	for i := 1; i <= k && ctx.Err() == nil; i++ {
		x.jitter = uint64(i)
		out, err := r.patiently(x)
		if err != nil {
			return nil, err
		}
		result.Tried++
		if out.violation != nil {
			result.Failed++
			if result.First == nil {
				result.First = out.violation
			}
		}
	}
	return result, ctx.Err()
}
