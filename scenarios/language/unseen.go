package language

import (
	"cmp"
	"fmt"
	"slices"

	"wavetank/patterns"
	"wavetank/patterns/catalog"
)

// Unseen says why no run of a variant can have a fact of that name, so that to find none
// shows nothing; "" if one may. It knows of the facts of patterns and of items.
func (s *Scenario) Unseen(variant, fact string) string {
	switch fact {
	case "item.repeated", "item.writing", "item.written":
		return s.untouched("write")
	case "item.read":
		return s.untouched("read")
	}
	tells := make(map[string]patterns.Fact) // by kind of pattern
	var kinds []string
	for _, p := range catalog.All() {
		if i := slices.IndexFunc(p.Facts, func(f patterns.Fact) bool { return f.Kind.String() == fact }); i >= 0 {
			tells[p.Kind] = p.Facts[i]
			kinds = append(kinds, p.Kind)
		}
	}
	v, err := s.Variant(variant)
	if err != nil || len(kinds) == 0 {
		return ""
	}
	why := fmt.Sprintf("variant %s has no %s, which alone tells %s", v.Name, kinds[0], fact)
	for _, name := range v.Patterns { // a sidecar carries others
		p := s.Pattern(name)
		f, tell := tells[p.Kind]
		switch {
		case p.Kind == "sidecar", tell && f.Never == nil:
			return ""
		case tell:
			never := f.Never(p.Config)
			if never == "" {
				return ""
			}
			why = fmt.Sprintf("of %s there is never %s: %s", name, fact, never)
		}
	}
	return why
}

// untouched says that no route does an operation, if none does.
func (s *Scenario) untouched(op string) string {
	for _, n := range s.Nodes {
		if slices.ContainsFunc(n.Routes, func(r Route) bool { return r.Op == op }) {
			return ""
		}
	}
	return fmt.Sprintf("no route has op = %q", op)
}

// Unjudged says why no read could be stale, and no write lost; "" if one may.
func (s *Scenario) Unjudged() string {
	for _, op := range []string{"read", "write"} {
		if words := s.untouched(op); words != "" {
			return words
		}
	}
	asked := make(map[string]bool) // by op
	does := s.Does()
	for _, l := range s.Loads {
		for _, t := range l.To {
			asked[does[t.To].Op] = true
		}
	}
	switch {
	case !asked["read"]:
		return "no load reads: what a route reads on its way is not judged"
	case !asked["write"]:
		return "no load writes: what a route writes on its way, or a step of a saga, is not judged"
	}
	return ""
}

// Unseen says why nothing could violate the invariant in a variant; "" if something may.
func (i *Invariant) Unseen(s *Scenario, variant string) string {
	fact := cmp.Or(i.Never, i.Of, i.Monotone)
	switch {
	case i.Durable, i.Linearizable:
		return s.Unjudged()
	case i.Conserved != nil:
		fact = i.Conserved[0]
	case fact == "":
		return ""
	}
	return s.Unseen(variant, fact)
}
