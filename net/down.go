package net

// portState is how a port that takes nothing behaves.
type portState uint8

const (
	up      portState = iota
	refuses           // the process is gone, its machine says so
	silent            // the machine is gone
)

// Refuse makes a participant take nothing any more, as its process has died:
// the callers of the calls it had open are told over streams, those who call it
// now are refused, and the streams of Send from and to it break. With power
// false its machine is gone too: nobody is told, and what it had sent and was
// lost is not sent again.
//
// The calls that it made itself end without anybody's done being called. Refuse comes
// before the killing of its processes, so that their unwinding does not cancel calls
// over a network that the dead machine has lost.
func (n *Network) Refuse(id ID, power bool) {
	at := n.ports[id]
	at.state = refuses
	if !power {
		at.state = silent
		at.life++
	}
	for c := at.made.First(); c != nil; c = at.made.First() {
		c.done = nil
		c.propagate()
		c.end(nil, ErrReset)
	}
	for c := at.open.First(); c != nil; c = at.open.First() {
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
func (n *Network) Accept(id ID) { n.ports[id].state = up }
