package language

import (
	"fmt"
	"slices"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
)

func (r *reader) variants(root document.Value, s *Scenario) []Variant {
	c, ok := root.Get("variants")
	if !ok {
		variants := defaultVariants(s.Patterns)
		for _, v := range variants {
			r.checkTogether(root.Of("patterns").KeyAt(), s, v.Patterns)
		}
		return variants
	}
	if !c.IsTable() {
		r.Mistyped(c, `a table of variants, as in with = ["breaker"]`)
		return nil
	}
	var variants []Variant
	for i, at := range c.Entries() {
		if i == mostVariants {
			r.Complain(at.KeyAt(), "too many variants").Allow("at most %d", mostVariants)
			return nil
		}
		r.checkName(at.KeyAt(), at.Key, "variant")
		v := Variant{Name: at.Key, Pos: r.pos(at), Patterns: r.patternNames(at)}
		r.checkTogether(at.At(), s, v.Patterns)
		variants = append(variants, v)
	}
	if len(variants) == 0 {
		r.Complain(c.KeyAt(), "[variants] is empty").Allow(`variants such as without = [] and with = ["breaker"], the baseline first`)
	}
	return variants
}

// Unused returns the patterns that no variant uses, nor a pattern that one does.
func (s *Scenario) Unused() []Pattern {
	used := map[string]bool{}
	for _, v := range s.Variants {
		for _, name := range v.Patterns {
			used[name] = true
			for _, carried := range s.carriedBy(name) {
				used[carried] = true
			}
		}
	}
	var idle []Pattern
	for _, p := range s.Patterns {
		if !used[p.Name] {
			idle = append(idle, p)
		}
	}
	return idle
}

// carriedBy returns the patterns that the configuration of a pattern names.
func (s *Scenario) carriedBy(name string) []string {
	if p := s.pattern(name); p != nil && p.Config != nil {
		return knob.References(p.Config, "pattern")
	}
	return nil
}

// checkTogether complains about patterns that a variant must not have together.
func (r *reader) checkTogether(at int, s *Scenario, names []string) {
	r.checkKeepers(at, s, names)
	var laid []*Pattern // outermost first
	for _, name := range names {
		if p := s.pattern(name); p != nil && p.Config != nil {
			laid = append(laid, p)
		}
	}
	r.checkNoted(at, laid)
	r.checkTransactions(at, laid)
}

// checkKeepers complains about a node of which two patterns of a variant would keep the
// queue, or the items: of two groups of copies the outer one answers everybody.
func (r *reader) checkKeepers(at int, s *Scenario, names []string) {
	queues, items := map[string]string{}, map[string]string{} // by node
	for _, p := range s.Patterns {
		if !slices.Contains(names, p.Name) {
			continue
		}
		door := r.door(p.Kind)
		for _, e := range p.On {
			if !e.IsNode() {
				continue
			}
			if other := keep(queues, e.From, p.Name, door.Queues); other != "" {
				r.Complain(at, "%q and %q would both keep the queue of %s", other, p.Name, e.From).Allow("one of the two")
			}
			if other := keep(items, e.From, p.Name, door.Copies); other != "" {
				r.Complain(at, "%q and %q would both keep the items of %s, and only one of them would be asked", other, p.Name, e.From).
					Allow("one of the two; or nodes of its own for each group")
				return
			}
		}
	}
}

// checkNoted complains about a route where one pattern of a variant notes that a request
// had its effect before another decides whether it has one.
func (r *reader) checkNoted(at int, laid []*Pattern) {
	for i, outer := range laid {
		refuses := r.door(outer.Kind).Refuses
		if refuses == nil {
			continue
		}
		routes, last := refuses(outer.Config)
		for j, inner := range laid {
			notes := r.door(inner.Kind).Notes
			if notes == nil || j < i && !last {
				continue
			}
			for _, route := range notes(inner.Config) {
				if !slices.Contains(routes, route) {
					continue
				}
				instead := fmt.Sprintf("%q before %q, so that it hears what becomes of it", inner.Name, outer.Name)
				if last {
					instead = "a route of another node, which calls " + route
				}
				r.Complain(at, "%q would note that %s is done before %q decides whether it is", inner.Name, route, outer.Name).Allow("%s", instead)
				return
			}
		}
	}
}

// checkTransactions complains about a route of which one pattern of a variant records the
// change and another its message: a crash could come between the two.
func (r *reader) checkTransactions(at int, laid []*Pattern) {
	for _, box := range laid {
		publishes := r.door(box.Kind).Publishes
		if publishes == nil {
			continue
		}
		for _, other := range laid {
			refuses := r.door(other.Kind).Refuses
			if refuses == nil {
				continue
			}
			routes, _ := refuses(other.Config)
			for _, route := range publishes(box.Config) {
				if slices.Contains(routes, route) {
					r.Complain(at, "%q and %q would record %s in two transactions, and a crash could come between: one for both is not built", other.Name, box.Name, route).
						Allow("one of the two; or %q on a route of another node, which calls %s", box.Name, route)
					return
				}
			}
		}
	}
}

// keep notes that a pattern keeps something of a node, and returns who keeps it already.
func keep(keepers map[string]string, node, pattern string, keeps bool) (other string) {
	if keeps {
		other, keepers[node] = keepers[node], pattern
	}
	return other
}

// patternNames reads the list of one variant.
func (r *reader) patternNames(c document.Value) []string {
	items, ok := c.List()
	if !ok {
		r.Mistyped(c, `a list of patterns such as ["breaker"], outermost first`)
		return nil
	}
	names := make([]string, 0, len(items))
	for _, item := range items {
		name, ok := item.Val.(string)
		switch {
		case !ok:
			r.Mistyped(item, "the name of a pattern")
		case !slices.Contains(r.names.patterns, name):
			r.Complain(item.At(), "there is no pattern %q", name).OneOf(name, r.names.patterns)
		case slices.Contains(names, name):
			r.Complain(item.At(), "the pattern %q stands here twice", name).Allow("each pattern once")
		default:
			names = append(names, name)
		}
	}
	return names
}

// defaultVariants returns the arms of a scenario that does not name any.
func defaultVariants(patterns []Pattern) []Variant {
	if len(patterns) == 0 {
		return []Variant{{Name: "baseline", Patterns: []string{}}}
	}
	all := make([]string, len(patterns))
	for i, p := range patterns {
		all[i] = p.Name
	}
	return []Variant{{Name: "without", Patterns: []string{}}, {Name: "with", Patterns: all}}
}
