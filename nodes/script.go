package nodes

import "wavetank/sim"

// A route is a Route made ready to serve.
type route struct {
	Route
	work   sim.Key // purposes of its draws
	errors sim.Key
	always sim.Key // of those that stay
	steps  []*step
	begun  counter   // of its meter
	plain  *Response // its answer if all went well, shared by all requests; nil if it has no size
}

func newRoute(s *Service, r Route, to func(Dependency) *client) *route {
	key := s.node.owner.Key()
	if s.config.Group != "" {
		key = sim.KeyOf(s.config.Group)
	}
	key = key.Mix(uint64(sim.KeyOf(r.Name)))
	ready := &route{Route: r, work: key.Mix(1), errors: key.Mix(2), always: key.Mix(3), begun: newCounter(r.Meter)}
	if r.Reply > 0 {
		ready.plain = &Response{Size: r.Reply}
	}
	ready.steps = wire(r.Steps, make(map[sim.Key]int64), to)
	return ready
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
