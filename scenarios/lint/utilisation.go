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
	for i := range a.scenario.Nodes {
		n := &a.scenario.Nodes[i]
		if n.Workers == 0 {
			continue
		}
		mean, peak, held, requests := a.busy(n)
		if mean == 0 {
			continue
		}
		workers := fmt.Sprintf("%s of %s on %s", rate(requests), span(held), count(n.Workers, "worker"))
		if n.Instances > 1 {
			workers += fmt.Sprintf(" of each of %d instances", n.Instances)
		}
		note := Note{At: n.Pos, What: n.Name + " is busy", Number: percent(mean) + ", " + workers}
		needed := count(int(math.Ceil(max(mean, peak)*float64(n.Workers)))+1, "worker")
		closed := a.asked(n)
		switch {
		case closed:
			note.Number = "at most " + percent(min(1, mean)) + ", by users who wait for their answers"
		case strange(a.at(n.Name)):
			note.Number += ", if every request is served as its route says"
		case mean > 1:
			note.What, note.Serious = n.Name+" is given more than it can do, on average over the run", true
			note.Mend = fmt.Sprintf("a lower rate, less work, or %s; or read the result as that of an overload", needed)
		case peak > 1:
			note.Number += fmt.Sprintf("; %s at the peak of its load", percent(peak))
		}
		if all := a.tried[n.Name] * mean; !closed && mean <= 1 && all > 1 {
			note.Number += fmt.Sprintf("; up to %s when everything is tried as often as it can be", percent(all))
		}
		for _, f := range a.struck(n.Name) {
			if slow := factor(f); !closed && mean <= 1 && slow*mean > 1 {
				note.Number += fmt.Sprintf("; %s while %s lasts", percent(slow*mean), f.Label())
			}
		}
		a.note(note)
	}
}

// Utilisation returns the share of the workers of a node that are busy on average
// under a variant, while nothing goes wrong and nothing is tried twice.
func Utilisation(s *language.Scenario, v language.Variant, node string) float64 {
	a := newArm(s, v)
	n := a.node(node)
	if n == nil || n.Workers == 0 {
		return 0
	}
	mean, _, _, _ := a.busy(n)
	return mean
}

// busy returns the utilisation of a node on average and at the peak of its load,
// how long a request holds a worker, and how many come a second.
func (a *arm) busy(n *language.Node) (mean, peak float64, held time.Duration, requests float64) {
	var work, most float64
	for _, r := range n.Routes {
		t := language.Target{Node: n.Name, Route: r.Name}
		v, d := a.flow.routes[t], a.hold(t, 0)
		if n.Discipline == string(nodes.Sharing) { // who waits for a call leaves the cores to others
			d = 0
			if r.Work != nil {
				d = r.Work.Mean()
			}
		}
		work += v.mean * d.Seconds()
		most += v.peak * d.Seconds()
		requests += v.mean
	}
	workers := float64(n.Workers * max(1, n.Instances))
	if requests > 0 {
		held = time.Duration(work / requests * 1e9)
	}
	return work / workers, most / workers, held, requests
}

// asked reports whether a node is asked by users who wait for their answers.
func (a *arm) asked(n *language.Node) bool {
	for i := range a.scenario.Loads {
		l := &a.scenario.Loads[i]
		if l.Users == 0 {
			continue
		}
		reached := map[language.Target]volume{}
		for _, share := range l.To {
			a.visit(share.To, part(l, share), volume{mean: 1}, reached)
		}
		for _, r := range n.Routes {
			if reached[language.Target{Node: n.Name, Route: r.Name}].mean > 0 {
				return true
			}
		}
	}
	return false
}
