package nodes

import "wavetank/sim"

// A route is a Route made ready to serve.
type route struct {
	Route
	work   sim.Key // purposes of its draws
	errors sim.Key
	always sim.Key // of those that stay
	steps  []*step
	plain  *Response // its answer if all went well, shared by all requests; nil if it has no size
}

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

func newRoute(s *Service, r Route, to func(Dependency) *client) *route {
	key := s.node.owner.Key()
	if s.config.Group != "" {
		key = sim.KeyOf(s.config.Group)
	}
	key = key.Mix(uint64(sim.KeyOf(r.Name)))
	ready := &route{Route: r, work: key.Mix(1), errors: key.Mix(2), always: key.Mix(3)}
	if r.Reply > 0 {
		ready.plain = &Response{Size: r.Reply}
	}
	ready.steps = wire(r.Steps, make(map[sim.Key]int64), to)
	return ready
}

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

// simple reports whether the route is over once its work is done.
func (r *route) simple() bool {
	return r.steps == nil && r.Do == nil && r.diskless()
}

func (r *route) diskless() bool { return r.Disk == NoDisk || r.Disk == "" }

// refuses decides, before anything is written or called, whether no attempt at the
// request can succeed.
func (r *route) refuses(s *Service, req *Request) error {
	if r.Permanent == 0 {
		return nil
	}
	of := req.Wish()
	if r.ByItem {
		of = itemKey.Mix(uint64(req.Item))
	}
	luck := s.node.World().Draw(r.always, of)
	switch {
	case !luck.Chance(r.Permanent):
		return nil
	case r.Told:
		return ErrPermanent
	}
	return ErrFailed
}

// itemKey is the identity that items are drawn by.
var itemKey = sim.KeyOf("item of a request")

// luck decides whether the request fails by itself.
func (r *route) luck(s *Service, req *Request) error {
	rate := s.node.failing(r.Name, r.Errors)
	if rate > 0 {
		luck := s.node.World().Draw(r.errors, req.Key)
		if luck.Chance(rate) {
			return ErrFailed
		}
	}
	return nil
}

// run does what comes after the route's work, in the process p.
func (r *route) run(p *sim.Proc, j *job) (*Response, error) {
	n := j.service.node
	if err := r.refuses(j.service, j.Req); err != nil {
		return nil, err
	}
	if !r.diskless() && n.Disk != nil {
		if err := n.Disk.store(p, r.Name, j.Req.Key, r.Disk == DiskFsync); err != nil {
			return nil, err
		}
	}
	resp := (*Response)(nil)
	err := error(nil)
	if r.Do != nil {
		resp, err = r.Do(p, j.From, j.Req)
	} else {
		resp, err = r.walk(p, j)
	}
	if n.cpu.stopped > 0 {
		n.Work(p, 0)
	}
	if err != nil {
		return resp, err
	}
	return r.conclude(j, resp)
}

// conclude decides, once all is done that the route does, whether the request fails by
// itself, and carries out its operation if not, or before it does.
func (r *route) conclude(j *job, resp *Response) (*Response, error) {
	s := j.service
	if !r.Afterwards {
		if err := r.luck(s, j.Req); err != nil {
			return nil, err
		}
	}
	resp = r.answer(j, resp)
	if r.Afterwards && s.inbound == nil {
		if err := r.luck(s, j.Req); err != nil {
			return nil, err
		}
	}
	return resp, nil
}

// answer completes the answer to a request that went well: with what its
// operation found, and its size.
func (r *route) answer(j *job, resp *Response) *Response {
	if r.Op != NoOp && r.Passes == NoOp && r.Do == nil {
		if found := j.service.operate(r, j.Req); found != nil {
			found.Degraded = resp != nil && resp.Degraded
			return found
		}
	}
	if resp == nil {
		return r.plain
	}
	return resp
}

// walk makes the steps of the route one after the other.
func (r *route) walk(p *sim.Proc, j *job) (*Response, error) {
	all := result{}
	for _, st := range r.steps {
		for i := range st.Repeat {
			one, err := st.make(p, j, i)
			if err != nil {
				return nil, err
			}
			all.add(one)
		}
	}
	if all.degraded || r.Passes == Read || r.Passes == Write && !all.done {
		return &Response{Degraded: all.degraded, Size: r.Reply, Value: all.value, Blind: r.Passes != NoOp && !all.done}, nil
	}
	return nil, nil
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

// make makes the i-th copy of the step.
func (st *step) make(p *sim.Proc, j *job, i int) (o result, err error) {
	w := j.service.node.World()
	if st.Chance > 0 {
		luck := w.Draw(drawChance, j.Req.Key.Mix(uint64(st.to)).Mix(uint64(st.index(i))))
		if !luck.Chance(st.Chance) {
			return o, nil
		}
	}
	if st.parallel != nil {
		o, err = st.fork(p, j, i)
	} else {
		req := j.Req.Child(st.to, st.Call.Route, st.index(i))
		req.Timeout, req.Size, req.Op = st.Timeout, st.Size, st.Call.Op
		if j.route.KeepOnce {
			req.Once = j.Req.Once.Mix(uint64(st.to)).Mix(uint64(st.index(i)))
		}
		var resp *Response
		resp, err = Call(p, st.way.caller, st.way.to(&st.Call, req), req)
		o = st.came(resp, err == nil && req.Op == j.route.Passes)
		if OutcomeOf(err) == Rejected {
			err = ErrTurnedAway
		}
	}
	if err != nil && st.Optional {
		return result{degraded: true}, nil
	}
	return o, err
}

// came returns what an answer says. It is passed on if the call was to do what the
// route passes on, and got through to it.
func (st *step) came(resp *Response, passes bool) result {
	if resp == nil {
		return result{done: passes && st.Call.Op == Write}
	}
	return result{degraded: resp.Degraded, done: passes && !resp.Blind, value: resp.Value}
}

// index tells the i-th copy of the step from all other calls of its route to the
// same.
func (st *step) index(i int) int64 { return st.place + int64(i) }

// fork makes the group's members in processes of their own, and waits until
// enough of them have succeeded or too many have failed. The rest go on.
func (st *step) fork(p *sim.Proc, j *job, i int) (o result, err error) {
	total := 0
	for _, member := range st.parallel {
		total += member.Repeat
	}
	need := st.Need
	if need == 0 {
		need = total
	}
	good, bad := 0, 0
	for _, member := range st.parallel {
		for k := range member.Repeat {
			child := j.service.node.Go(func(p2 *sim.Proc) {
				one, e := member.make(p2, j, i*member.Repeat+k)
				if e != nil {
					bad++
					err = e
				} else {
					good++
					o.add(one)
				}
				p.Wake()
			})
			j.forked = append(j.forked, child)
		}
	}
	for good < need && total-bad >= need {
		p.Park()
	}
	if good >= need {
		err = nil
	}
	return o, err
}
