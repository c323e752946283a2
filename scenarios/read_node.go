package scenarios

import (
	"strings"
	"time"
	"unicode"
)

// longestRun bounds the duration of a scenario.
const longestRun = 100 * time.Hour

// checkHead judges what stands above the first section.
func (r *reader) checkHead(root cursor, s *Scenario) {
	if c, ok := root.get("title"); ok {
		control := strings.ContainsFunc(s.Title, unicode.IsControl)
		if text, isText := c.val.(string); isText && (strings.TrimSpace(text) == "" || control || len(text) > 200) {
			r.add(c.at.value, "title must be one line of text").allow("1 to 200 bytes without control characters")
		}
	}
	if c, ok := root.get("warmup"); ok && s.Duration > 0 && s.Warmup >= s.Duration {
		r.add(c.at.value, "warmup leaves nothing of the run: it lasts %s of %s", brief(s.Warmup), brief(s.Duration)).
			allow("less than the duration")
	}
	if nodes, ok := root.get("nodes"); !ok || len(nodes.keys()) == 0 {
		r.add(nodes.at.key, "there is no node").allow("at least one table [nodes.NAME]")
	}
}

// sections returns the tables under root's key that have names, and complains
// if something else stands there.
func (r *reader) sections(root cursor, key string) []cursor {
	c, ok := root.get(key)
	if !ok {
		return nil
	}
	if _, isTable := c.val.(map[string]any); !isTable {
		r.mistyped(c, "tables with names, as in ["+key+".NAME]")
		return nil
	}
	var tables []cursor
	for _, name := range c.keys() {
		table, _ := c.get(name)
		tables = append(tables, table)
	}
	return tables
}

// sectionNames returns the names of the tables under root's key.
func (r *reader) sectionNames(root cursor, key string) []string {
	c, _ := root.get(key)
	return c.keys()
}

// pos returns the position of the key or header at c.
func (r *reader) pos(c cursor) Position { return r.src.position(c.at.key) }

func (r *reader) nodes(root cursor) []Node {
	var nodes []Node
	names := r.sectionNames(root, "nodes")
	for i, c := range r.sections(root, "nodes") {
		n := Node{Name: names[i], Pos: r.pos(c), Queue: Unbounded}
		if r.table(c, []any{&n}, "routes") {
			r.checkService(c, n)
		}
		r.checkRegion(c, n.Region)
		n.Routes = r.routes(c, n)
		nodes = append(nodes, n)
	}
	return nodes
}

// checkService judges how the parts of a service go together: a knob without
// effect would be a silent mistake.
func (r *reader) checkService(c cursor, n Node) {
	if n.Workers == 0 {
		const why, allowed = "without workers nothing ever waits", "set workers as well"
		r.idle(c, "queue", why, allowed)
		r.idle(c, "max_wait", why, allowed)
		if n.Discipline != "fifo" {
			r.idle(c, "discipline", why, allowed)
		}
		return
	}
	if n.Discipline == "sharing" {
		r.idle(c, "queue", "with discipline sharing all requests are served at once", "another discipline, or no queue")
		r.idle(c, "max_wait", "with discipline sharing nothing waits", "another discipline, or no max_wait")
	}
	if n.Queue == 0 {
		r.idle(c, "max_wait", "a queue of 0 holds nobody", "queue of 1 or more")
	}
}

// idle complains about a key that is there and does nothing.
func (r *reader) idle(c cursor, key, why, allowed string) {
	if k, ok := c.get(key); ok {
		r.add(k.at.key, "%q has no effect: %s", key, why).allow("%s", allowed)
	}
}

func (r *reader) routes(node cursor, n Node) []Route {
	c, ok := node.get("routes")
	if !ok {
		return nil
	}
	if _, isTable := c.val.(map[string]any); !isTable {
		r.mistyped(c, `routes with names, as in routes.pay = { work = "2ms" }`)
		return nil
	}
	var routes []Route
	for _, name := range c.keys() {
		at, _ := c.get(name)
		route := Route{Name: name, Pos: r.pos(at)}
		if r.table(at, []any{&route}, "calls") && route.Disk != "none" && n.Disk == nil && !node.has("disk") {
			disk, _ := at.get("disk")
			r.add(disk.at.value, "node %q has no disk", n.Name).allow(`disk = "none", or a disk = { write = "1ms", fsync = "5ms" } of the node`)
		}
		if calls, ok := at.get("calls"); ok {
			route.Calls = r.calls(calls, route.Timeout, 0)
		}
		if !at.has("calls") {
			r.idle(at, "timeout", "it is for the calls that a route makes, and this one makes none", "a timeout where the call is made")
		}
		routes = append(routes, route)
	}
	return routes
}
