package net

import "wavetank/sim"

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
	fate    Fate     // of this transmission
}

func (n *Network) packet(m Message, l *link) *packet {
	p := n.free.Take()
	*p = packet{}
	p.network, p.link, p.message = n, l, m
	p.life, p.began = n.ports[m.From].life, n.world.Now()
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
	where := p.decide()
	p.emit(MessageSent, "")
	wait, room := l.line.send(p.sent, m.Size, l.Bandwidth, l.Buffer)
	if !room {
		p.fate.Lost, where = true, "in a full buffer"
	}
	if p.fate.Lost {
		p.emit(MessageLost, where)
		p.again()
		return
	}
	to, at := n.ports[m.To].owner, p.sent.Add(wait).Add(p.fate.Delay)
	p.lost = false
	w.At(at, to, p)
	for copied := range p.fate.Extra {
		p.emit(MessageDuplicated, "")
		twin := n.packet(*m, l)
		if twin.call = p.call; twin.call != nil {
			twin.call.ties++
		}
		twin.fate.Garbled = p.fate.Garbled
		w.At(at.Add(l.lag(w, m, copied)), to, twin)
	}
}

// decide settles the fate of this transmission: the link's word first, then
// each rule's. It returns where the packet is lost, if it is. A stream drops
// duplicates, so that a rule that makes some has changed nothing, and what its
// checksum finds garbled.
func (p *packet) decide() (where string) {
	n, l, m, f := p.network, p.link, &p.message, &p.fate
	*f = l.fate(n.world, m, p.tries)
	if f.Lost {
		where = "on the link"
	}
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
	return where
}

// emit says what has become of the packet.
func (p *packet) emit(k *sim.Kind, note string) {
	ends, m := &p.link.ends, &p.message
	ends[0].Emit(sim.Fact{Kind: k, Peer: ends[1], Key: m.Key, Value: m.Size, Note: note})
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
		p.emit(MessageLost, "at a dead machine")
		p.again()
	case at.state == refuses:
		p.emit(MessageLost, "at a dead process")
		p.refused()
	case p.call != nil && p.fate.Garbled:
		p.emit(MessageDelivered, "")
		p.garble()
		p.release()
	case p.call != nil:
		p.emit(MessageDelivered, "")
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
	p.emit(MessageDelivered, "")
	if p.fate.Garbled {
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
