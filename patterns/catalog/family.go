package catalog

import "slices"

// The families whose patterns are about more than single calls.
const (
	Groups = "groups"
	Data   = "data"
)

// families are the patterns by what they are about, in the order in which people read of
// them. Where several meet in a scenario, the last of their families is its own.
var families = []struct {
	name  string
	kinds []string
}{
	{"measuring sticks", nil},
	{"calls", []string{"circuit-breaker", "retry", "adaptive-throttle", "admission-control", "timeout", "fallback", "hedge", "sidecar"}},
	{"capacity", []string{"bulkhead", "adaptive-limit", "rate-limiter", "load-shedding", "cache", "load-balancer", "health-check"}},
	{Groups, []string{"election", "lease", "paxos", "gossip", "membership", "quorum", "clock-bound-wait", "emergent-leader"}},
	{Data, []string{"event-sourcing", "cqrs", "broker", "outbox", "inbox", "saga"}},
}

// Families returns the names of all families.
func Families() []string {
	var names []string
	for _, f := range families[1:] {
		names = append(names, f.name)
	}
	return append(names, families[0].name)
}

// Family returns the family of a scenario with patterns of those kinds.
func Family(kinds ...string) string {
	for _, f := range slices.Backward(families) {
		if slices.ContainsFunc(f.kinds, func(kind string) bool { return slices.Contains(kinds, kind) }) {
			return f.name
		}
	}
	return families[0].name
}
