package language

import (
	"errors"
	"fmt"
	"slices"
)

// invariant returns what a Scenario that Load accepted breaks of its promises.
func invariant(s *Scenario) error {
	c := &checked{s: s, routes: map[Target]bool{}, ends: map[string]bool{"*": true}}
	c.head()
	c.nodes()
	c.loads()
	c.links()
	c.variants()
	c.faults()
	return errors.Join(c.broken...)
}

// checked collects the broken promises of a scenario.
type checked struct {
	s      *Scenario
	routes map[Target]bool
	ends   map[string]bool // all that a link can end at
	broken []error
}

func (c *checked) must(ok bool, format string, args ...any) {
	if !ok {
		c.broken = append(c.broken, fmt.Errorf(format, args...))
	}
}

func (c *checked) head() {
	c.must(c.s.Title != "" && c.s.Duration > 0 && c.s.Duration <= longestRun, "head: %q %v", c.s.Title, c.s.Duration)
	c.must(c.s.Warmup >= 0 && c.s.Warmup < c.s.Duration, "warmup %v of %v", c.s.Warmup, c.s.Duration)
	c.must(c.s.Seeds >= 1 && c.s.Seeds <= 10000 && c.s.SLO.ErrorRate >= 0 && c.s.SLO.ErrorRate <= 1, "seeds %d, SLO %+v", c.s.Seeds, c.s.SLO)
	c.must(len(c.s.Hash) == 12 && len(c.s.Nodes) > 0 && len(c.s.Variants) > 0, "hash %q, %d nodes, %d variants", c.s.Hash, len(c.s.Nodes), len(c.s.Variants))
}

func (c *checked) nodes() {
	for _, n := range c.s.Nodes {
		c.must(IsName(n.Name) && !c.ends[n.Name], "node %q", n.Name)
		c.must(n.Workers >= 0 && (n.Queue == nil || *n.Queue >= 0) && n.Instances >= 1, "node %+v", n)
		c.must(n.Queue == nil || n.Workers > 0, "node %q has a queue without workers", n.Name)
		c.must(slices.Contains([]string{"fifo", "lifo", "priority", "sharing"}, n.Discipline), "discipline %q", n.Discipline)
		c.ends[n.Name] = true
		for _, route := range n.Routes {
			c.routes[Target{n.Name, route.Name}] = true
		}
	}
	for _, n := range c.s.Nodes {
		for _, name := range n.InstanceNames() {
			c.must(name == n.Name || !c.ends[name], "instance %q", name)
			c.ends[name] = true
		}
		for _, route := range n.Routes {
			c.must(route.Errors >= 0 && route.Errors <= 1 && route.Timeout >= 0 && route.Size >= 0, "route %+v", route)
			for call := range route.Singles() {
				c.must(c.routes[call.To], "%s.%s calls %v", n.Name, route.Name, call.To)
				c.must(call.Repeat >= 1 && call.Probability > 0 && call.Probability <= 1 && call.Timeout >= 0 && call.Pos.Line > 0, "call %+v", call)
			}
		}
	}
}

func (c *checked) loads() {
	for _, l := range c.s.Loads {
		sum := int64(0)
		for _, share := range l.To {
			c.must(c.routes[share.To] && share.Weight >= 0, "load %q goes to %+v", l.Name, share)
			sum += share.Weight
		}
		c.must(sum > 0 && !c.ends[l.Name] && l.From >= 0 && l.From < l.Until && l.Until <= c.s.Duration, "load %+v", l)
		c.ends[l.Name] = true
		c.must(l.expected() <= mostRequests, "load %q makes %g requests", l.Name, l.expected())
	}
}

func (c *checked) links() {
	paths := c.s.Paths()
	for _, l := range c.s.Links {
		c.must(c.ends[l.Edge.From] && c.ends[l.Edge.To] && l.Bandwidth >= 0 && l.RTO >= 0, "link %+v", l)
		if l.Edge.From != "*" && l.Edge.To != "*" {
			path := paths.Between(l.Edge.From, l.Edge.To)
			c.must(path.Transport != "" && path.RTO > 0, "path %+v", path)
		}
	}
}

func (c *checked) variants() {
	patterns := map[string]bool{}
	for _, p := range c.s.Patterns {
		c.must(len(p.On) > 0 && p.Config != nil && !patterns[p.Name], "pattern %+v", p)
		patterns[p.Name] = true
	}
	for _, v := range c.s.Variants {
		for _, name := range v.Patterns {
			c.must(patterns[name], "variant %q uses %q", v.Name, name)
		}
	}
	for _, p := range c.s.Unused() {
		c.must(patterns[p.Name] && !slices.ContainsFunc(c.s.Variants, func(v Variant) bool { return slices.Contains(v.Patterns, p.Name) }), "%q is called unused", p.Name)
	}
}

func (c *checked) faults() {
	for _, f := range c.s.Faults {
		given := 0
		for _, is := range []bool{f.Schedule.At != nil, f.Schedule.Between != nil, f.Schedule.When != nil} {
			if is {
				given++
			}
		}
		c.must(given == 1 && f.Effect != nil && f.Schedule.After >= 0 && f.Schedule.Every >= 0, "fault %+v", f)
		c.must(f.Schedule.At == nil || *f.Schedule.At < c.s.Duration, "fault %+v", f)
	}
	for _, e := range c.s.Expects {
		c.must(e.Engaged == (e.That == ""), "expectation %+v", e)
	}
}
