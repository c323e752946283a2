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

// Unacted says why the runs of a variant could not have a fact of that name: of the pattern
// that tells it, which keeps state, nothing happened in them; "" if something did. Of a
// pattern that guards calls that is no reason: it looks at each, and has nothing to tell.
func (s *Scenario) Unacted(variant, fact string, happened func(fact string) bool) string {
	v, err := s.Variant(variant)
	if err != nil {
		return ""
	}
	named := func(f patterns.Fact) bool { return f.Kind.String() == fact }
	for _, name := range v.Patterns {
		door, _ := catalog.Find(s.Pattern(name).Kind)
		i := slices.IndexFunc(door.Facts, named)
		if i < 0 || door.State == "" || door.Facts[i].Acts {
			continue
		}
		if !slices.ContainsFunc(door.Facts, func(f patterns.Fact) bool { return f.Shows != patterns.Level && happened(f.Kind.String()) }) {
			return fmt.Sprintf("the pattern %s never acted in variant %s, so that there could be no %s", name, v.Name, fact)
		}
	}
	return ""
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
	fact := i.Fact()
	switch {
	case i.Durable, i.Linearizable:
		return s.Unjudged()
	case fact == "":
		return ""
	}
	return s.Unseen(variant, fact)
}

// Fact returns the fact without which nothing violates the invariant; "" if there is none.
func (i *Invariant) Fact() string {
	if i.Conserved != nil {
		return i.Conserved[0]
	}
	return cmp.Or(i.Never, i.Of, i.Monotone)
}
