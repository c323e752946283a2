package quorum

import (
	"fmt"
	"slices"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/sim"
)

// WARS is the model of probabilistically bounded staleness (Bailis et al. 2012,
// section 4): a write goes to N copies and is acknowledged when W have answered; a
// read is sent to all of them some time later and takes the first R answers. The
// legs of the journey are independent.
type WARS struct {
	N, R, W int
	Write   sim.Dist // coordinator to copy, until others can see the write
	Ack     sim.Dist // copy to coordinator
	Read    sim.Dist // coordinator to copy
	Reply   sim.Dist // copy to coordinator, of a read
}

// A Trial is one write and one read.
type Trial struct {
	Written time.Duration // until the write was acknowledged
	Answer  time.Duration // from the beginning of the read
	// Visible is how long after the acknowledgement the read must begin to find the
	// write, if its luck is this; zero or less is at once.
	Visible time.Duration
}

// Trial draws one write and one read of the model.
func (m WARS) Trial(luck *sim.Rand) Trial {
	type leg struct{ there, whole time.Duration }
	draw := func(there, back sim.Dist) (legs []leg) {
		for range m.N {
			l := leg{there: there.Sample(luck.Fork())}
			l.whole = l.there + back.Sample(luck.Fork())
			legs = append(legs, l)
		}
		return legs
	}
	writes, reads := draw(m.Write, m.Ack), draw(m.Read, m.Reply)
	nth := func(legs []leg, n int) time.Duration {
		var whole []time.Duration
		for _, l := range legs {
			whole = append(whole, l.whole)
		}
		slices.Sort(whole)
		return whole[n-1]
	}
	t := Trial{Written: nth(writes, m.W), Answer: nth(reads, m.R), Visible: 1<<63 - 1}
	for i, r := range reads {
		if r.whole <= t.Answer { // one of the first R
			t.Visible = min(t.Visible, writes[i].there-r.there-t.Written)
		}
	}
	return t
}

// Observe has a store of this package make so many pairs of a write and a read
// that begins the given time after the acknowledgement, over a simulated network
// with these legs, and returns what came of them: Visible is zero if the read
// found the write, and otherwise longer than after. It fails if the two legs back
// differ, as they belong to one link.
func (m WARS) Observe(seed uint64, pairs int, after time.Duration) ([]Trial, error) {
	if m.Ack.String() != m.Reply.String() {
		return nil, fmt.Errorf("quorum: both legs back are of one link: %v, %v", m.Ack, m.Reply)
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
		Join(at, &c)
	}
	site.Peer, site.Owner = "copies", network.Owner(network.Join("client"))
	call := Join(site, &c).Outbound(nil)
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
	_, err := call.Call(p, 0, write)
	t := Trial{Written: p.Now().Sub(began)}
	p.Sleep(after)
	began = p.Now()
	read := &nodes.Request{Key: write.Key.Mix(1), Op: nodes.Read, Item: item}
	resp, e := call.Call(p, 0, read)
	t.Answer = p.Now().Sub(began)
	if err != nil || e != nil || resp.Value != write.Token() {
		t.Visible = after + 1
	}
	return t
}
