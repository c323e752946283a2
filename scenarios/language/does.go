package language

// Does is what a request to a route does, in the end, to the item that it is about.
type Does struct {
	Op     string // "read", "write" or "none"
	Behind bool   // a call of the route does it: the item is there
}

// Does returns what requests to each route do. A route whose calls do what its own op
// says hands it on. One without an op does what those of its calls do that it makes in
// any case, and does not do without: a write, if one of them writes.
func (s *Scenario) Does() map[Target]Does {
	w := doing{routes: s.Routes(), does: make(map[Target]Does)}
	for _, n := range s.Nodes {
		for _, r := range n.Routes {
			w.of(Target{n.Name, r.Name})
		}
	}
	return w.does
}

// A doing is a walk through the calls of routes.
type doing struct {
	routes map[Target]*Route
	does   map[Target]Does
}

// of returns what a request to the route does. Calls that go round in circles add
// nothing to what they began with.
func (w *doing) of(t Target) Does {
	if d, known := w.does[t]; known {
		return d
	}
	r := w.routes[t]
	if r == nil {
		return Does{Op: "none"}
	}
	d := Does{Op: "none"}
	if r.Op != "" {
		d.Op = r.Op
	}
	w.does[t] = d
	if d.Op == "none" {
		d.Op = w.sure(r.Calls)
		d.Behind = d.Op != "none"
	} else {
		for c := range r.Singles() {
			d.Behind = d.Behind || c.Probability > 0 && w.of(c.To).Op == d.Op
		}
	}
	w.does[t] = d
	return d
}

// sure returns what calls do that are made, and have to succeed, in any case.
func (w *doing) sure(calls []Call) string {
	op := "none"
	for _, c := range calls {
		one := "none"
		switch {
		case c.Optional || c.Probability < 1 && !c.IsGroup() || c.IsGroup() && c.Need != 0 && c.Need < c.members():
		case c.IsGroup():
			one = w.sure(c.Parallel)
		default:
			one = w.of(c.To).Op
		}
		if op == "none" || one == "write" {
			op = one
		}
	}
	return op
}
