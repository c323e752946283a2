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
var ItemRepeated = sim.NewKind("item.repeated", "a service carried out a write that it had carried out before, for another attempt at it")

// Token returns what a write leaves behind and a read finds: a number of the
// user's request, the same for all its attempts and never zero.
func (r *Request) Token() int64 { return int64(r.Root>>1 | 1<<62) }

// registers are the items of a service that has no other store: each keeps the
// token of the last write, in memory, until a crash.
type registers struct {
	tokens map[int64]int64
	done   recent // the writes carried out, by their idempotency key
}

// operate carries out the operation of a request on a route, and returns the
// answer; nil if there is nothing to tell. A write that was carried out before is
// carried out again, and may so undo what another wrote since: whether the caller
// heard of it, the service cannot tell.
func (s *Service) operate(r *route, req *Request) *Response {
	switch req.Op {
	case Write:
		if !s.items.done.add(req.Once) {
			s.node.World().Emit(sim.Fact{Kind: ItemRepeated, Owner: s.node.owner, Load: req.Load, Key: req.Key, Value: req.Item})
		}
		if s.items.tokens == nil {
			s.items.tokens = make(map[int64]int64)
		}
		s.items.tokens[req.Item] = req.Token()
	case Read:
		return &Response{Size: r.Reply, Value: s.items.tokens[req.Item]}
	}
	return nil
}

// mostRecent bounds how many writes a service remembers.
const mostRecent = 1 << 16

// recent is a set of the keys that were added last.
type recent struct {
	known map[sim.Key]bool
	ring  []sim.Key
	next  int // of the ring, once it is full: the oldest
}

// add adds a key, and reports whether it is new. Zero is no key, and always new.
func (r *recent) add(k sim.Key) bool {
	switch {
	case k == 0:
		return true
	case r.known[k]:
		return false
	case r.known == nil:
		r.known = make(map[sim.Key]bool)
	}
	r.known[k] = true
	if len(r.ring) < mostRecent {
		r.ring = append(r.ring, k)
		return true
	}
	delete(r.known, r.ring[r.next])
	r.ring[r.next] = k
	r.next = (r.next + 1) % mostRecent
	return true
}
