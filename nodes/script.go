package nodes

import "wavetank/sim"

// A route is a Route made ready to serve.
type route struct {
	Route
	work   sim.Purpose
	errors sim.Key // purposes of its draws
	always sim.Key // of those that stay
	steps  []*step
	plain  *Response // its answer if all went well, shared by all requests; nil if it has no size
}

func newRoute(s *Service, r Route, to func(Dependency) *client) *route {
	key := s.node.owner.Key()
	if s.config.Group != "" {
		key = sim.KeyOf(s.config.Group)
	}
	key = key.Mix(uint64(sim.KeyOf(r.Name)))
	ready := &route{Route: r, work: s.node.World().Purpose(key.Mix(1)), errors: key.Mix(2), always: key.Mix(3)}
	if r.Reply > 0 {
		ready.plain = &Response{Size: r.Reply}
	}
	ready.steps = wire(r.Steps, make(map[sim.Key]int64), to)
	return ready
}

func (r *route) diskless() bool { return r.Disk == NoDisk || r.Disk == "" }

// sound reports whether no request to the route fails by itself, nor for a fault's reason:
// there is no luck to be asked.
func (r *route) sound(s *Service) bool {
	return r.Errors == 0 && r.Permanent.Share == 0 && len(s.node.faulty) == 0
}

// Permanent are requests of which every attempt fails, before the disk and the steps.
type Permanent struct {
	Share  float64 // 0 to 1
	ByItem bool    // it is a share of the items, and not of what users' requests want done
	Told   bool    // these fail with ErrPermanent, and not as others do
}

// refuses decides, before anything is written or called, whether no attempt at the
// request can succeed: for the route's own reason, or for a fault's.
func (r *route) refuses(s *Service, req *Request) error {
	var before shares
	err := r.refusesFor(r.Permanent, s, req, &before)
	for _, f := range s.node.faulty {
		if err == nil && f.hits(r.Name) {
			err = r.refusesFor(f.permanent, s, req, &before)
		}
	}
	return err
}

// shares are what the causes before one take together, of requests and of items.
type shares struct{ requests, items float64 }

// refusesFor decides about one cause, which is independent of those before it.
func (r *route) refusesFor(p Permanent, s *Service, req *Request, before *shares) error {
	if p.Share == 0 {
		return nil
	}
	of, all := req.Wish(), &before.requests
	if p.ByItem {
		of, all = itemKey.Mix(uint64(req.Item)), &before.items
	}
	if *all == 0 {
		*all = p.Share
	} else {
		*all = 1 - float64((1-*all)*(1-p.Share))
	}
	luck := s.node.World().Draw(r.always, of)
	switch {
	case !luck.Chance(*all):
		return nil
	case p.Told:
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
	if r.sound(s) {
		return r.answer(j, resp), nil
	}
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
