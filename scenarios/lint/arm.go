package lint

import (
	"slices"
	"strings"
	"time"

	"wavetank/patterns/sidecar"
	"wavetank/scenarios/document"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// An arm is a scenario under one of its variants.
type arm struct {
	scenario *language.Scenario
	variant  language.Variant
	laid     []language.Pattern // outermost first, those inside sidecars too
	nodes    map[string]*language.Node
	routes   map[language.Target]*language.Route
	held     map[language.Target]time.Duration // by hold; -1 while it is worked out
	circles  bool                              // the calls go round in some
	flow     flow
	edges    []*edge
	dated    map[string]bool    // nodes to which requests come with a deadline
	tried    map[string]float64 // how often at most a request to a node is tried again on the way
	notes    []Note
}

func newArm(s *language.Scenario, v language.Variant) *arm {
	a := &arm{
		scenario: s, variant: v, tried: map[string]float64{}, held: map[language.Target]time.Duration{},
		nodes: map[string]*language.Node{}, routes: s.Routes(),
	}
	for i := range s.Nodes {
		a.nodes[s.Nodes[i].Name] = &s.Nodes[i]
	}
	for _, name := range v.Patterns {
		a.lay(name)
	}
	a.flow = a.newFlow()
	a.edges = a.allEdges()
	a.dated = a.allDated()
	return a
}

// lay adds a pattern of that name, unless it is there, and what it carries.
func (a *arm) lay(name string) {
	i := slices.IndexFunc(a.scenario.Patterns, func(p language.Pattern) bool { return p.Name == name })
	if i < 0 || slices.ContainsFunc(a.laid, func(p language.Pattern) bool { return p.Name == name }) {
		return
	}
	p := a.scenario.Patterns[i]
	a.laid = append(a.laid, p)
	if c, ok := p.Config.(*sidecar.Config); ok {
		for _, inner := range slices.Concat(c.Carries, c.Update) {
			a.lay(inner)
		}
	}
}

// How much a note weighs: a result would be taken for something that it is not, or
// is only worse than it could be.
const serious, minor = true, false

// note adds a note: what is so, the number that says how much, and what would mend
// it.
func (a *arm) note(at document.Position, serious bool, what, number, mend string) {
	a.notes = append(a.notes, Note{At: at, Serious: serious, What: what, Number: number, Mend: mend})
}

// instances returns how many machines a node or a load is.
func (a *arm) instances(name string) int {
	if n := a.nodes[name]; n != nil {
		return max(1, n.Instances)
	}
	return 1
}

// on returns the patterns on the calls to a route; "" is of those that none names.
func (a *arm) on(from, to, route string) []language.Pattern {
	return language.LaidOn(a.laid, fault.Edge{From: from, To: to, Route: route})
}

func (a *arm) at(node string) []language.Pattern {
	return language.LaidOn(a.laid, fault.Edge{From: node})
}

// names reports whether the end of an edge stands for a node or load, or for one
// of its instances.
func names(end, name string) bool {
	rest, instance := strings.CutPrefix(end, name+"-")
	return end == "*" || end == name || instance && rest != "" && strings.Trim(rest, "0123456789") == ""
}

// of returns the configuration of the first pattern of a type, or nil.
func of[C any](list []language.Pattern) *C {
	for _, p := range list {
		if c, ok := p.Config.(*C); ok {
			return c
		}
	}
	return nil
}

// plain are the kinds of patterns that leave a request where it goes and what is
// done for it. The others serve in ways of their own.
var plain = []string{
	"circuit-breaker", "bulkhead", "retry", "timeout", "hedge", "fallback", "rate-limiter", "load-shedding",
	"load-balancer", "adaptive-limit", "adaptive-throttle", "sidecar",
}

// patient are the kinds of patterns that ask with a patience of their own, and answer
// when it is over. The others that are not plain wait as long as they are let.
var patient = []string{"quorum", "paxos", "clock-bound-wait", "membership", "saga", "outbox", "broker"}

// answers reports whether a pattern in the list answers whoever asks in the end.
func answers(list []language.Pattern) bool {
	return slices.ContainsFunc(list, func(p language.Pattern) bool { return slices.Contains(patient, p.Kind) })
}

// strange reports whether there is a pattern in the list that is not plain.
func strange(list []language.Pattern) bool {
	return slices.ContainsFunc(list, func(p language.Pattern) bool { return !slices.Contains(plain, p.Kind) })
}

// An edge is who calls whom, in one or several routes.
type edge struct {
	from, to string
	route    string             // that some pattern names; "" is all others
	load     *language.Workload // that it comes from, or nil
	calls    []language.Call
	volume   volume            // of calls, before any is repeated
	routes   map[string]volume // the same of each route
}

// allEdges returns all edges, loads first, in the order of the scenario.
func (a *arm) allEdges() []*edge {
	var list []*edge
	known := map[fault.Edge]*edge{}
	named := a.named()
	find := func(from string, to language.Target, l *language.Workload) *edge {
		at := fault.Edge{From: from, To: to.Node, Route: to.Route}
		if !named[at] && !named[fault.Edge{From: "*", To: to.Node, Route: to.Route}] {
			at = at.Whole()
		}
		e := known[at]
		if e == nil {
			e = &edge{from: from, to: to.Node, route: at.Route, load: l, routes: map[string]volume{}}
			known[at] = e
			list = append(list, e)
		}
		return e
	}
	for i := range a.scenario.Loads {
		l := &a.scenario.Loads[i]
		for _, share := range l.To {
			if share.Weight == 0 {
				continue
			}
			e := find(l.Name, share.To, l)
			e.calls = append(e.calls, language.Call{Pos: l.Pos, To: share.To, Timeout: l.Timeout, Repeat: 1, Probability: 1})
			e.add(share.To.Route, a.flow.loads[l.Name], part(l, share))
		}
	}
	for _, n := range a.scenario.Nodes {
		for _, r := range n.Routes {
			for c := range r.Singles() {
				e := find(n.Name, c.To, nil)
				e.calls = append(e.calls, c)
				e.add(c.To.Route, a.flow.routes[language.Target{Node: n.Name, Route: r.Name}], float64(c.Repeat)*c.Probability)
			}
		}
	}
	return list
}

// add adds calls to a route of the edge.
func (e *edge) add(route string, v volume, times float64) {
	of := e.routes[route]
	of.add(v, times)
	e.routes[route] = of
	e.volume.add(v, times)
}

// named returns the routes of edges that patterns name.
func (a *arm) named() map[fault.Edge]bool {
	named := map[fault.Edge]bool{}
	for _, p := range a.laid {
		for _, e := range p.On {
			if e.Route != "" {
				named[e] = true
			}
		}
	}
	return named
}

// part returns which part of a load's requests goes to one of its targets.
func part(l *language.Workload, share language.Share) float64 {
	var sum int64
	for _, s := range l.To {
		sum += s.Weight
	}
	return float64(share.Weight) / float64(sum)
}
