package nodes

import (
	"errors"
	"time"

	"wavetank/net"
	"wavetank/sim"
)

// ErrNoTopic is a node on which nobody answers to the topic of a query.
var ErrNoTopic = errors.New("nodes: nobody answers to the topic")

// A Query is what one node or load asks a node outside of its routes: what
// replicas and members say to each other. Each has a connection of its own, so
// that none waits behind another; over a stream what is lost is repeated until
// the asker stops waiting.
type Query struct {
	From  net.ID
	Topic string
	Body  any
	call  *net.Call
}

// Reply answers with so many bytes. Each query is answered once.
func (q *Query) Reply(body any, size int64, err error) { q.call.Reply(body, size, err) }

// Ask sends a query to a node. Then it calls done with the answer, or with the error. It
// does not call done if the asker crashes first.
func Ask(n *net.Network, from, to net.ID, topic string, a net.Ask, done func(answer any, err error)) {
	q := &asked{Query{From: from, Topic: topic, Body: a.Body}, done}
	a.Body = &q.Query
	n.Begin(from, to, a, q)
}

// asked is a query, as who asks knows it.
type asked struct {
	Query
	done func(answer any, err error)
}

// Ended passes on how the query ended.
func (q *asked) Ended(c *net.Call) { q.done(c.Result()) }

// Released does nothing: whoever was asked may keep the query.
func (q *asked) Released() {}

// Ask sends a query to another node.
func (n *Node) Ask(to net.ID, topic string, a net.Ask, done func(answer any, err error)) {
	Ask(n.network, n.id, to, topic, a, done)
}

// AskAndWait is Ask by the process p, which waits for the answer.
func AskAndWait(p *sim.Proc, n *net.Network, from, to net.ID, topic string, a net.Ask) (answer any, err error) {
	over := false
	Ask(n, from, to, topic, a, func(got any, e error) {
		answer, err, over = got, e, true
		p.Wake()
	})
	for !over {
		p.Park()
	}
	return answer, err
}

// AskAndWait is Ask by the process p, which waits for the answer.
func (n *Node) AskAndWait(p *sim.Proc, to net.ID, topic string, a net.Ask) (answer any, err error) {
	return AskAndWait(p, n.network, n.id, to, topic, a)
}

// HandleQuery has f answer every query on the topic, in place of the function that
// answered before. A crash forgets it; a hung node answers when it goes on.
func (n *Node) HandleQuery(topic string, f func(*Query)) {
	if n.queryHandlers == nil {
		n.queryHandlers = make(map[string]func(*Query))
	}
	n.queryHandlers[topic] = f
	if n.service == nil {
		n.network.Serve(n.id, n.receiveQuery)
	}
}

// receiveQuery takes in a call that is a query.
func (n *Node) receiveQuery(c *net.Call) {
	sent, _ := c.Body.(*Query)
	var answer func(*Query)
	if sent != nil {
		answer = n.queryHandlers[sent.Topic]
	}
	if answer == nil {
		c.Reply(nil, 0, ErrNoTopic)
		return
	}
	q := *sent // a duplicate of it is answered on its own
	q.call = c
	if n.cpu.stopped > 0 {
		n.Do(0, func() { answer(&q) })
		return
	}
	answer(&q)
}

// Do carries out work that takes d, longer if the node is slow, and then calls
// f, unless the node crashes first. Without work it calls f at once, unless the
// node hangs.
func (n *Node) Do(d time.Duration, f func()) {
	if d == 0 && n.cpu.stopped == 0 {
		f()
		return
	}
	n.cpu.start(new(Task), d, sim.Func(f))
}
