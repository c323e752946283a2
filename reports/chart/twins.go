package chart

import (
	"math"
	"slices"
)

// A group is the bands of one variant, and of those whose curves lie on its own.
type group struct {
	label string
	bands []Band // the main one first, then the lesser ones that do not lie on it
}

// nearly is how far two curves are apart at most that the eye takes for one, as a part of
// the axis.
const nearly = 0.004

// groups puts together the variants whose curves lie on each other, which then share a
// label: "without = naive" where every number is the same, "without ≈ naive" where nobody
// could tell.
func groups(bands []Band, y axis) []group {
	var all []group
	byVariant := make(map[string]int)
	for _, b := range bands {
		i, known := byVariant[b.variant()]
		if !known {
			i = len(all)
			byVariant[b.variant()] = i
			all = append(all, group{label: b.variant()})
		}
		if b.Label != "" && len(all[i].bands) == 0 {
			all[i].label = b.Label
		}
		if !slices.ContainsFunc(all[i].bands, func(o Band) bool { return b.Lesser && near(o, b, y) }) {
			all[i].bands = append(all[i].bands, b)
		}
	}
	var apart []group
	for _, g := range all {
		k := slices.IndexFunc(apart, func(o group) bool { return o.covers(g, y) })
		if k < 0 {
			apart = append(apart, g)
			continue
		}
		sign := " ≈ "
		if slices.EqualFunc(apart[k].bands, g.bands, equal) {
			sign = " = "
		}
		apart[k].label += sign + g.label
	}
	for i := range apart {
		apart[i].bands[0].Label = apart[i].label
	}
	return apart
}

// covers reports whether the curves of another group lie on those of this one.
func (g group) covers(o group, y axis) bool {
	return len(g.bands) > 0 && slices.EqualFunc(g.bands, o.bands, func(a, b Band) bool { return near(a, b, y) })
}

// near reports whether two curves have values at the same times, at the same height.
func near(a, b Band, y axis) bool {
	return slices.Equal(a.At, b.At) && len(a.At) > 0 && slices.EqualFunc(a.Median, b.Median, func(v, w float64) bool {
		return finite(v) == finite(w) && (!finite(v) || math.Abs(y.at(v)-y.at(w)) < nearly)
	})
}

func equal(a, b Band) bool {
	same := func(v, w float64) bool { return v == w || !finite(v) && !finite(w) }
	return slices.EqualFunc(a.Median, b.Median, same) && slices.EqualFunc(a.Low, b.Low, same) && slices.EqualFunc(a.High, b.High, same)
}

// bandsOf returns the bands of all groups.
func bandsOf(all []group) []Band {
	var bands []Band
	for _, g := range all {
		bands = append(bands, g.bands...)
	}
	return bands
}
