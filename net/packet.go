package net

import (
	"cmp"
	"time"

	"wavetank/sim"
)

// A packet is a message on its way: the event of its arrival, or of its next
// transmission.
type packet struct {
	network *Network
	link    *link
	message Message
	call    *Call // whose request, answer or cancellation it is, or nil
	ticket  ticket
	life    uint32   // of the sender when it was sent
	began   sim.Time // when it was first sent
	sent    sim.Time // when it was last sent
	tries   int      // transmissions so far; -1 is one too many
	lost    bool     // this transmission; the event is a retransmission
	garbled bool     // this transmission
}

// packet returns one without a message, which begins its way over a link now.
func (n *Network) packet(l *link) *packet {
	p := n.free.Take()
	*p = packet{}
	p.network, p.link = n, l
	p.life, p.began = n.ports[l.from].life, n.world.Now()
	return p
}

func (p *packet) release() {
	if p.call != nil {
		p.call.untie()
	}
	p.message.Body, p.call = nil, nil
	p.network.free.Put(p)
}

// transmit puts the packet on its link once, and schedules what comes of that.
func (p *packet) transmit() {
	n, l, m := p.network, p.link, &p.message
	w := n.world
	p.sent = w.Now()
	f := l.fate(w, m, p.tries)
	var where string // it is lost, if not on the link
	if len(n.rules) > 0 {
		f, where = p.bend(f)
	}
	p.emit(MessageSent)
	var wait time.Duration
	if l.Bandwidth != 0 {
		var room bool
		if wait, room = l.line.send(p.sent, m.Size, l.Bandwidth, l.Buffer); !room {
			f.Lost, where = true, "in a full buffer"
		}
	}
	if f.Lost {
		p.emitLost(cmp.Or(where, "on the link"))
		p.again()
		return
	}
	at := p.sent.Add(wait).Add(f.Delay)
	p.lost, p.garbled = false, f.Garbled
	w.At(at, l.ends[1], p)
	if f.Extra > 0 {
		p.duplicate(at, f.Extra)
	}
}

// duplicate sends copies after the packet, which arrives at that time.
func (p *packet) duplicate(at sim.Time, copies int) {
	n, l := p.network, p.link
	for copied := range copies {
		p.emit(MessageDuplicated)
		twin := n.packet(l)
		twin.message = p.message
		if twin.call = p.call; twin.call != nil {
			twin.call.ties++
		}
		twin.garbled = p.garbled
		n.world.At(at.Add(l.lag(n.world, &p.message, copied)), l.ends[1], twin)
	}
}

// bend lets each rule have its word on the fate of this transmission, after the link's. It
// returns which of them lost the packet, if one did. A stream drops duplicates, so that a rule
// that makes some has changed nothing, and what its checksum finds garbled.
func (p *packet) bend(fate Fate) (_ Fate, where string) {
	n, l, m := p.network, p.link, &p.message
	f := n.fates.Take() // a rule may have another packet sent
	*f = fate
	for _, h := range n.rules {
		before := *f
		luck := n.world.Draw(l.key+drawRule, h.key.Mix(uint64(m.Key)).Mix(uint64(p.tries)))
		h.rule.Bend(m, luck, f)
		if l.Transport != Datagram {
			f.Extra, f.Garbled, f.Lost = 0, false, f.Lost || f.Garbled
		}
		if *f == before || f.Lost && before.Lost {
			continue
		}
		h.touched++
		if f.Lost {
			where = h.name
		}
	}
	n.fates.Put(f)
	return *f, where
}

// emit says what has become of the packet.
func (p *packet) emit(k *sim.Kind) {
	ends, m := &p.link.ends, &p.message
	ends[0].EmitTo(ends[1], k, m.Key, m.Size)
}

// emitLost says where the packet is lost.
func (p *packet) emitLost(where string) {
	ends, m := &p.link.ends, &p.message
	ends[0].Emit(sim.Fact{Kind: MessageLost, Peer: ends[1], Key: m.Key, Value: m.Size, Note: where})
}

// again schedules the retransmission of a packet that was lost, or gives it up.
// The timeout counts from the last transmission and doubles with every try.
func (p *packet) again() {
	n, l := p.network, p.link
	if l.Transport == Datagram {
		p.release()
		return
	}
	end := p.began.Add(l.giveUp())
	next, doublings := end, min(p.tries, 62)
	if l.rto() <= l.giveUp()>>doublings {
		next = p.sent.Add(l.rto() << doublings)
	}
	p.tries++
	if next >= end {
		next, p.tries = end, -1
	}
	p.lost = true
	n.world.At(next, n.ports[p.message.From].owner, p)
}

// Act is the packet's event: its arrival, or its retransmission timeout.
func (p *packet) Act() {
	switch {
	case !p.lost:
		p.arrive()
	case p.forgotten():
		p.release()
	case p.tries < 0:
		p.broken()
	default:
		p.transmit()
	}
}

// forgotten reports whether nobody will repeat a packet that was lost: the
// sender's machine has lost power since, or the connection is closed. A process
// that died alone leaves its machine to repeat what it had sent.
func (p *packet) forgotten() bool {
	switch {
	case p.life != p.network.ports[p.message.From].life:
		return true
	case p.call != nil:
		return p.call.forgets(p)
	}
	return p.link.order.closed(p.ticket)
}

func (p *packet) arrive() {
	n, m := p.network, &p.message
	at := n.ports[m.To]
	at.arrivals++
	switch {
	case at.state == silent || at.state == refuses && p.link.Transport == Datagram:
		p.emitLost("at a dead machine")
		p.again()
	case at.state == refuses:
		p.emitLost("at a dead process")
		p.refused()
	case p.call != nil && p.garbled:
		p.emit(MessageDelivered)
		p.garble()
		p.release()
	case p.call != nil:
		p.emit(MessageDelivered)
		p.call.arrived(p)
		p.release()
	case p.ticket.unordered():
		p.deliver()
	default:
		p.link.order.arrived(p)
	}
}

// deliver ends the journey of a message that belongs to no call.
func (p *packet) deliver() {
	n, m := p.network, p.message
	p.emit(MessageDelivered)
	if p.garbled {
		m.Body = p.garble()
	}
	p.release()
	if r := n.ports[m.To].receive; r != nil {
		r.Receive(m)
	}
}

// refused tells the sender that nobody listens.
func (p *packet) refused() {
	if p.call != nil {
		p.call.fail(ErrRefused)
	} else {
		p.link.order.close(p.ticket)
	}
	p.release()
}

// broken ends a packet whose connection gave up.
func (p *packet) broken() {
	if p.call != nil {
		p.call.brokenOff()
	} else {
		p.link.order.close(p.ticket)
	}
	p.release()
}
