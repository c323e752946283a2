package meter

import "wavetank/sim"

// Calls are the requests to a route, those that a service takes in or those that a load
// sends there, or the attempts of a participant to call one dependency. Each belongs to
// the instant at which it began.
type Calls struct {
	From  sim.Time // what began earlier does not count
	Begun int64
	well  Spans
	other Spans

	Failed, TimedOut, Rejected, GivenUp int64
	Away                                []Away // in the order of their first

	_ [56]byte // so that each begins with a line of the cache
}

// Away counts the calls that patterns of a kind turned away.
type Away struct {
	By    string
	Calls int64
}

// NewCalls returns a meter of what begins from then on. Well takes how long those took that
// went well, and other how long the others did that ended; nil is nobody.
func NewCalls(from sim.Time, well, other Distribution) *Calls {
	return &Calls{From: from, well: Spans{to: well}, other: Spans{to: other}}
}

// Begin says that one begins.
func (c *Calls) Begin(now sim.Time) {
	if now >= c.From {
		c.Begun++
	}
}

// Well says that one ended well.
func (c *Calls) Well(start, now sim.Time) {
	if start >= c.From {
		c.well.add(now.Sub(start))
	}
}

// Ended says that one ended: how is one of the facts that end a request of a load, or nil if
// the caller gave it up.
func (c *Calls) Ended(start, now sim.Time, how *sim.Kind) {
	if start < c.From {
		return
	}
	switch how {
	case sim.RequestOK:
		c.well.add(now.Sub(start))
		return
	case sim.RequestFailed:
		c.Failed++
	case sim.RequestTimedOut:
		c.TimedOut++
	case sim.RequestRejected:
		c.Rejected++
	default:
		c.GivenUp++
	}
	if c.other.to != nil {
		c.other.add(now.Sub(start))
	}
}

// TurnedAway says that a pattern of the caller ended a call before it was sent: by is the
// word for it, such as "breaker".
func (c *Calls) TurnedAway(now sim.Time, by string) {
	if now < c.From {
		return
	}
	for i := range c.Away {
		if c.Away[i].By == by {
			c.Away[i].Calls++
			return
		}
	}
	c.Away = append(c.Away, Away{by, 1})
}

// Flush brings what was measured to the distributions.
func (c *Calls) Flush() {
	c.well.flush()
	c.other.flush()
}
