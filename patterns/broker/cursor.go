package broker

import "fmt"

// A Verdict is what became of a delivery.
type Verdict uint8

// The verdicts. Silent is a consumer that did not answer in time, or died: it may
// have dealt with the message. Declined is one that turned it away unseen, as one
// that is overloaded does, and Away one that never got it. Hopeless is one that says that
// no delivery can succeed.
const (
	Acked Verdict = iota
	Failed
	Silent
	Declined
	Away
	Hopeless
)

// String names the verdict.
func (v Verdict) String() string {
	return [...]string{"acked", "failed", "silent", "declined", "away", "hopeless"}[v]
}

// A Cursor delivers the messages of one partition to one subscription: one at a
// time, in order, each until it is acknowledged, or parked after too many
// deliveries or as hopeless. It is pure.
//
//	        Deliver            Done(Acked)
//	waiting ───────► under way ───────────► waiting for the next
//	   ▲                 │ Failed, Silent, Declined, Away
//	   └─────────────────┘ or, the most deliveries reached, or Hopeless: parked
type Cursor struct {
	next    int64 // offset of the message that is to be dealt with
	most    int   // deliveries of one message; 0 is no bound
	open    bool
	tries   int // deliveries of it
	charged int // those that count: its consumer had a chance to deal with it
}

// NewCursor returns the cursor of a subscription that has dealt with all below an
// offset.
func NewCursor(settled int64, most int) *Cursor { return &Cursor{next: settled, most: most} }

// Next returns the offset of the message that is to be dealt with.
func (c *Cursor) Next() int64 { return c.next }

// Skip goes on to an offset, as what was before it is no more. It reports how many
// messages it has passed over.
func (c *Cursor) Skip(to int64) int64 {
	if c.open || to <= c.next {
		return 0
	}
	n := to - c.next
	c.advance(to)
	return n
}

// Deliver begins a delivery of the message, and returns the how manieth it is.
func (c *Cursor) Deliver() (n int) {
	if c.open {
		panic(fmt.Sprintf("broker: offset %d is delivered while its last delivery is under way", c.next))
	}
	c.open = true
	c.tries++
	return c.tries
}

// Done ends the delivery. It reports whether the message was given up: parked.
func (c *Cursor) Done(v Verdict) (parked bool) {
	if !c.open {
		panic(fmt.Sprintf("broker: offset %d is %v and was not delivered", c.next, v))
	}
	c.open = false
	switch v {
	case Acked:
		c.advance(c.next + 1)
	case Hopeless:
		c.advance(c.next + 1)
		return true
	case Failed, Silent:
		if c.charged++; c.most > 0 && c.charged >= c.most {
			c.advance(c.next + 1)
			return true
		}
	}
	return false
}

func (c *Cursor) advance(to int64) { c.next, c.tries, c.charged = to, 0, 0 }
