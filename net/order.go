package net

// order keeps the messages that Send puts on one stream link in sequence: one
// that overtook another waits at the receiver until the other is there
// (head-of-line blocking). When the connection breaks, all that was on it is
// gone and the next message opens another.
type order struct {
	turn    uint32 // connections so far
	sent    uint64 // messages of this connection
	last    uint64 // the one delivered last
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

// closed reports whether the connection of t is no more.
func (o *order) closed(t ticket) bool { return t.turn != o.turn }

// arrived delivers p, and those that waited for it, or lets it wait.
func (o *order) arrived(p *packet) {
	place := p.ticket.place
	switch {
	case o.closed(p.ticket):
		p.gone()
		return
	case place != o.last+1:
		if o.waiting == nil {
			o.waiting = make(map[uint64]*packet)
		}
		o.waiting[place] = p
		return
	}
	for p != nil {
		o.last++
		delete(o.waiting, o.last)
		p.deliver()
		p = o.waiting[o.last+1]
	}
}

// close breaks the connection of t, unless that has happened already: what is
// left of an earlier connection must not break the present one.
func (o *order) close(t ticket) {
	if !o.closed(t) {
		o.reset()
	}
}

func (o *order) reset() {
	for place := o.last + 1; len(o.waiting) > 0 && place <= o.sent; place++ {
		if p, ok := o.waiting[place]; ok {
			p.gone()
			delete(o.waiting, place)
		}
	}
	*o = order{turn: o.turn + 1, waiting: o.waiting}
}

// gone ends a packet that arrived on a connection which broke.
func (p *packet) gone() {
	p.emitLost("with its connection")
	p.release()
}
