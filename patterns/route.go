package patterns

import "strings"

// NodeOf returns the node of a route that a knob names, as in "node.route".
func NodeOf(route string) string {
	node, _, _ := strings.Cut(route, ".")
	return node
}

// RouteOf returns what such a route is called at its node.
func RouteOf(route string) string {
	_, name, _ := strings.Cut(route, ".")
	return name
}

// IsRoute reports whether a knob names the route of that name at that node.
func IsRoute(route, node, name string) bool { return NodeOf(route) == node && RouteOf(route) == name }
