package lint

import (
	"fmt"
	"math"
	"slices"

	"wavetank/patterns/balance"
	"wavetank/scenarios/language"
)

// shards tells of nodes whose instances each have their part of the items, and of which
// the one with the hottest item is given more than it can do while the mean is not.
func (a *arm) shards() {
	does := a.scenario.Does()
	for i := range a.scenario.Nodes {
		n := &a.scenario.Nodes[i]
		if n.Pick != "shard" || n.Instances < 2 || n.Workers == 0 || strange(a.at(n.Name)) {
			continue
		}
		hot, all := a.hottest(n, does)
		use := a.use(n)
		if all == 0 || use.mean > 1 {
			continue
		}
		share := hot / all
		if busy := use.mean * (share*float64(n.Instances) + 1 - share); busy > 1 {
			a.note(n.Pos, false, n.Name+" has a hot shard: one instance is given more than it can do",
				fmt.Sprintf("%s of its requests are about one item, so that its instance is %s busy, with the others at %s", percent(share), percent(busy), percent(use.mean*(1-share))),
				"more keys or less skew, a load balancer with a bound, or no shards")
		}
	}
}

// strays tells of a bound that takes requests away from the shard that has their item.
func (s spot) strays(c *balance.Config) {
	does := s.scenario.Does()
	keeps := func(c language.Call) bool { d := does[c.To]; return d.Op != "none" && !d.Behind }
	if n := s.nodes[s.edge.to]; c.Bound == 0 || n == nil || n.Pick != "shard" || !slices.ContainsFunc(s.edge.calls, keeps) {
		return
	}
	s.say(serious, "sends requests to instances that do not have their item",
		fmt.Sprintf("%s has each item on one instance, its shard, and a bound of %v hands calls on to others", s.edge.to, c.Bound), `no bound; or pick other than "shard"`)
}

// hottest returns how many requests to a node are about the hottest item, and how many
// there are in all, as far as they come from loads.
func (a *arm) hottest(n *language.Node, does map[language.Target]language.Does) (hot, all float64) {
	for i := range a.scenario.Loads {
		l := &a.scenario.Loads[i]
		share := first(l)
		for _, to := range l.To {
			if l.Keys == 0 && does[to.To].Op == "none" {
				share = 0 // each is about a thing of its own
			}
		}
		seen := map[language.Target]volume{}
		for _, to := range l.To {
			a.visit(to.To, part(l, to), a.flow.loads[l.Name], seen)
		}
		for _, r := range n.Routes {
			v := seen[language.Target{Node: n.Name, Route: r.Name}]
			hot, all = hot+float64(v.total*share), all+v.total
		}
	}
	return hot, all
}

// first returns the share of the requests of a load that are about its hottest item.
func first(l *language.Workload) float64 {
	sum := 0.0
	for k := range max(1, l.Keys) {
		sum += math.Pow(float64(k+1), -l.Skew)
	}
	return 1 / sum
}
