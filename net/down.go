package net

// downness is how a port that takes nothing behaves.
type downness uint8

const (
	up      downness = iota
	refuses          // the process is gone, its machine says so
	silent           // the machine is gone
)

// Refuse makes a participant take nothing any more, as its process has died:
// the callers of the calls it had open are told over streams, those who call it
// now are refused, and the streams of Send from and to it break. With power
// false its machine is gone too: nobody is told, and what it had sent and was
// lost is not sent again.
//
// The calls that it made itself end without anybody's done being called. Refuse
// comes before the killing of its processes, lest their unwinding cancels calls
// over the network that a dead machine has lost.
func (n *Network) Refuse(id ID, power bool) {
	at := n.ports[id]
	at.down = refuses
	if !power {
		at.down = silent
		at.life++
	}
	for at.made.first != nil {
		c := at.made.first
		c.done = nil
		c.propagate()
		c.end(nil, ErrReset)
	}
	for at.open.first != nil {
		c := at.open.first
		c.close()
		c.dead = true
		if power && n.Transport(c.To, c.From) == Stream {
			c.caller().fail(ErrReset)
		}
	}
	for i, other := range n.ports {
		if l, ok := at.links[ID(i)]; ok {
			l.order.reset()
		}
		if l, ok := other.links[id]; ok {
			l.order.reset()
		}
	}
}

// Accept makes a participant take messages again.
func (n *Network) Accept(id ID) { n.ports[id].down = up }

// The ends of a call: each keeps a list of its own.
const (
	asCaller = iota
	asCallee
)

// callList is the calls of a participant at one end, oldest first.
type callList struct {
	first, last *Call
	end         int
}

// neighbours are the calls beside one in a list.
type neighbours struct{ prev, next *Call }

func (l *callList) add(c *Call) {
	c.listed[l.end].prev = l.last
	if l.last == nil {
		l.first = c
	} else {
		l.last.listed[l.end].next = c
	}
	l.last = c
}

func (l *callList) remove(c *Call) {
	at := &c.listed[l.end]
	if at.prev == nil {
		l.first = at.next
	} else {
		at.prev.listed[l.end].next = at.next
	}
	if at.next == nil {
		l.last = at.prev
	} else {
		at.next.listed[l.end].prev = at.prev
	}
	*at = neighbours{}
}
