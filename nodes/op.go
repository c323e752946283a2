package nodes

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

// Token returns what a write leaves behind and a read finds: a number of the
// user's request, the same for all its attempts and never zero.
func (r *Request) Token() int64 { return int64(r.Root>>1 | 1<<62) }

// registers are the items of a service that has no other store: each keeps the
// token of the last write, in memory, until a crash.
type registers map[int64]int64

// serve carries out the operation of a request and returns the answer, of so
// many bytes; nil if there is nothing to tell.
func (g registers) serve(req *Request, size int64) *Response {
	switch req.Op {
	case Write:
		g[req.Item] = req.Token()
	case Read:
		return &Response{Size: size, Value: g[req.Item]}
	}
	return nil
}
