package nodes

import "wavetank/sim"

// An Op is what a request does to the item that it is about.
type Op uint8

// The operations. A request that is about no item in particular has none.
const (
	NoOp  Op = iota
	Read     // answers what the last write left
	Write    // leaves its Token
)

// String names the operation as scenarios do.
func (o Op) String() string { return [...]string{"none", "read", "write"}[o] }

// ItemRepeated is a write that a service carried out once more, for another
// attempt at it. Owner is the node, Value the item.
var ItemRepeated = sim.NewKind("item.repeated", "a service carried out a write of a user's request that it, or another of its instances, had carried out before")

// Token returns what a write leaves behind and a read finds: a number of the
// user's request, the same for all its attempts and never zero.
func (r *Request) Token() int64 { return TokenOf(r.Root) }

// TokenOf is the Token of all that is done for a user's request.
func TokenOf(root sim.Key) int64 { return int64(root>>1 | 1<<62) }

// Registers are the items of a service that has no other store: each keeps the token
// of the last write. The zero value has none.
type Registers struct {
	tokens map[int64]int64
}

// operate carries out the operation of a request on a route, and returns the
// answer; nil if there is nothing to tell. A write that was carried out before is
// carried out again, and may so undo what another wrote since: whether the caller
// heard of it, the service cannot tell.
func (s *Service) operate(r *route, req *Request) *Response {
	switch req.Op {
	case Write:
		s.write(req, false, r.Disk == DiskFsync)
	case Read:
		return &Response{Size: r.Reply, Value: s.items.tokens[req.Item]}
	}
	return nil
}

// write carries out a write, which survives a crash if it was synced: the machine's disk
// has it, or the database has all.
func (s *Service) write(req *Request, recognises, synced bool) {
	s.carriedOut(req, recognises)
	s.items.put(req)
	if synced && s.config.Items == nil && s.node.Disk != nil {
		s.node.Disk.items.put(req)
	}
}

// put keeps the token of a write.
func (r *Registers) put(req *Request) {
	if r.tokens == nil {
		r.tokens = make(map[int64]int64)
	}
	r.tokens[req.Item] = req.Token()
}

// Undecided returns a copy of r for the work of its route, which writes nothing: a pattern
// decides later whether the write comes about. It then calls Decided.
func (r *Request) Undecided() *Request {
	c := r.Copy()
	if c.Op == Write {
		c.Op = NoOp
	}
	return c
}

// Decided carries out the write of r at the service that it came to, if it is one and the
// item is of that service, in the transaction of what was decided: on the disk, too. One that
// recognises idempotency keys does so once for all requests with that of r.
func (r *Request) Decided(recognises bool) {
	if r.service == nil || r.Op != Write {
		return
	}
	if route := r.service.route(r.Route); route != nil && route.Op == Write && route.Passes == NoOp {
		r.service.write(r, recognises, true)
	}
}

// Effects are the writes that a service has carried out, at all its instances and
// through their crashes: the truth, which no instance knows. The zero value has none.
type Effects struct {
	known map[sim.Key]sim.Key // and the idempotency key that each came with first
}

// add notes an effect, and reports whether it came about before. Zero is none, and
// always new. What recognises idempotency keys does nothing for one that it knows.
func (e *Effects) add(effect, once sim.Key, recognises bool) (again bool) {
	if effect == 0 {
		return false
	}
	first, known := e.known[effect]
	if known {
		return !recognises || once != first
	}
	if e.known == nil {
		e.known = make(map[sim.Key]sim.Key)
	}
	e.known[effect] = once
	return false
}

// carriedOut notes that the service has carried out a write.
func (s *Service) carriedOut(req *Request, recognises bool) {
	if s.config.Effects.add(req.Wish(), req.Once, recognises) {
		s.node.owner.Emit(sim.Fact{Kind: ItemRepeated, Load: req.Load, Key: req.Key, Value: req.Item})
	}
}

// CarriedOut notes, for a pattern that keeps the items of a service in its place, that
// the service which r came to has carried out the write. One that recognises idempotency
// keys has done so once for all requests with that of r.
func (r *Request) CarriedOut(recognises bool) {
	if r.service != nil {
		r.service.carriedOut(r, recognises)
	}
}
