package net

import "wavetank/sim"

// A Receiver takes in the messages that arrive.
type Receiver interface{ Receive(Message) }

// ReceiverFunc adapts a function to a Receiver.
type ReceiverFunc func(Message)

// Receive calls f.
func (f ReceiverFunc) Receive(m Message) { f(m) }

// A Network carries messages between participants over directed links.
type Network struct {
	world  *sim.World
	ports  []*port
	rules  []*Handle
	serial uint64 // of the last rule installed
	free   []*packet
	conf   func(from, to ID) LinkConfig
}

// A port is where a participant is plugged in.
type port struct {
	owner   *sim.Owner
	links   map[ID]*link // by receiver
	receive Receiver
	serve   func(*Call)
	open    callList // calls that arrived and are not answered
	down    downness
}

// downness is how a port that takes nothing behaves.
type downness uint8

const (
	up      downness = iota
	refuses          // the process is gone, its machine says so
	silent           // the machine is gone
)

// New returns a network whose links are made on first use, from what conf says
// of them. A nil conf gives every link the zero LinkConfig.
func New(w *sim.World, conf func(from, to ID) LinkConfig) *Network {
	if conf == nil {
		conf = func(ID, ID) LinkConfig { return LinkConfig{} }
	}
	return &Network{world: w, conf: conf}
}

// World returns the world that the network is part of.
func (n *Network) World() *sim.World { return n.world }

// Join adds a participant; its events belong to the owner of that name.
func (n *Network) Join(name string) ID {
	n.ports = append(n.ports, &port{owner: n.world.Owner(name), links: make(map[ID]*link)})
	return ID(len(n.ports) - 1)
}

// Len returns how many participants have joined; their IDs are 0 to Len-1.
func (n *Network) Len() int { return len(n.ports) }

// Owner returns the owner of a participant's events.
func (n *Network) Owner(id ID) *sim.Owner { return n.ports[id].owner }

// Name returns the name of a participant.
func (n *Network) Name(id ID) string { return n.ports[id].owner.Name() }

// Listen hands the messages that arrive for id to r.
func (n *Network) Listen(id ID, r Receiver) { n.ports[id].receive = r }

// Install adds a rule for every message that is transmitted from now on. Its
// luck is its own: the name tells it from other rules.
func (n *Network) Install(name string, r Rule) *Handle {
	n.serial++
	h := &Handle{network: n, rule: r, key: sim.KeyOf(name).Mix(n.serial)}
	n.rules = append(n.rules[:len(n.rules):len(n.rules)], h)
	return h
}

// Send puts a message on the link between its ends. Over a stream, messages of
// one pair arrive in the order in which they were sent.
func (n *Network) Send(m Message) {
	l := n.link(m.From, m.To)
	p := n.packet(m, l)
	if l.Transport != Datagram {
		p.ticket = l.order.ticket()
	}
	p.transmit()
}

// Transport returns the transport of a link.
func (n *Network) Transport(from, to ID) Transport {
	if n.link(from, to).Transport == Datagram {
		return Datagram
	}
	return Stream
}

func (n *Network) link(from, to ID) *link {
	p := n.ports[from]
	l, ok := p.links[to]
	if !ok {
		key := p.owner.Key().Mix(uint64(n.ports[to].owner.Key()))
		l = &link{LinkConfig: n.conf(from, to), key: key}
		p.links[to] = l
	}
	return l
}

// A packet is a message on its way: the event of its arrival, or of its next
// transmission.
type packet struct {
	network *Network
	link    *link
	message Message
	call    *Call // whose request or answer it is, or nil
	ticket  ticket
	began   sim.Time
	tries   int
	lost    bool // this transmission; the event is a retransmission
}

func (n *Network) packet(m Message, l *link) *packet {
	var p *packet
	if last := len(n.free) - 1; last >= 0 {
		p = n.free[last]
		n.free = n.free[:last]
	} else {
		p = new(packet)
	}
	*p = packet{network: n, link: l, message: m, began: n.world.Now()}
	return p
}

func (p *packet) release() {
	p.message.Body, p.call = nil, nil
	p.network.free = append(p.network.free, p)
}

// transmit puts the packet on its link once, and schedules what comes of that.
func (p *packet) transmit() {
	n, l, m := p.network, p.link, &p.message
	w := n.world
	f := l.fate(w, m, p.tries)
	for _, h := range n.rules {
		before := f
		h.rule.Bend(m, w.Draw(l.key+drawRule, h.key.Mix(uint64(m.Key)).Mix(uint64(p.tries))), &f)
		if f != before {
			h.touched++
		}
	}
	n.emit(MessageSent, m, "")
	wait, room := l.line(w.Now(), m.Size)
	f.Delay += wait
	if !room || f.Lost {
		where := "on the link"
		if !room {
			where = "in a full buffer"
		}
		n.emit(MessageLost, m, where)
		p.again()
		return
	}
	if l.Transport == Datagram {
		for range f.Extra {
			twin := n.packet(*m, l)
			twin.call = p.call
			w.After(f.Delay, n.ports[m.To].owner, twin)
		}
	}
	p.lost = false
	w.After(f.Delay, n.ports[m.To].owner, p)
}

// again schedules the retransmission of a packet that was lost, or gives it up.
func (p *packet) again() {
	n, l := p.network, p.link
	if l.Transport == Datagram {
		p.release()
		return
	}
	now := n.world.Now()
	pause := l.rto() << min(p.tries, 20)
	p.tries++
	p.lost = true
	if now.Add(pause) > p.began.Add(l.giveUp()) {
		pause = max(0, p.began.Add(l.giveUp()).Sub(now))
		p.tries = -1
	}
	n.world.After(pause, n.ports[p.message.From].owner, p)
}

// Act is the packet's event: its arrival, or its retransmission timeout.
func (p *packet) Act() {
	n := p.network
	switch {
	case p.call != nil && p.call.forgets(p):
		p.release()
	case !p.lost:
		p.arrive()
	case n.ports[p.message.From].down != up && !p.lastWords():
		p.release()
	case p.tries < 0:
		p.broken()
	default:
		p.transmit()
	}
}

// lastWords reports whether the packet tells a caller of the sender's death.
func (p *packet) lastWords() bool {
	_, ok := p.message.Body.(error)
	return p.call != nil && ok
}

// arrive hands the packet to its receiver.
func (p *packet) arrive() {
	n, m := p.network, &p.message
	at := n.ports[m.To]
	switch {
	case at.down == silent || at.down == refuses && p.link.Transport == Datagram:
		n.emit(MessageLost, m, "at a dead machine")
		p.again()
	case at.down == refuses:
		n.emit(MessageLost, m, "at a dead process")
		p.refused()
	case p.call != nil:
		n.emit(MessageDelivered, m, "")
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
	n.emit(MessageDelivered, &m, "")
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
		p.link.order.reset()
	}
	p.release()
}

// broken ends a packet whose connection gave up.
func (p *packet) broken() {
	if p.call != nil {
		p.call.brokenOff()
	} else {
		p.link.order.reset()
	}
	p.release()
}

func (n *Network) emit(k *sim.Kind, m *Message, note string) {
	n.world.Emit(sim.Fact{
		Kind: k, Owner: n.ports[m.From].owner, Peer: n.ports[m.To].owner,
		Key: m.Key, Value: m.Size, Note: note,
	})
}
