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
	serial map[string]uint64 // installations so far, by name
	free   sim.Spare[packet]
	spent  sim.Spare[Call]
	fates  sim.Spare[Fate]
	conf   func(from, to ID) LinkConfig
}

// A port is where a participant is plugged in.
type port struct {
	owner    *sim.Owner
	links    map[ID]*link // by receiver; none is ever replaced
	recent   *link        // the one sought last
	receive  Receiver
	serve    func(*Call)
	made     sim.List[Call] // calls that it waits for
	open     sim.List[Call] // calls that arrived and are not answered
	arrivals int64          // messages that came, whether or not it was up
	state    portState
	life     uint32 // of its machine: how often that lost power
}

// New returns a network whose links are made on first use, from what conf says
// of them. A nil conf gives every link the zero LinkConfig.
func New(w *sim.World, conf func(from, to ID) LinkConfig) *Network {
	if conf == nil {
		conf = func(ID, ID) LinkConfig { return LinkConfig{} }
	}
	return &Network{world: w, conf: conf, serial: make(map[string]uint64)}
}

// World returns the world that the network is part of.
func (n *Network) World() *sim.World { return n.world }

// Join adds a participant; its events belong to the owner of that name.
func (n *Network) Join(name string) ID {
	p := &port{owner: n.world.Owner(name), links: make(map[ID]*link)}
	n.ports = append(n.ports, p)
	return ID(len(n.ports) - 1)
}

// Len returns how many participants have joined; their IDs are 0 to Len-1.
func (n *Network) Len() int { return len(n.ports) }

// Owner returns the owner of a participant's events.
func (n *Network) Owner(id ID) *sim.Owner { return n.ports[id].owner }

// Name returns the name of a participant.
func (n *Network) Name(id ID) string { return n.ports[id].owner.Name() }

// Arrivals returns how many messages have come to a participant, those that it
// was too dead to take among them.
func (n *Network) Arrivals(id ID) int64 { return n.ports[id].arrivals }

// Listen hands the messages that arrive for id to r.
func (n *Network) Listen(id ID, r Receiver) { n.ports[id].receive = r }

// Install adds a rule for every message that is transmitted from now on. Its
// luck is its own, and rules of other names do not move it: the n-th rule of a
// name meets the same luck whatever else is installed.
func (n *Network) Install(name string, r Rule) *Handle {
	n.serial[name]++
	h := &Handle{network: n, rule: r, name: name, key: sim.KeyOf(name).Mix(n.serial[name])}
	n.rules = append(n.rules, h)
	return h
}

// Send puts a message on the link between its ends. Over a stream, messages of one
// pair arrive in the order in which they were sent. A participant that is down sends
// nothing.
func (n *Network) Send(m Message) {
	if n.ports[m.From].state != up {
		return
	}
	l := n.link(m.From, m.To)
	p := n.packet(l)
	p.message = m
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
	if l := p.recent; l != nil && l.to == to {
		return l
	}
	l, ok := p.links[to]
	if !ok {
		l = newLink(n, from, to)
		p.links[to] = l
	}
	p.recent = l
	return l
}
