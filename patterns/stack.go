package patterns

import (
	"slices"

	"wavetank/nodes"
)

// Stack lays the parts of one place around each other, outermost first, and
// returns them as one. What they run, and whatever lies beside them, it leaves out.
func Stack(parts ...Part) Part {
	all := Part{Outbound: watching(parts)}
	for _, p := range slices.Backward(parts) { // from the innermost out
		all.Outbound = around(all.Outbound, p.outbound())
		all.Inbound = around(all.Inbound, p.Inbound)
		all.Pick = around(all.Pick, p.pick())
		if p.Queue != nil {
			all.Queue = p.Queue
		}
	}
	return all
}

// watching returns what lets the parts watch the attempts that go out, or nil:
// it lies inside of all else.
func watching(parts []Part) func(nodes.Caller) nodes.Caller {
	var all func(nodes.Caller) nodes.Caller
	for _, p := range parts {
		all = around(all, p.watch())
	}
	return all
}

// around returns what wraps with inner first and then with outer, either of which
// may be nil.
func around[T any](inner, outer func(T) T) func(T) T {
	switch {
	case inner == nil:
		return outer
	case outer == nil:
		return inner
	}
	return func(x T) T { return outer(inner(x)) }
}
