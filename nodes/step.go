package nodes

import "wavetank/sim"

// A step is a Step made ready: wired to its caller, with a place of its own
// among the steps of its route that call the same, so that no two calls share
// luck, and that none loses it to a step added for another dependency.
type step struct {
	Step
	place    int64
	to       sim.Key // zero for a group
	way      *client // nil for a group
	parallel []*step
}

var drawChance = sim.KeyOf("chance")

// maxCopies bounds Repeat, and keeps the places of steps apart.
const maxCopies = 1 << 24

// wire makes steps ready; places counts the steps to each route so far.
func wire(steps []Step, places map[sim.Key]int64, to func(Dependency) *client) []*step {
	var ready []*step
	for _, from := range steps {
		st := &step{Step: from}
		st.Repeat = max(1, st.Repeat)
		if from.Parallel != nil {
			st.parallel = wire(from.Parallel, places, to)
		} else {
			st.to = sim.KeyOf(from.Call.Name).Mix(uint64(sim.KeyOf(from.Call.Route)))
			st.way = to(from.Call)
		}
		places[st.to]++
		st.place = places[st.to] * maxCopies
		ready = append(ready, st)
	}
	return ready
}

// index tells the i-th copy of the step from all other calls of its route to the
// same.
func (st *step) index(i int) int64 { return st.place + int64(i) }

// begin makes the i-th copy of the step, as a part of the group above if there is one.
func (st *step) begin(c *execution, above *branch, i int) {
	s, of := c.job.service, c.job.Req
	b := s.branches.Take()
	b.service, b.execution, b.above, b.step, b.copy = s, c, above, st, i
	c.live.Add(&b.listed, b)
	if st.Chance > 0 {
		luck := s.node.World().Draw(drawChance, of.Key.Mix(uint64(st.to)).Mix(uint64(st.index(i))))
		if !luck.Chance(st.Chance) {
			b.over(result{}, nil)
			b.putBack()
			return
		}
	}
	if st.parallel != nil {
		b.fork()
		return
	}
	of.child(&b.req, st.to, st.Call.Route, st.index(i))
	b.req.Timeout, b.req.Size, b.req.Op = st.Timeout, st.Size, st.Call.Op
	if c.job.route.KeepOnce {
		b.req.Once = of.Once.Mix(uint64(st.to)).Mix(uint64(st.index(i)))
	}
	b.call(st.way.to(&st.Call, &b.req))
}

// A result is what steps came to.
type result struct {
	degraded bool
	done     bool  // what the route passes on was done
	value    int64 // that it found
}

// add takes in what came after.
func (o *result) add(next result) {
	o.degraded = o.degraded || next.degraded
	if next.done {
		o.done, o.value = true, next.value
	}
}

// came returns what an answer says. It is passed on if the call was to do what the
// route passes on, and got through to it.
func (st *step) came(resp *Response, passes bool) result {
	if resp == nil {
		return result{done: passes && st.Call.Op == Write}
	}
	return result{degraded: resp.Degraded, done: passes && !resp.Blind, value: resp.Value}
}
