package language

import (
	"time"

	"wavetank/scenarios/document"
)

// deepestGroups bounds groups of calls within groups.
const deepestGroups = 8

// A groupCall is what a table says of calls made in parallel.
type groupCall struct {
	Need     int  `toml:"need" range:"1..1000000"`
	Optional bool `toml:"optional"`
}

// calls reads a list of calls. Those without a timeout of their own get that of
// the route.
func (r *reader) calls(c document.Value, timeout time.Duration, depth int) []Call {
	items, ok := c.List()
	if !ok {
		r.Mistyped(c, `a list of calls, as in ["payment.charge"]`)
		return nil
	}
	calls := make([]Call, 0, len(items))
	for _, item := range items {
		if call, ok := r.call(item, timeout, depth); ok {
			calls = append(calls, call)
		}
	}
	return calls
}

// call reads one item: a text, a table, or a list of calls to make in parallel.
func (r *reader) call(c document.Value, timeout time.Duration, depth int) (Call, bool) {
	call := Call{Pos: r.Position(c.At()), Timeout: timeout, Repeat: 1, Probability: 1}
	switch v := c.Val.(type) {
	case string:
		var ok bool
		call.To, ok = r.checkTarget(c, v)
		return call, ok
	case []any, []map[string]any:
		return r.group(c, call, timeout, depth)
	case map[string]any:
		if members, ok := c.Get("parallel"); ok {
			var g groupCall
			if !r.table(c, []any{&g}, "parallel") {
				return call, false
			}
			call.Need, call.Optional = g.Need, g.Optional
			call, ok = r.group(members, call, timeout, depth)
			if n := call.members(); ok && g.Need > n {
				r.Complain(c.Of("need").At(), "%d answers cannot come from %d calls", g.Need, n).Allow("1 to %d", n)
			}
			return call, ok
		}
		before := r.Complaints()
		r.table(c, []any{&call})
		return call, r.Complaints() == before
	}
	r.Mistyped(c, `a call such as "payment.charge" or { to = "payment.charge", timeout = "1s" }`)
	return call, false
}

// group reads the members of a group into call.
func (r *reader) group(c document.Value, call Call, timeout time.Duration, depth int) (Call, bool) {
	if depth == deepestGroups {
		r.Complain(c.At(), "calls grouped too deep").Allow("groups at most %d deep", deepestGroups)
		return call, false
	}
	before := r.Complaints()
	call.Timeout = 0
	call.Parallel = r.calls(c, timeout, depth+1)
	if len(call.Parallel) == 0 && r.Complaints() == before {
		r.Complain(c.At(), "a group without calls").Allow("at least one call")
	}
	return call, r.Complaints() == before
}

// members counts the calls of a group, copies included.
func (c Call) members() int {
	n := 0
	for _, member := range c.Parallel {
		n += member.Repeat
	}
	return n
}
