package net

// order keeps the messages that Send puts on one stream link in sequence: one
// that overtook another waits at the receiver until the other is there
// (head-of-line blocking). When the connection breaks, all that was on it is
// gone and the next message opens another.
type order struct {
	turn    uint32 // connections so far
	sent    uint64 // messages of this connection
	next    uint64 // the one that may be delivered next
	waiting map[uint64]*packet
}

// A ticket is a message's place on a connection. The zero ticket has none.
type ticket struct {
	turn  uint32
	place uint64
}

func (t ticket) unordered() bool { return t.place == 0 }

func (o *order) ticket() ticket {
	o.sent++
	return ticket{o.turn, o.sent}
}

// arrived delivers p, and those that waited for it, or lets it wait.
func (o *order) arrived(p *packet) {
	t := p.ticket
	switch {
	case t.turn != o.turn:
		p.network.emit(MessageLost, &p.message, "with its connection")
		p.release()
		return
	case t.place != o.next+1:
		if o.waiting == nil {
			o.waiting = make(map[uint64]*packet)
		}
		o.waiting[t.place] = p
		return
	}
	for p != nil {
		o.next++
		delete(o.waiting, o.next)
		p.deliver()
		if o.turn != t.turn {
			return
		}
		p = o.waiting[o.next+1]
	}
}

// reset breaks the connection.
func (o *order) reset() {
	for place := o.next + 1; len(o.waiting) > 0 && place <= o.sent; place++ {
		if p, ok := o.waiting[place]; ok {
			p.network.emit(MessageLost, &p.message, "with its connection")
			p.release()
			delete(o.waiting, place)
		}
	}
	*o = order{turn: o.turn + 1, waiting: o.waiting}
}
