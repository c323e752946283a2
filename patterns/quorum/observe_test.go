package quorum

import (
	"fmt"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// observe has the store make so many pairs of a write and a read
// that begins the given time after the acknowledgement, over a simulated
// network with these legs, and returns what came of them: Visible is zero if the read
// found the write, and otherwise longer than after. It fails if the two legs back
// differ, as they belong to one link.
func observe(m WARS, seed uint64, pairs int, after time.Duration) ([]Trial, error) {
	if m.Ack.String() != m.Reply.String() {
		return nil, fmt.Errorf("both legs back are of one link: %v, %v", m.Ack, m.Reply)
	}
	w := sim.New(sim.Config{Seed: seed})
	defer w.Close()
	c := Default()
	c.N, c.R, c.W, c.Repair = m.N, m.R, m.W, "none"
	c.Patience, c.WriteWork, c.ReadWork = time.Hour, m.Write, m.Read
	link := func(from, _ net.ID) net.LinkConfig {
		if int(from) < m.N { // back from a copy
			return net.LinkConfig{Latency: m.Reply}
		}
		return net.LinkConfig{}
	}
	network := net.New(w, link)
	account := newTruth()
	var copies []*nodes.Node
	site := patterns.Site{Net: network, Name: "wars", Account: func(func() any) any { return account }}
	for i := range m.N {
		n := nodes.NewNode(network, "copy "+string(rune('a'+i)), nil)
		copies = append(copies, n)
		site.Peers = append(site.Peers, n.ID())
	}
	for _, n := range copies {
		at := site
		at.Owner, at.Node = n.Owner(), n
		n.Boot()
		Build(at, c)
	}
	site.Peer, site.Owner = "copies", network.Owner(network.Join("client"))
	call := Build(site, c).Outbound(nil)
	var trials []Trial
	w.Go(site.Owner, func(p *sim.Proc) {
		for i := range pairs {
			trials = append(trials, onePair(p, call, int64(i), after))
		}
	})
	err := w.Run(sim.Forever)
	return trials, err
}

// onePair writes an item that nobody has written before, and reads it.
func onePair(p *sim.Proc, call nodes.Caller, item int64, after time.Duration) Trial {
	began := p.Now()
	write := &nodes.Request{Key: sim.KeyOf("pair").Mix(uint64(item)), Op: nodes.Write, Item: item}
	write.Root = write.Key
	_, err := nodes.Call(p, call, 0, write)
	t := Trial{Written: p.Now().Sub(began)}
	p.Sleep(after)
	began = p.Now()
	read := &nodes.Request{Key: write.Key.Mix(1), Op: nodes.Read, Item: item}
	resp, e := nodes.Call(p, call, 0, read)
	t.Answer = p.Now().Sub(began)
	if err != nil || e != nil || resp.Value != write.Token() {
		t.Visible = after + 1
	}
	return t
}
