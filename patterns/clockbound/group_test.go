package clockbound

import (
	"fmt"
	"pgregory.net/rapid"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
	_ "wavetank/sim/property"
)

// A group is nodes that are no time apart, and clients that ask them directly.
type group struct {
	world   *sim.World
	members []*member
	facts   map[*sim.Kind][]int64 // values
	serial  uint64
}

func newGroup(t rapid.TB, size int, c Config, seed uint64) *group {
	t.Helper()
	if err := knob.Check(&c); err != nil {
		t.Fatal(err)
	}
	g := &group{world: sim.New(sim.Config{Seed: seed}), facts: make(map[*sim.Kind][]int64)}
	if c, ok := t.(interface{ Cleanup(func()) }); ok {
		c.Cleanup(g.world.Close)
	}
	g.world.Attach(sim.SinkFunc(func(f *sim.Fact) { g.facts[f.Kind] = append(g.facts[f.Kind], f.Value) }))
	network, account := net.New(g.world, nil), newTruth()
	var ids []net.ID
	for i := range size {
		ids = append(ids, net.ID(i))
	}
	for i := range size {
		n := nodes.NewNode(network, fmt.Sprint("kv-", i+1), func(n *nodes.Node) {
			m := newMember(patterns.Site{
				Owner: n.Owner(), Node: n, Net: network, Group: "kv", Name: "store", Peers: ids,
				Account: func(func() any) any { return account },
			}, &c)
			g.members = append(g.members, m)
		})
		n.Clock = nodes.NewClock(g.world, nodes.ClockConfig{})
		n.Boot()
	}
	return g
}

// plain is a service that does nothing.
type plain struct{}

func (plain) Begin(_ net.ID, _ *nodes.Request, done nodes.Done) nodes.Pending {
	done.Ended(nil, nil)
	return nil
}

// ask carries out a transaction, at that member, and returns what it found.
func (g *group) ask(t rapid.TB, p *sim.Proc, at int, op nodes.Op, item int64) int64 {
	g.serial++
	req := &nodes.Request{Key: sim.KeyOf("request").Mix(g.serial), Op: op, Item: item}
	req.Root = req.Key
	resp, err := nodes.Call(p, g.members[at].inbound(plain{}), 0, req)
	if err != nil {
		t.Error(err)
		return 0
	}
	if op == nodes.Write {
		return req.Token()
	}
	return resp.Value
}

// itemAt returns an item whose home is that member.
func (g *group) itemAt(at int) int64 {
	for item := int64(0); ; item++ {
		luck := placeOfHome.Mix(uint64(item)).Rand()
		if int(luck.Below(uint64(len(g.members)))) == at {
			return item
		}
	}
}

// client runs a client to its end.
func (g *group) client(t rapid.TB, f func(*sim.Proc)) {
	t.Helper()
	g.world.Go(g.world.Owner("client"), f)
	if err := g.world.Run(g.world.Now().Add(1000 * time.Hour)); err != nil {
		t.Fatal(err)
	}
}
