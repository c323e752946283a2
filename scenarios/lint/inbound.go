package lint

import (
	"fmt"
	"slices"

	"wavetank/patterns/bulkhead"
	"wavetank/patterns/limit"
	"wavetank/patterns/ratelimit"
	"wavetank/patterns/shed"
	"wavetank/patterns/timeout"
	"wavetank/scenarios/language"
)

func (a *arm) inbound(p language.Pattern, n *language.Node) {
	var seen volume
	for _, r := range n.Routes {
		seen.add(a.flow.routes[language.Target{Node: n.Name, Route: r.Name}], 1/float64(a.instances(n.Name)))
	}
	s := spot{arm: a, p: p, where: n.Name, seen: seen, tries: max(1, a.tried[n.Name])}
	switch c := p.Config.(type) {
	case *shed.Config:
		s.shed(c, n)
	case *bulkhead.Config:
		s.places(n, c.MaxConcurrent, "max_concurrent")
	case *limit.Config:
		if c.Law == "fixed" {
			s.places(n, c.Initial, "initial")
			return
		}
		s.places(n, c.Min, "min")
		s.samples(c)
	case *ratelimit.Config:
		s.rate(c)
	}
}

// places tells of a limit that a node's own workers and queue keep from being
// reached. The request that the node turns away has passed the limit before.
func (s spot) places(n *language.Node, most int, key string) {
	if n.Workers == 0 || n.Queue == nil || most <= n.Workers+*n.Queue {
		return
	}
	s.say(serious, "can never turn a request away: the node is full before",
		fmt.Sprintf("%s = %d, %s and %d places in the queue", key, most, count(n.Workers, "worker"), *n.Queue),
		fmt.Sprintf("%s of %d or less, or a longer queue", key, n.Workers+*n.Queue))
}

// rate tells of a rate limit that is below what comes, or a bucket that all fits in.
func (s spot) rate(c *ratelimit.Config) {
	if c.Scope != "all" || s.seen.total == 0 {
		return
	}
	switch {
	case s.seen.mean > c.Rate:
		s.note(s.p.Pos, minor, s.p.Name+" lets less pass than comes, on average over the run",
			fmt.Sprintf("%s of %s: %s are refused or wait", rate(c.Rate), rate(s.seen.mean), percent(1-c.Rate/s.seen.mean)), "a higher rate")
	case c.Rule == "token-bucket" && unlikely(float64(c.Burst), s.seen.total*s.tries):
		s.note(s.p.Pos, serious, s.p.Name+" can never refuse a call: all of the run fit into the bucket",
			fmt.Sprintf("about %s calls in the run, burst %d", short(s.seen.total*s.tries), c.Burst), "a smaller burst, or a longer run")
	}
}

// shed tells of shedding where nobody waits, or nobody is in a hurry.
func (s spot) shed(c *shed.Config, n *language.Node) {
	switch {
	case n.Workers == 0:
		s.say(serious, "can never drop a request: nobody waits there", "workers without a bound", "workers on the node")
	case n.Queue != nil && *n.Queue == 0:
		s.say(serious, "can never drop a request: nobody waits there", "queue = 0", "a queue on the node")
	case c.Deadline && !s.hurried(n.Name):
		s.say(c.Rule == "none" && c.Queue == 0, "drops nobody for want of time",
			"no request to it has a timeout or a deadline", "a timeout of whoever calls it")
	}
}

// hurried reports whether some request to a node has a timeout or a deadline.
func (a *arm) hurried(node string) bool {
	for _, e := range a.edges {
		if e.to != node {
			continue
		}
		list := a.on(e.from, e.to, e.route)
		w := waits(list, 0)
		for _, c := range e.calls {
			if c.Timeout > 0 || w.attempt > 0 || w.total || a.dated[e.from] || strange(list) {
				return true
			}
		}
	}
	return false
}

// allDated returns the nodes to which requests come with a deadline.
func (a *arm) allDated() map[string]bool {
	dated := map[string]bool{}
	if of[timeout.Config](a.laid) == nil {
		return dated
	}
	waiting := map[*edge]wait{}
	for _, e := range a.edges {
		waiting[e] = waits(a.on(e.from, e.to, e.route), 0)
	}
	for more := true; more; {
		more = false
		for _, e := range a.edges {
			w := waiting[e]
			if !dated[e.to] && (w.total || dated[e.from] || e.load != nil && e.load.Timeout > 0 && w.travels) {
				dated[e.to], more = true, true
			}
		}
	}
	return dated
}

// timeout tells of a bound that another is shorter than.
func (s spot) timeout(c *timeout.Config) {
	given := s.edge.timeout()
	if c.Attempt > 0 && given > 0 && c.Attempt >= given {
		s.say(minor, "bounds no attempt",
			fmt.Sprintf("attempt %v, and the call itself has a timeout of %v", c.Attempt, given), fmt.Sprintf("attempt below %v", given))
	}
	if c.Total > 0 && s.edge.load != nil && given > 0 && c.Total > given {
		s.say(minor, "bounds nothing: the load gives up before",
			fmt.Sprintf("total %v, the load waits %v", c.Total, given), fmt.Sprintf("total of %v or less", given))
	}
}

// travels tells of timeouts that have no deadline to pass on wherever they lie.
func (a *arm) travels() {
	for _, p := range a.laid {
		c, ok := p.Config.(*timeout.Config)
		if !ok || c.Total > 0 || c.Attempt > 0 {
			continue
		}
		idle, kept := true, ""
		for _, e := range p.On {
			if e.IsNode() {
				idle = idle && !a.dated[e.From]
			}
		}
		for _, e := range a.edges {
			timed := e.load != nil && e.load.Timeout > 0
			if slices.ContainsFunc(a.on(e.from, e.to, e.route), func(other language.Pattern) bool { return other.Name == p.Name }) {
				idle = idle && !a.dated[e.from] && !timed
				if given := e.timeout(); e.load == nil && given > 0 {
					kept += fmt.Sprintf("; the timeout of the call %s -> %s, %v, bounds each attempt and does not travel", e.from, e.to, given)
				}
			} else if timed {
				kept += fmt.Sprintf("; that of %s, %v, does not travel without a timeout on %s -> %s", e.from, e.load.Timeout, e.from, e.to)
			}
		}
		if idle {
			a.note(p.Pos, serious, p.Name+" has no deadline to pass on",
				"no total, no attempt, and no request comes with a deadline"+kept, "a total, or a timeout on the edge of a load that has one")
		}
	}
}
