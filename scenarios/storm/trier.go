package storm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"wavetank/reports"
	"wavetank/scenarios"
	"wavetank/sim"
)

// A Trier tries single storms of a plan, for a hunt that concludes elsewhere.
type Trier struct{ runner *runner }

// NewTrier makes a plan ready.
func NewTrier(p Plan) (*Trier, error) {
	r, err := newRunner(p)
	if err != nil {
		return nil, err
	}
	return &Trier{r}, nil
}

// Try tries the storm of a seed and returns what came of it, for Plan.Tries: bytes that
// are the same wherever one build makes them. Several goroutines may call it. The error is
// that nothing could be judged.
func (t *Trier) Try(seed uint64) ([]byte, error) {
	out, err := t.runner.try(seed)
	if err != nil {
		return nil, err
	}
	return out.MarshalJSON()
}

func (r *runner) try(seed uint64) (outcome, error) {
	x, err := r.trial(seed)
	if err != nil {
		return outcome{}, err
	}
	return r.patiently(x)
}

// tries tries a block of seeds, or has it tried. With the error of a run come the outcomes
// of those before it.
func (r *runner) tries(ctx context.Context, index int, seeds []uint64) (outs []outcome, err error) {
	if r.plan.Tries == nil {
		for i, seed := range seeds {
			out, err := r.try(seed)
			if err != nil {
				return outs, err
			}
			if outs = append(outs, out); ctx.Err() != nil && i+1 < len(seeds) {
				break
			}
		}
		return outs, nil
	}
	written, err := r.plan.Tries(ctx, index, seeds)
	if err != nil && len(seeds) > 1 && ctx.Err() == nil && !errors.Is(err, scenarios.ErrElsewhere) {
		for _, seed := range seeds { // it is one of them
			one, err := r.tries(ctx, index, []uint64{seed})
			if outs = append(outs, one...); err != nil {
				return outs, err
			}
		}
		return outs, nil
	}
	for _, data := range written {
		var out outcome
		if failed := out.UnmarshalJSON(data); failed != nil {
			return outs, fmt.Errorf("%w: what seed %d came to cannot be read: %w", errWorld, seeds[len(outs)], failed)
		}
		if len(out.reached) > len(r.plan.Properties) || len(out.margins) > len(r.plan.Properties) {
			return outs, fmt.Errorf("%w: what seed %d came to is about other properties", errWorld, seeds[len(outs)])
		}
		outs = append(outs, out)
	}
	return outs, err
}

// A written outcome is the form in which it travels. What did not happen takes no room.
type written struct {
	Events    uint64            `json:"e"`
	Violation *writtenViolation `json:"v,omitempty"`
	Reached   []bool            `json:"r,omitempty"`
	Margins   []*writtenMargin  `json:"m,omitempty"`
	Vacuous   string            `json:"why,omitempty"`
}

type writtenViolation struct {
	Property, Words string
	At              sim.Time
	Digest          sim.Digest
}

// A writtenMargin has By as text, as it may be infinite.
type writtenMargin struct{ By, Unit, Words string }

// MarshalJSON writes all of an outcome but what its violation is in Go.
func (o outcome) MarshalJSON() ([]byte, error) {
	w := written{Events: o.events, Vacuous: o.vacuous}
	if slices.Contains(o.reached, true) {
		w.Reached = o.reached
	}
	if v := o.violation; v != nil {
		w.Violation = &writtenViolation{v.Property, v.Words, v.At, v.Digest}
	}
	for _, m := range o.margins {
		var one *writtenMargin
		if m != nil {
			one = &writtenMargin{strconv.FormatFloat(m.By, 'g', -1, 64), m.Unit, m.Words}
		}
		w.Margins = append(w.Margins, one)
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON has written.
func (o *outcome) UnmarshalJSON(data []byte) error {
	var w written
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*o = outcome{events: w.Events, reached: w.Reached, vacuous: w.Vacuous}
	if v := w.Violation; v != nil {
		o.violation = &Violation{Property: v.Property, Words: v.Words, At: v.At, Digest: v.Digest, Err: errors.New(v.Words)}
	}
	for _, m := range w.Margins {
		var one *reports.Margin
		if m != nil {
			by, err := strconv.ParseFloat(m.By, 64)
			if err != nil {
				return err
			}
			one = &reports.Margin{By: by, Unit: m.Unit, Words: m.Words}
		}
		o.margins = append(o.margins, one)
	}
	return nil
}
