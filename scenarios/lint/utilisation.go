package lint

import (
	"fmt"
	"math"
	"time"

	"wavetank/nodes"
	"wavetank/scenarios/language"
)

// utilisation tells of every node with workers how busy they are: the requests a
// second times the time that one holds a worker, over the workers (the utilisation
// law). Above 1 on average it can never catch up.
func (a *arm) utilisation() {
	asked := a.asked()
	for i := range a.scenario.Nodes {
		n := &a.scenario.Nodes[i]
		if n.Workers == 0 {
			continue
		}
		if use := a.use(n); use.mean > 0 {
			a.note(a.busy(n, use, asked[n.Name]))
		}
	}
}

// busy says how busy a node is; closed is that users who wait for their answers ask
// it too, of whom arithmetic only knows how much they ask at most.
func (a *arm) busy(n *language.Node, use use, closed bool) Note {
	number := fmt.Sprintf("%s, %s of %s on %s", percent(use.mean), rate(use.requests), span(use.held), count(n.Workers, "worker"))
	if n.Instances > 1 {
		number += fmt.Sprintf(" of each of %d instances", n.Instances)
	}
	note := Note{At: n.Pos, What: n.Name + " is busy", Number: number}
	switch {
	case strange(a.at(n.Name)):
		note.Number += ", if every request is served as its route says"
		return note
	case use.open > 1:
		note.What, note.Serious = n.Name+" is given more than it can do, on average over the run", true
		needed := count(int(math.Ceil(use.mean*float64(n.Workers)))+1, "worker")
		note.Mend = fmt.Sprintf("a lower rate, less work, or %s; or read the result as that of an overload", needed)
		return note
	case closed:
		note.Number = "at most " + percent(min(1, use.mean)) + ", by users who wait for their answers"
		return note
	case use.peak > 1:
		note.Number += fmt.Sprintf("; %s at the peak of its load", percent(use.peak))
	}
	if all := a.tried[n.Name] * use.mean; all > 1 {
		note.Number += fmt.Sprintf("; up to %s when everything is tried as often as it can be", percent(all))
	}
	for _, f := range a.struck(n.Name) {
		if slow := use.mean + (factor(f)-1)*use.own; slow > 1 {
			note.Number += fmt.Sprintf("; %s where %s strikes", percent(slow), f.Label())
		}
	}
	return note
}

// Utilisation returns the share of the workers of a node that are busy on average
// under a variant, while nothing goes wrong and nothing is tried twice.
func Utilisation(s *language.Scenario, v language.Variant, node string) float64 {
	a := newArm(s, v)
	n := a.nodes[node]
	if n == nil || n.Workers == 0 {
		return 0
	}
	return a.use(n).mean
}

// A use is how much of the workers of a node is used: on average and at the peak of
// its load, by open loads alone, and for its own work alone.
type use struct {
	mean, peak, open, own float64
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
		u.mean += v.mean * held / workers
		u.peak += v.peak * held / workers
		u.open += v.open * held / workers
		u.own += v.mean * own / workers
		u.requests += v.mean
	}
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
