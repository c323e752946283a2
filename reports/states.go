package reports

import (
	"fmt"
	"slices"
	"strings"
)

// Controls are the runs without disturbances of seeds that ended overloaded after them.
type Controls struct{ Run, Stable int }

// MostControls bounds the controls of a variant.
const MostControls = 3

// Uncontrolled returns the seeds of a variant that ended overloaded after all their faults
// and surges, and are worth a control: the first few.
func (v *Variant) Uncontrolled() []uint64 {
	var seeds []uint64
	for _, r := range v.Runs {
		all := inTime(r.Faults, r.Surges)
		lasts := slices.ContainsFunc(all, func(d *Disturbance) bool { return d.Untold == Lasting || d.End > r.StateFrom })
		if r.State == Overloaded && !r.AtEase && len(all) > 0 && !lasts && len(seeds) < MostControls {
			seeds = append(seeds, r.Seed)
		}
	}
	return seeds
}

// Control takes in how a variant ended without disturbances, in some of the seeds that ended
// overloaded with them: if most of these are stable the overloaded ones are metastable.
func (c *Comparison) Control(variant string, states []State) {
	v := c.variant(variant)
	for _, s := range states {
		if v.Controls.Run++; s == Stable {
			v.Controls.Stable++
		}
	}
	for i := range v.Runs {
		if r := &v.Runs[i]; r.State == Overloaded && !r.AtEase && 2*v.Controls.Stable > v.Controls.Run {
			r.State = Metastable
		}
	}
}

// States counts how the runs of a variant ended.
func (v *Variant) States() map[State]int {
	counts := make(map[State]int)
	for _, r := range v.Runs {
		counts[r.State]++
	}
	return counts
}

// failing is what a report calls an end that the rule calls overloaded, if there is no node
// that was: calls were turned away before they came to one.
const failing = "failing without overload"

var badEnds = []string{string(Metastable), string(Overloaded), failing, string(Backlogged)}

// ends counts how the runs of a variant ended, in words.
func (v *Variant) ends() map[string]int {
	counts := make(map[string]int)
	for _, r := range v.Runs {
		end := string(r.State)
		if r.State == Overloaded && r.AtEase {
			end = failing
		}
		counts[end]++
	}
	return counts
}

// stateWords says how the runs ended of those variants of which not all were stable; it is
// empty if there is none.
func (c *Comparison) stateWords() string {
	var ends []string
	arms := make(map[string][]string)
	stable := 0
	for _, v := range c.Variants {
		counts := v.ends()
		var told []string
		for _, end := range badEnds {
			if counts[end] > 0 {
				told = append(told, fmt.Sprintf("%s in %d of %s", end, counts[end], CountOf(len(v.Runs), "seed")))
			}
		}
		switch {
		case told == nil:
			stable += counts[string(Stable)]
			continue
		case v.Controls.Run > 0:
			told[len(told)-1] += fmt.Sprintf(" (stable without the %ss: %d of %d looked at)", v.Runs[0].disturber(), v.Controls.Stable, v.Controls.Run)
		}
		end := strings.Join(told, ", ")
		if arms[end] == nil {
			ends = append(ends, end)
		}
		arms[end] = append(arms[end], shorten(v.Name, 40))
	}
	if ends == nil {
		return ""
	}
	var parts []string
	for _, end := range ends {
		parts = append(parts, listed(arms[end])+" "+end)
	}
	text := "At the end: " + strings.Join(parts, "; ")
	if stable > 0 {
		text += "; the others stable"
	}
	return text + "."
}

// states are the counts as members of an object.
func (v *Variant) states() members {
	counts := v.States()
	out := members{{"failing_without_overload", v.ends()[failing]}}
	for _, s := range []State{Stable, Backlogged, Overloaded, Metastable} {
		out = append(out, member{string(s), counts[s]})
	}
	return append(out, member{"controls", v.Controls.Run}, member{"controls_stable", v.Controls.Stable})
}

// mostTold is how many points of a sweep are named.
const mostTold = 6

// StateWords says at which points most runs of a variant did not end stable; it is empty if
// there are none.
func (s *Sweep) StateWords() string {
	var parts []string
	for _, arm := range s.Variants {
		for _, end := range badEnds {
			var at []string
			for i, c := range s.Points {
				if v := c.variant(arm.Name); s.own(arm.Name, i) && 2*v.ends()[end] > len(v.Runs) {
					at = append(at, strings.Join(s.valuesOf(arm.Name, i), " and "))
				}
			}
			switch {
			case at == nil:
				continue
			case len(at) > mostTold:
				at = append(at[:mostTold-1:mostTold-1], fmt.Sprintf("%d more", len(at)-mostTold+1))
			}
			parts = append(parts, fmt.Sprintf("%s %s with %s", shorten(arm.Name, 40), end, strings.Join(at, ", ")))
		}
	}
	if parts == nil {
		return ""
	}
	return "At the end, in most seeds: " + strings.Join(parts, "; ") + "."
}
