package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"wavetank/scenarios/document"
	"wavetank/scenarios/language"
)

// A Note is one thing that somebody who reads a scenario should know.
type Note struct {
	At       document.Position
	What     string
	Number   string   // that says how much
	Mend     string   // what would mend it; "" if nothing has to be
	Serious  bool     // a result would be taken for something that it is not
	Variants []string // in which it is so; nil is in all
}

// String says where, what and how much on one line.
func (n Note) String() string {
	text := fmt.Sprintf("%s: %s: %s", n.At, n.What, n.Number)
	switch {
	case len(n.Variants) == 1:
		text += fmt.Sprintf(" (variant %s)", n.Variants[0])
	case n.Variants != nil:
		text += fmt.Sprintf(" (variants %s)", strings.Join(n.Variants, ", "))
	}
	return text
}

// Variant returns what there is to say about one variant of a scenario, in the
// order of the file. It is a pure function of the two.
func Variant(s *language.Scenario, variant language.Variant) []Note {
	a := newArm(s, variant)
	a.walk()
	a.utilisation()
	a.patterns()
	a.times()
	a.shards()
	a.astray()
	a.unseen()
	slices.SortStableFunc(a.notes, order)
	said := map[string]bool{}
	return slices.DeleteFunc(a.notes, func(n Note) bool {
		again := said[n.String()]
		said[n.String()] = true
		return again
	})
}

// All returns what there is to say about all variants of a scenario, each thing
// once.
func All(s *language.Scenario) []Note {
	var all []Note
	known := map[string]int{}
	for _, v := range s.Variants {
		for _, n := range Variant(s, v) {
			i, ok := known[n.String()]
			if !ok {
				i = len(all)
				known[n.String()] = i
				all = append(all, n)
			}
			all[i].Variants = append(all[i].Variants, v.Name)
		}
	}
	for i := range all {
		if len(all[i].Variants) == len(s.Variants) {
			all[i].Variants = nil
		}
	}
	slices.SortStableFunc(all, order)
	return all
}

// Serious returns the serious ones among notes.
func Serious(notes []Note) []Note {
	return slices.DeleteFunc(slices.Clone(notes), func(n Note) bool { return !n.Serious })
}

// order is that of the file, the serious first where there are several.
func order(x, y Note) int {
	rank := func(n Note) int {
		if n.Serious {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(x.At.Line, y.At.Line), cmp.Compare(x.At.Column, y.At.Column), cmp.Compare(rank(x), rank(y)))
}
