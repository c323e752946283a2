package language

import (
	"slices"

	"wavetank/patterns"
	"wavetank/patterns/knob"
)

// WritesSilently reports whether a request that its load does not call a write may write on
// its way: a step of a saga, a message that a broker delivers, a call that need not be made.
func (s *Scenario) WritesSilently() bool {
	w := silence{patterns: s.Patterns, routes: s.Routes(), seen: make(map[Target]bool)}
	does := s.Does()
	for _, l := range s.Loads {
		for _, t := range l.To {
			if does[t.To].Op == "none" && w.writes(t.To) {
				return true
			}
		}
	}
	return false
}

// A silence is a walk along calls, those of patterns included.
type silence struct {
	patterns []Pattern
	routes   map[Target]*Route
	seen     map[Target]bool
}

// writes reports whether a request to the route may write, or lead to one that does.
func (w *silence) writes(t Target) bool {
	r := w.routes[t]
	if r == nil || w.seen[t] {
		return false
	}
	w.seen[t] = true
	if r.Op == "write" {
		return true
	}
	for c := range r.Singles() {
		if w.writes(c.To) {
			return true
		}
	}
	for _, p := range w.patterns {
		if p.Config == nil {
			continue
		}
		named := knob.References(p.Config, "route", "own route")
		if !slices.Contains(named, t.String()) {
			continue
		}
		for _, route := range named {
			if w.writes(Target{patterns.NodeOf(route), patterns.RouteOf(route)}) {
				return true
			}
		}
	}
	return false
}
