package scenarios

import (
	"context"
	"math"
	"slices"
	"time"

	"wavetank/reports"
	"wavetank/scenarios/language"
	"wavetank/sim"
)

// backSeeds is in how many seeds it is asked how far a load has to be cut, which takes long
// runs: enough for an interval.
const backSeeds = 6

// returning returns the load whose rate the key is, if that alone drives it and a fault
// that ends leaves time to come back; or -1.
func returning(s *Scenario, key string) int {
	path, err := language.ParseKey(key)
	if err != nil || len(path) != 3 || path[0] != "loads" || path[2] != "rate" || len(s.Faults) == 0 {
		return -1
	}
	if at, ok := cutAt(s); !ok || s.Duration-at < s.Duration/4 {
		return -1
	}
	return slices.IndexFunc(s.Loads, func(l language.Workload) bool {
		return l.Name == path[1] && l.Rate > 0 && l.Burst == nil && l.From == 0 && l.Until >= s.Duration
	})
}

// cutAt returns when the load is cut: a fifth of what is left of the run after the last
// fault has ended. It reports false if some fault has no end that is known.
func cutAt(s *Scenario) (time.Duration, bool) {
	last := time.Duration(0)
	for _, f := range s.Faults {
		lasts, ok := f.Schedule.For.(sim.Constant)
		if f.Schedule.At == nil || f.Schedule.Every > 0 || !ok {
			return 0, false
		}
		last = max(last, *f.Schedule.At+time.Duration(lasts))
	}
	return last + (s.Duration-last)/5, last < s.Duration
}

// back bisects to what rate the load has to be cut, after a collapse, for a seed to come
// back from it, as recovery is judged: the load is just above the threshold until then. It
// is NaN where there is no threshold within the bounds, or the system was down before its
// fault, so that there is nothing to come back to; and zero where no cut is enough.
func (q *kneeSearch) back(ctx context.Context, variant string, t *reports.Threshold) (float64, error) {
	if math.IsInf(t.At, 0) || !q.small {
		return math.NaN(), nil
	}
	push := t.At * 1.05
	if came, known, err := q.comesBack(ctx, variant, t.Seed, push, push, 0); came || !known || err != nil {
		return math.NaN(), err // other arrivals of that rate do not push it over, or too early
	}
	t.Runs++
	low, high := 0.0, t.At
	for high-low > t.At/20 {
		cut := (low + high) / 2
		came, known, err := q.comesBack(ctx, variant, t.Seed, push, cut, 1)
		if !known || err != nil {
			return math.NaN(), err
		}
		if t.Runs++; came {
			low = cut
		} else {
			high = cut
		}
	}
	return low, nil
}

// comesBack runs a seed with a load that is cut from one rate to another, and reports
// whether it recovers, if that is known; the run is so many times as long again, as what
// has piled up takes its time.
func (q *kneeSearch) comesBack(ctx context.Context, variant string, seed uint64, from, to float64, longer int) (came, known bool, err error) {
	s, err := q.bench.scenario(trial{variant: variant})
	if err != nil {
		return false, false, err
	}
	o, scale := q.options, 1/map[string]float64{"/s": 1, "/min": 60, "/h": 3600}[q.unit.kind]
	o.index, o.bend = int(seed-o.Seeds[0]), Bend{Cut: Cut{Load: q.load, From: from * scale, To: to * scale, Longer: longer}}
	sums, err := o.evaluate(ctx, s, []uint64{seed}, 0)
	if err != nil {
		return false, false, err
	}
	recovery, known, err := sums[0].Metric("recovery", "")
	return known && !math.IsInf(recovery, 1), known, err
}

// phase runs the first variant that a collapse is shown to keep down below the load at which
// it collapsed, just above the thresholds of a few seeds.
func (q *kneeSearch) phase(ctx context.Context, k *reports.Knee) (*reports.Phase, error) {
	for i := range k.Arms {
		a := &k.Arms[i]
		back, half := a.Back().Middle, k.Quantile(a, 0.5).Middle
		if !(back > 0 && back < 0.9*half) || math.IsInf(half, 0) {
			continue
		}
		above := half
		for _, t := range a.Thresholds[:min(len(a.Thresholds), phaseSeeds)] {
			if !math.IsInf(t.At, 0) {
				above = max(above, t.At)
			}
		}
		held := q.text(above * 1.05)
		s, err := q.bench.scenario(trial{set: q.set(held), variant: a.Name})
		if err != nil {
			return nil, err
		}
		p, err := phaseOf(ctx, s, a.Name, q.options.Seeds, q.options)
		if p == nil || err != nil {
			return nil, err
		}
		p.Held = q.key + " = " + held
		return p, nil
	}
	return nil, nil
}
