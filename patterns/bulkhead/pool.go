package bulkhead

import "wavetank/sim"

// A Pool is the pure machine: so many permits, and those who wait for one. It
// reads no clock; who has waited too long leaves.
//
//	         a permit is free
//	OUTSIDE ──────────────────► HOLDING ──► OUTSIDE
//	   │                           ▲
//	   └──► WAITING ───────────────┘ somebody leaves
//	           └──► OUTSIDE          has waited enough
type Pool struct {
	max    int
	places int // negative is no bound
	fair   bool

	inUse   int
	waiting sim.List[Ticket]
}

// NewPool returns a pool of that many permits, in which so many may wait;
// negative is no bound. A fair pool serves the call that has waited longest first,
// an unfair one the call that came last.
func NewPool(permits, places int, fair bool) *Pool {
	return &Pool{max: permits, places: places, fair: fair}
}

// A Ticket stands for one call. The zero Ticket is outside of any pool.
type Ticket struct {
	state State
	place sim.Element[Ticket] // among those who wait

	// Holder is whatever the asker wants to find again in the ticket that Leave
	// returns.
	Holder any
}

// State is where a ticket is.
type State uint8

// The states of a ticket. A refused one is outside.
const (
	Outside State = iota
	Waiting
	Holding
)

// State returns where the ticket is.
func (t *Ticket) State() State { return t.state }

// Ask wants a permit for the ticket, which must be outside, and returns where it
// is then. Calls that wait come before a call that asks.
func (p *Pool) Ask(t *Ticket) State {
	switch {
	case t.state != Outside:
		panic("bulkhead: a ticket was used twice")
	case p.inUse < p.max:
		p.inUse++
		t.state = Holding
	case p.places < 0 || int(p.waiting.Len()) < p.places:
		p.waiting.Add(&t.place, t)
		t.state = Waiting
	}
	return t.state
}

// Leave gives back the permit or the place that the ticket has, and returns the
// ticket that got the permit, or nil. One that is outside has nothing: so a
// permit is given back exactly once, even if two try.
func (p *Pool) Leave(t *Ticket) (granted *Ticket) {
	was := t.state
	t.state = Outside
	switch {
	case was == Waiting:
		p.waiting.Remove(&t.place)
	case was == Holding && p.waiting.Len() == 0:
		p.inUse--
	case was == Holding:
		granted = p.waiting.First()
		if !p.fair {
			granted = p.waiting.Last()
		}
		p.waiting.Remove(&granted.place)
		granted.state = Holding
	}
	return granted
}

// InUse returns how many permits are out.
func (p *Pool) InUse() int { return p.inUse }

// Waiting returns how many wait for one.
func (p *Pool) Waiting() int { return int(p.waiting.Len()) }
