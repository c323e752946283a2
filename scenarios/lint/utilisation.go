package lint

import (
	"fmt"
	"math"
	"slices"
	"time"

	"wavetank/nodes"
	"wavetank/patterns/cache"
	"wavetank/scenarios/fault"
	"wavetank/scenarios/language"
)

// utilisation tells of every node with workers how busy they are: the requests a
// second times the time that one holds a worker, over the workers (the utilisation
// law). Above 1 on average it can never catch up.
func (a *arm) utilisation() {
	asked, behind := a.asked(), a.behind()
	for i := range a.scenario.Nodes {
		n := &a.scenario.Nodes[i]
		if n.Workers == 0 {
			continue
		}
		if use := a.use(n); use.mean > 0 {
			a.notes = append(a.notes, a.busy(n, use, asked[n.Name], behind[n.Name]))
		}
	}
}

// Busiest returns which node of a variant is asked for most of what its workers can do, on
// paper, and for how much of it: 1 is all. Without workers anywhere it is "".
func Busiest(s *language.Scenario, v language.Variant) (node string, share float64) {
	a := newArm(s, v)
	for i := range s.Nodes {
		if n := &s.Nodes[i]; n.Workers > 0 {
			if u := a.use(n); u.mean > share {
				node, share = n.Name, u.mean
			}
		}
	}
	return node, share
}

// busy says how busy a node is; closed is that users who wait for their answers ask
// it too, of whom arithmetic only knows how much they ask at most; behind is that
// another node before it cannot keep up, and lets less pass.
func (a *arm) busy(n *language.Node, use use, closed, behind bool) Note {
	number := fmt.Sprintf("%s, %s of %s on %s", percent(use.mean), rate(use.requests), span(use.held), count(n.Workers, "worker"))
	if n.Instances > 1 {
		number += fmt.Sprintf(" of each of %d instances", n.Instances)
	}
	note := Note{At: n.Pos, What: n.Name + " is busy", Number: number}
	switch {
	case strange(a.at(n.Name)):
		note.Number += ", if every request is served as its route says"
		return note
	case a.flow.spared[n.Name]:
		note.Number += ", if no answer came from a cache"
		return note
	case use.open > 1 && behind:
		note.Number += ", if all that lies before it could keep up"
		return note
	case use.open > 1 && turns(a.at(n.Name)):
		note.Number += ", of which patterns on it turn away what is too much"
		return note
	case use.open > 1:
		note.What, note.Serious = n.Name+" is given more than it can do, on average over the run", true
		needed := count(int(math.Ceil(use.mean*float64(n.Workers)))+1, "worker")
		note.Mend = fmt.Sprintf("a lower rate, less work, or %s; or read the result as that of an overload", needed)
		return note
	case closed:
		note.Number = "at most " + percent(min(1, use.mean)) + ", by users who wait for their answers"
		return note
	case use.full > 1:
		note.Number += fmt.Sprintf("; %s once it is full, as its requests then hinder each other: it may not come back from that", percent(use.full))
	case use.peak > 1:
		note.Number += fmt.Sprintf("; %s at the peak of its load", percent(use.peak))
	}
	if all := a.tried[n.Name] * use.mean; all > 1 {
		note.Number += fmt.Sprintf("; up to %s when everything is tried as often as it can be", percent(all))
	}
	for _, f := range a.struck(n.Name) {
		if slow := a.slowed(n.Name, f); slow > 1 {
			note.Number += fmt.Sprintf("; %s where %s strikes", percent(slow), f.Label())
		}
	}
	return note
}

// slowed returns how busy a node is where a fault strikes that stretches its work, or
// zero if nothing is known of that.
func (a *arm) slowed(node string, f *fault.Fault) float64 {
	n := a.nodes[node]
	if n == nil || n.Workers == 0 || factor(f) <= 1 || strange(a.at(node)) {
		return 0
	}
	use := a.use(n)
	return use.mean + float64((factor(f)-1)*use.own)
}

// behind returns the nodes to which requests come through one that cannot keep up.
func (a *arm) behind() map[string]bool {
	var list []string
	for i := range a.scenario.Nodes {
		if n := &a.scenario.Nodes[i]; n.Workers > 0 && a.use(n).open > 1 {
			list = append(list, n.Name)
		}
	}
	return a.beyond(list)
}

// spared returns the nodes before which a cache lies, in their callers or further away.
func (a *arm) spared() map[string]bool {
	var list []string
	cached := func(from string, to language.Target) {
		if of[cache.Config](a.on(from, to.Node, to.Route)) != nil {
			list = append(list, to.Node)
		}
	}
	for i := range a.scenario.Loads {
		for _, share := range a.scenario.Loads[i].To {
			cached(a.scenario.Loads[i].Name, share.To)
		}
	}
	for i := range a.scenario.Nodes {
		for _, r := range a.scenario.Nodes[i].Routes {
			for c := range r.Singles() {
				cached(a.scenario.Nodes[i].Name, c.To)
			}
		}
	}
	spared := a.beyond(list)
	for _, node := range list {
		spared[node] = true
	}
	return spared
}

// beyond returns the nodes that are called from those in a list, directly or not.
func (a *arm) beyond(list []string) map[string]bool {
	behind := map[string]bool{}
	for i := 0; i < len(list); i++ {
		for _, r := range a.nodes[list[i]].Routes {
			for c := range r.Singles() {
				if !behind[c.To.Node] {
					behind[c.To.Node] = true
					list = append(list, c.To.Node)
				}
			}
		}
	}
	return behind
}

// turns reports whether there is a pattern in the list that turns requests away when
// there are too many.
func turns(list []language.Pattern) bool {
	return slices.ContainsFunc(list, func(p language.Pattern) bool {
		return slices.Contains([]string{"rate-limiter", "bulkhead", "adaptive-limit", "load-shedding"}, p.Kind)
	})
}

// A use is how much of the workers of a node is used: on average and at the peak of
// its load, by open loads alone, and for its own work alone.
type use struct {
	mean, peak, open, own float64
	full                  float64       // on average, once all workers and the memory are full, where that makes work longer
	held                  time.Duration // by a request
	requests              float64       // a second
}

func (a *arm) use(n *language.Node) use {
	var u use
	workers := float64(n.Workers * max(1, n.Instances))
	for _, r := range n.Routes {
		t := language.Target{Node: n.Name, Route: r.Name}
		v, held, own := a.flow.routes[t], a.hold(t).Seconds(), 0.0
		if r.Work != nil {
			own = r.Work.Mean().Seconds()
		}
		if n.Discipline == string(nodes.Sharing) { // who waits for a call leaves the cores to others
			held = own
		}
		u.mean += float64(v.mean*held) / workers
		u.peak += float64(v.peak*held) / workers
		u.open += float64(v.open*held) / workers
		u.own += float64(v.mean*own) / workers
		u.requests += v.mean
	}
	u.crowd(n)
	if u.requests > 0 {
		u.held = time.Duration(u.mean * workers / u.requests * 1e9)
	}
	return u
}

// asked returns the nodes that are asked by users who wait for their answers.
func (a *arm) asked() map[string]bool {
	reached := map[language.Target]volume{}
	for i := range a.scenario.Loads {
		if l := &a.scenario.Loads[i]; l.Users > 0 {
			for _, share := range l.To {
				a.visit(share.To, part(l, share), volume{mean: 1}, reached)
			}
		}
	}
	nodes := map[string]bool{}
	for t := range reached {
		nodes[t.Node] = true
	}
	return nodes
}
