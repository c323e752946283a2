package nodes

import (
	"wavetank/net"
	"wavetank/sim"
)

// A Message is a message from one node to another that belongs to no call. A
// topic is what one part of a node, such as a pattern, says to its like elsewhere.
type Message struct {
	From  net.ID
	Topic string
	Body  any
}

// Send sends a message of so many bytes to those who listen to the topic on
// another node, or on this one. It goes as the link's transport says: in order
// and repeated until it arrives, or once and perhaps lost. Key is the message's
// identity; two messages of one key meet the same luck.
func (n *Node) Send(to net.ID, topic string, key sim.Key, size int64, body any) {
	n.network.Send(net.Message{From: n.id, To: to, Key: key, Size: size, Body: &Message{n.id, topic, body}})
}

// Listen has f called for every message on the topic that arrives, in place of
// the function that listened before. A crash forgets f. A message to which nobody
// listens is dropped.
func (n *Node) Listen(topic string, f func(Message)) {
	if n.listeners == nil {
		n.listeners = make(map[string]func(Message))
	}
	n.listeners[topic] = f
	n.network.Listen(n.id, n)
}

// Flipped is what a node reads of a message whose bits flipped: something else, if
// its body says what.
func (m *Message) Flipped(luck sim.Rand) any {
	body, ok := m.Body.(net.Flipper)
	if !ok {
		return net.Garbage{}
	}
	read := body.Flipped(luck)
	if read == (net.Garbage{}) {
		return read
	}
	return &Message{m.From, m.Topic, read}
}

// Receive takes a message in from the network. What is garbage is dropped.
func (n *Node) Receive(m net.Message) {
	if p, ok := m.Body.(*Message); ok {
		if f := n.listeners[p.Topic]; f != nil {
			f(*p)
		}
	}
}
