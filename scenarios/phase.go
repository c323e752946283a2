package scenarios

import (
	"context"
	"errors"
	"slices"
	"time"

	"wavetank/reports"
	"wavetank/sim"
)

// phaseSeeds is how many seeds a phase plot is made of, each with its faults and surges as
// long as these parts of what the file says: what they push less far comes back.
const phaseSeeds = 3

var phaseParts = [...]float64{0, 0.25, 0.5, 0.75, 1}

// mostlyMetastable returns the variant that ended metastable in the most seeds, and those
// seeds first; false if there is none.
func mostlyMetastable(c *reports.Comparison) (variant string, seeds []uint64, ok bool) {
	most := 0
	for _, v := range c.Variants {
		if n := v.States()[reports.Metastable]; n > most {
			most, variant, seeds = n, v.Name, nil
			for _, metastable := range []bool{true, false} {
				for _, r := range v.Runs {
					if (r.State == reports.Metastable) == metastable {
						seeds = append(seeds, r.Seed)
					}
				}
			}
		}
	}
	return variant, seeds, most > 0
}

// phaseOf runs a variant in a few seeds, without its faults and surges, with shorter ones and
// with all.
// It returns nil if all come back, or none.
func phaseOf(ctx context.Context, s *Scenario, variant string, seeds []uint64, o CompareOptions) (*reports.Phase, error) {
	seeds = seeds[:min(len(seeds), phaseSeeds)]
	p := &reports.Phase{Variant: variant, Courses: make([]reports.Course, len(seeds)*len(phaseParts))}
	blocks := slices.Collect(slices.Chunk(seeds, 1))
	o.Progress, o.Seeds = nil, seeds
	err := eachJob(ctx, blocks, len(phaseParts), o, func(i int) (_ []*reports.Summary, err error) {
		p.Courses[i], err = courseOf(ctx, s, variant, seeds[i/len(phaseParts)], phaseParts[i%len(phaseParts)], o.Limits)
		return nil, err
	}, nil)
	if err != nil || !p.Divided() {
		return nil, err
	}
	return p, nil
}

// courseOf runs a seed whose faults and surges last a part of what they do.
func courseOf(ctx context.Context, s *Scenario, variant string, seed uint64, part float64, limits sim.Limits) (reports.Course, error) {
	one := *s
	one.Measure, one.Faults = true, slices.Clone(s.Faults)
	if part == 0 {
		one.Faults = nil
	}
	for i := range one.Faults {
		if lasts, ok := one.Faults[i].Schedule.For.(sim.Constant); ok {
			one.Faults[i].Schedule.For = sim.Constant(time.Duration(float64(part * float64(lasts))))
		}
	}
	peaks := surges(s)
	one.Loads = calmer(s, peaks, part)
	for i, p := range peaks {
		peaks[i].To = p.From + partOf(p, part)
	}
	var t *reports.Tracker
	sum, err := Run(ctx, &one, variant, seed, limits, func(w *World) {
		t = reports.NewTracker(measured(w), s.Duration, peaks)
		w.Sim.Attach(t)
	})
	if limit := (*sim.LimitError)(nil); err != nil && (!errors.As(err, &limit) || !limit.Piled() || t == nil) {
		return reports.Course{}, err
	}
	c := t.Course()
	c.Seed, c.Part, c.Back = seed, part, err == nil && sum.State != reports.Overloaded
	return c, nil
}
