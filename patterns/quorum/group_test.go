package quorum

import (
	"fmt"
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/patterns"
	"wavetank/patterns/knob"
	"wavetank/sim"
)

// A group is members on a network, and clients that ask them directly.
type group struct {
	world   *sim.World
	network *net.Network
	members []*nodes.Node
	coords  []*coordinator // of each member since its latest boot
	account *truth
	facts   map[*sim.Kind]int
	serial  uint64
}

// newGroup boots a group whose members are 1 ms to 10 ms apart.
func newGroup(t testing.TB, size int, c Config, seed uint64) *group {
	t.Helper()
	if err := knob.Check(&c); err != nil {
		t.Fatal(err)
	}
	g := &group{world: sim.New(sim.Config{Seed: seed}), account: newTruth().(*truth), facts: make(map[*sim.Kind]int)}
	t.Cleanup(g.world.Close)
	g.world.Attach(sim.SinkFunc(func(f *sim.Fact) { g.facts[f.Kind]++ }))
	g.network = net.New(g.world, func(net.ID, net.ID) net.LinkConfig {
		return net.LinkConfig{Latency: sim.Uniform{Lo: time.Millisecond, Hi: 10 * time.Millisecond}}
	})
	g.coords = make([]*coordinator, size)
	var ids []net.ID
	for i := range size {
		ids = append(ids, net.ID(i))
	}
	for i := range size {
		n := nodes.NewNode(g.network, fmt.Sprint("kv-", i+1), func(n *nodes.Node) {
			site := patterns.Site{
				Owner: n.Owner(), Node: n, Net: g.network, Group: "kv", Name: "store", Peers: ids,
				Account: func(func() any) any { return g.account },
			}
			r := newReplica(site, &c, g.account)
			g.coords[i] = newCoordinator(site, &c, r, g.account)
			n.Go(func(p *sim.Proc) { r.handOver(p, n) })
		})
		n.Clock = nodes.NewClock(g.world, nodes.ClockConfig{})
		g.members = append(g.members, n)
	}
	for _, n := range g.members {
		n.Boot()
	}
	return g
}

// client starts a process that belongs to no member.
func (g *group) client(f func(*sim.Proc)) { g.world.Go(g.world.Owner("client"), f) }

func (g *group) run(t testing.TB) {
	t.Helper()
	if err := g.world.Run(sim.Time(24 * time.Hour)); err != nil {
		t.Fatal(err)
	}
}

// request returns a request whose token is the value, if it writes.
func (g *group) request(op nodes.Op, item, value int64) *nodes.Request {
	g.serial++
	r := &nodes.Request{Key: sim.KeyOf("request").Mix(g.serial), Op: op, Item: item}
	r.Root = sim.Key(value) << 1
	return r
}

func (g *group) write(p *sim.Proc, at int, item, value int64) error {
	_, err := g.coords[at].serve(p, g.request(nodes.Write, item, value))
	return err
}

// read returns the value found, zero if there is none.
func (g *group) read(p *sim.Proc, at int, item int64) (int64, error) {
	resp, err := g.coords[at].serve(p, g.request(nodes.Read, item, 0))
	if err != nil {
		return 0, err
	}
	return resp.Value &^ (1 << 62), nil
}
