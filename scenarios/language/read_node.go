package language

import (
	"strings"
	"time"

	"wavetank/patterns/knob"
	"wavetank/scenarios/document"
)

// longestRun bounds the duration of a scenario.
const longestRun = 100 * time.Hour

// checkHead judges what stands above the first section.
func (r *reader) checkHead(root document.Value, s *Scenario) {
	if c, ok := root.Get("title"); ok {
		if text, isText := c.Val.(string); isText && (strings.TrimSpace(text) == "" || len(text) > 200) {
			r.Complain(c.At(), "title must be one line of text").Allow("1 to 200 bytes without control characters")
		}
	}
	if c, ok := root.Get("warmup"); ok && s.Duration > 0 && s.Warmup >= s.Duration {
		r.Complain(c.At(), "warmup leaves nothing of the run: it lasts %s of %s", knob.Brief(s.Warmup), knob.Brief(s.Duration)).
			Allow("less than the duration")
	}
	if nodes, ok := root.Get("nodes"); !ok || len(nodes.Keys()) == 0 {
		r.Complain(nodes.KeyAt(), "there is no node").Allow("at least one table [nodes.NAME]")
	}
}

// sections returns the tables under root's key that have names, and complains
// if something else stands there.
func (r *reader) sections(root document.Value, key string) []document.Value {
	c, ok := root.Get(key)
	if !ok {
		return nil
	}
	if !c.IsTable() {
		r.Mistyped(c, "tables with names, as in ["+key+".NAME]")
		return nil
	}
	return c.Entries()
}

// tables returns the tables of the list under root's key, at most so many, and
// complains if something else stands there.
func (r *reader) tables(root document.Value, key string, most int, what string) []document.Value {
	c, ok := root.Get(key)
	if !ok {
		return nil
	}
	items, ok := c.List()
	if !ok {
		r.Mistyped(c, "a list of tables [["+key+"]]")
	}
	if len(items) > most {
		r.Complain(items[most].KeyAt(), "too many %s", what).Allow("at most %d", most)
		items = items[:most]
	}
	return items
}

// pos returns the position of the key or header at c.
func (r *reader) pos(c document.Value) document.Position { return r.Position(c.KeyAt()) }

func (r *reader) allNodes(root document.Value) []Node {
	var nodes []Node
	for _, c := range r.sections(root, "nodes") {
		n := Node{Name: c.Key, Pos: r.pos(c)}
		if r.table(c, []any{&n}, "routes") {
			r.idle(c, &n)
		}
		r.checkDatabase(c, n)
		r.checkRegions(c, n)
		n.Routes = r.routes(c, n)
		nodes = append(nodes, n)
	}
	return nodes
}

func (r *reader) routes(node document.Value, n Node) []Route {
	c, ok := node.Get("routes")
	if !ok {
		return nil
	}
	if !c.IsTable() {
		r.Mistyped(c, `routes with names, as in routes.pay = { work = "2ms" }`)
		return nil
	}
	var routes []Route
	for _, at := range c.Entries() {
		route := Route{Name: at.Key, Pos: r.pos(at)}
		if r.table(at, []any{&route}, "calls") && route.Disk != "none" && n.Disk == nil && !node.Has("disk") {
			r.Complain(at.Of("disk").At(), "node %q has no disk", n.Name).Allow(`disk = "none", or a disk = { write = "1ms", fsync = "5ms" } of the node`)
		}
		r.idle(at, &route)
		if calls, ok := at.Get("calls"); ok {
			route.Calls = r.calls(calls, route.Timeout, 0)
		}
		if !at.Has("calls") {
			r.Idle(at, "timeout", "it is for the calls that a route makes, and this one makes none", "a timeout where the call is made")
			r.Idle(at, "idempotency", "it is for the calls that a route makes, and this one makes none", "idempotency where the call is made")
		}
		routes = append(routes, route)
	}
	return routes
}
