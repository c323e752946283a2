package reports

import (
	"fmt"
	"math"
	"slices"
)

// typical is the number by which a finding tells what an arm has of a measure: the median
// over the seeds, or their mean if the medians hide what the ranking rests on.
func (r *ranking) typical(m *measure, v *Variant) float64 {
	if !r.averaged(m) {
		return m.median(r.Comparison, v)
	}
	return MeanInterval(slices.DeleteFunc(m.of(r.Comparison, v), math.IsNaN)).Middle
}

// averaged reports whether another arm is shown to be worse than the best though their
// medians read the same, as when few of the seeds went wrong. Percentiles are never averaged.
func (r *ranking) averaged(m *measure) bool {
	if !m.unit.share && !m.unit.count || len(r.best) == 0 {
		return false
	}
	best := m.figure(m.median(r.Comparison, r.best[0]))
	return slices.ContainsFunc(r.Variants, func(v *Variant) bool {
		return !slices.Contains(r.best, v) && m.figure(m.median(r.Comparison, v)) == best && r.before(m, r.best[0], v)
	})
}

// figure writes what an arm has of a measure, and called what that number is.
func (r *ranking) figure(m *measure, v *Variant) string { return m.figure(r.typical(m, v)) }

func (r *ranking) called(m *measure) string {
	if r.averaged(m) {
		return "mean " + m.name
	}
	return m.name
}

// peak says which arms have the best of a measure, and what that is.
func (r *ranking) peak(m *measure) string {
	arms := r.living()
	groups, sizes := r.grouped(m, arms)
	if len(groups) == 0 {
		return r.called(m)
	}
	figure := m.figure(r.sorted(m, arms)[0].at)
	if sizes[0] > 3 {
		return fmt.Sprintf("%s %s in %d arms", r.called(m), figure, sizes[0])
	}
	var who []*Variant
	for _, s := range r.sorted(m, arms)[:sizes[0]] {
		who = append(who, s.Variant)
	}
	return r.called(m) + " " + figure + " " + phrases(who, "and")
}

// head says, in brackets, who has the best of a measure.
func (r *ranking) head(m *measure) string {
	if groups, _ := r.grouped(m, r.living()); len(groups) > 0 {
		return r.called(m) + " (" + groups[0] + ")"
	}
	return r.called(m)
}

// heads is head with no more than the number of those who share the best.
func (r *ranking) heads(m *measure) string {
	groups, sizes := r.grouped(m, r.living())
	if len(groups) == 0 || sizes[0] == 1 {
		return r.head(m)
	}
	return fmt.Sprintf("%s (%d arms %s)", r.called(m), sizes[0], m.figure(r.sorted(m, r.living())[0].at))
}

// foot says, in brackets, who has the worst of a measure.
func (r *ranking) foot(m *measure) string {
	if groups, _ := r.grouped(m, r.living()); len(groups) > 1 {
		return " (" + groups[len(groups)-1] + ")"
	}
	return ""
}
