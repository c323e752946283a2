package lint

import (
	"fmt"

	"wavetank/patterns/bulkhead"
	"wavetank/patterns/limit"
	"wavetank/patterns/ratelimit"
	"wavetank/patterns/shed"
	"wavetank/patterns/timeout"
	"wavetank/scenarios/language"
)

// inbound looks at a pattern on a node.
func (a *arm) inbound(p language.Pattern, n *language.Node) {
	var seen volume
	for _, r := range n.Routes {
		seen.add(a.flow.routes[language.Target{Node: n.Name, Route: r.Name}], 1/float64(a.instances(n.Name)))
	}
	tries := max(1, a.tried[n.Name])
	switch c := p.Config.(type) {
	case *shed.Config:
		a.shed(p, c, n)
	case *bulkhead.Config:
		a.places(p, n, c.MaxConcurrent, "max_concurrent")
	case *limit.Config:
		if c.Law == "fixed" {
			a.places(p, n, c.Initial, "initial")
			return
		}
		a.places(p, n, c.Min, "min")
		a.samples(p, c, n.Name, seen, tries)
	case *ratelimit.Config:
		a.rate(p, c, seen, tries)
	}
}

// places tells of a limit that a node's own workers and queue keep from being
// reached. The request that the node turns away has passed the limit before.
func (a *arm) places(p language.Pattern, n *language.Node, most int, key string) {
	if n.Workers == 0 || n.Queue == nil || most <= n.Workers+*n.Queue {
		return
	}
	a.note(Note{
		At: p.Pos, What: fmt.Sprintf("%s on %s can never turn a request away: the node is full before", p.Name, n.Name), Serious: true,
		Number: fmt.Sprintf("%s = %d, %s and %d places in the queue", key, most, count(n.Workers, "worker"), *n.Queue),
		Mend:   fmt.Sprintf("%s of %d or less, or a longer queue", key, n.Workers+*n.Queue),
	})
}

// rate tells of a rate limit that is below what comes, or a bucket that all fits in.
func (a *arm) rate(p language.Pattern, c *ratelimit.Config, seen volume, tries float64) {
	if c.Scope != "all" || seen.total == 0 {
		return
	}
	switch {
	case seen.mean > c.Rate:
		a.note(Note{
			At: p.Pos, What: p.Name + " lets less pass than comes, on average over the run",
			Number: fmt.Sprintf("%s of %s: %s are refused or wait", rate(c.Rate), rate(seen.mean), percent(1-c.Rate/seen.mean)),
			Mend:   "a higher rate",
		})
	case c.Rule == "token-bucket" && unlikely(float64(c.Burst), seen.total*tries):
		a.note(Note{
			At: p.Pos, What: p.Name + " can never refuse a call: all of the run fit into the bucket", Serious: true,
			Number: fmt.Sprintf("about %s calls in the run, burst %d", short(seen.total*tries), c.Burst), Mend: "a smaller burst, or a longer run",
		})
	}
}

// shed tells of shedding where nobody waits, or nobody is in a hurry.
func (a *arm) shed(p language.Pattern, c *shed.Config, n *language.Node) {
	switch {
	case n.Workers == 0:
		a.note(Note{
			At: p.Pos, What: fmt.Sprintf("%s on %s can never drop a request: nobody waits there", p.Name, n.Name), Serious: true,
			Number: "workers without a bound", Mend: "workers on the node",
		})
	case n.Queue != nil && *n.Queue == 0:
		a.note(Note{
			At: p.Pos, What: fmt.Sprintf("%s on %s can never drop a request: nobody waits there", p.Name, n.Name), Serious: true,
			Number: "queue = 0", Mend: "a queue on the node",
		})
	case c.Deadline && !a.hurried(n.Name):
		a.note(Note{
			At: p.Pos, What: fmt.Sprintf("%s on %s drops nobody for want of time", p.Name, n.Name), Serious: c.Rule == "none" && c.Queue == 0,
			Number: "no request to it has a timeout or a deadline", Mend: "a timeout of whoever calls it",
		})
	}
}

// hurried reports whether some request to a node has a timeout or a deadline.
func (a *arm) hurried(node string) bool {
	for _, e := range a.edges {
		if e.to != node {
			continue
		}
		list := a.on(e.from, e.to)
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
		waiting[e] = waits(a.on(e.from, e.to), 0)
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
		s.note(Note{
			At: s.p.Pos, What: s.about("bounds no attempt"), Number: fmt.Sprintf("attempt %v, and the call itself has a timeout of %v", c.Attempt, given),
			Mend: fmt.Sprintf("attempt below %v", given),
		})
	}
	if c.Total > 0 && s.edge.load != nil && given > 0 && c.Total > given {
		s.note(Note{
			At: s.p.Pos, What: s.about("bounds nothing: the load gives up before"), Number: fmt.Sprintf("total %v, the load waits %v", c.Total, given),
			Mend: fmt.Sprintf("total of %v or less", given),
		})
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
			if contains(a.on(e.from, e.to), p.Name) {
				idle = idle && !a.dated[e.from] && !timed
			} else if timed {
				kept = fmt.Sprintf("; that of %s, %v, does not travel without a timeout on %s -> %s", e.from, e.load.Timeout, e.from, e.to)
			}
		}
		if idle {
			a.note(Note{
				At: p.Pos, What: p.Name + " has no deadline to pass on", Number: "no total, no attempt, and no request comes with a deadline" + kept,
				Mend: "a total, or a timeout on the edge of a load that has one", Serious: true,
			})
		}
	}
}

func contains(list []language.Pattern, name string) bool {
	for _, p := range list {
		if p.Name == name {
			return true
		}
	}
	return false
}
