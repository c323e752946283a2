package nodes_test

import (
	"testing"
	"time"

	"wavetank/net"
	"wavetank/nodes"
	"wavetank/sim"
)

// A count reads as another when a bit of it flips.
type count int

func (c count) Flipped(luck sim.Rand) any { return c ^ count(1<<luck.Below(8)) }

// TestANodeDropsGarbage: a post that is garbled is dropped, or read as the post
// that its body has become.
func TestANodeDropsGarbage(t *testing.T) {
	w := sim.New(sim.Config{Seed: 1})
	defer w.Close()
	n := net.New(w, func(net.ID, net.ID) net.LinkConfig { return net.LinkConfig{Transport: net.Datagram} })
	var got []any
	a := nodes.NewNode(n, "a", nil)
	b := nodes.NewNode(n, "b", func(b *nodes.Node) { b.Listen("news", func(p nodes.Message) { got = append(got, p.Body) }) })
	a.Boot()
	b.Boot()
	h := n.Install("flips", net.Corrupt{Rate: 1})
	a.Send(b.ID(), "news", 1, 1, "text")
	a.Send(b.ID(), "news", 2, 1, count(4))
	w.After(time.Second, a.Owner(), sim.Func(func() {
		h.Remove()
		a.Send(b.ID(), "news", 3, 1, count(4))
	}))
	if err := w.Run(sim.Time(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0] == count(4) || got[1] != count(4) {
		t.Errorf("b reads %v of a text and two fours, of which one is whole", got)
	}
}
